using System.Diagnostics;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Benchmarks;

/// <summary>A day of one series by minute, asked for over HTTP: the program's history beside Prometheus' query_range on the same samples.</summary>
internal sealed class HistoryBench : IBench
{
    private const string Figure = "history of one series, 24 h by minute, over HTTP, p95";
    private const int Day = 86_400;

    public string Name => "history";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var from = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-3);
        var samples = Enumerable.Range(0, settings.Either(20, 2)).Select(Wander).ToArray();

        await using var database = await BenchDatabase.StartAsync(cancellationToken);
        var ids = await database.Get<ISeriesRegistry>().RegisterAsync([.. samples.Select((_, n) => ("bench", Labels.Of(("n", $"{n}"))))], cancellationToken);
        for (var n = 0; n < samples.Length; n++)
        {
            await database.Get<IMinuteStore>().WriteAsync([.. samples[n].Chunk(60).Select((values, minute) => Minute.Of(ids[n], from.AddMinutes(minute), values))], cancellationToken);
        }

        await database.RunAsync("vacuum analyze minute", cancellationToken);
        await using var program = await ProgramUnderTest.StartBuiltAsync(["--ConnectionStrings:Operations", database.ConnectionString, "--Sandbox:Enabled", "false"], cancellationToken);
        await using var prometheus = new Prometheus();
        if (Prometheus.IsThere)
        {
            await prometheus.StartAsync(samples, from, cancellationToken);
        }

        var span = $"{from.ToUnixTimeSeconds()}";
        var until = $"{from.ToUnixTimeSeconds() + Day - 60}";
        var count = settings.Either(2_000, 200);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        ProgramUnderTest.SignIn(client);
        string Own(int n) => $"{program.Address}api/series/{ids[n]}/history?from={span}&to={from.ToUnixTimeSeconds() + Day}&step=60&baseline=false";
        string Plain(int n) => $"{prometheus.Address}api/v1/query_range?query=bench%7Bn%3D%22{n}%22%7D&start={span}&end={until}&step=60";
        string Mean(int n) => $"{prometheus.Address}api/v1/query_range?query=avg_over_time(bench%7Bn%3D%22{n}%22%7D%5B1m%5D)&start={span}&end={until}&step=60";

        List<double> own = [], plain = [], mean = [];
        for (var i = 0; i < count; i++)
        {
            // In turn, so that the machine's other work meets all alike; the first hundred warm up.
            var n = i % samples.Length;
            await AskAsync(client, Own(n), own, i, cancellationToken);
            if (Prometheus.IsThere)
            {
                await AskAsync(client, Plain(n), plain, i, cancellationToken);
                await AskAsync(client, Mean(n), mean, i, cancellationToken);
            }
        }

        var p95 = At(own, 0.95);
        List<Row> rows = [new(Figure, "≤ 5 ms", $"{p95:F2} ms (p50 {At(own, 0.5):F2} ms)", p95 <= 5)];
        rows.Add(Prometheus.IsThere
            ? new("the same beside Debian's Prometheus `query_range` of the bare selector", "≤ 1 ×", $"{p95 / At(plain, 0.95):F2} × ({At(plain, 0.95):F2} ms; as minute means, which is what ours answers, {At(mean, 0.95):F2} ms)", p95 <= At(plain, 0.95))
            : Row.NotMeasured("the same beside Debian's Prometheus `query_range`", "≤ 1 ×", "there is no /usr/bin/prometheus (apt-get install prometheus)"));
        return rows;
    }

    private static async Task AskAsync(HttpClient client, string address, List<double> times, int i, CancellationToken cancellationToken)
    {
        var before = Stopwatch.GetTimestamp();
        var answer = await client.GetByteArrayAsync(new Uri(address), cancellationToken);
        if (i >= 100)
        {
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        if (answer.Length < 5_000)
        {
            throw new InvalidOperationException($"{address} answered with {answer.Length} bytes");
        }
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));

    private static double[] Wander(int seed)
    {
        var random = new Random(seed);
        var value = 0.2;
        return [.. Enumerable.Range(0, Day).Select(_ => value = Math.Abs(value + (random.NextDouble() - 0.5) / 100))];
    }
}
