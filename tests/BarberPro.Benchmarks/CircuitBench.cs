using System.Globalization;

namespace BarberPro.Benchmarks;

/// <summary>What one open live page costs the server as a Blazor circuit. The circuits are held without browsers, so that there can be many, and without the live hub, whose cost is measured apart.</summary>
internal sealed class CircuitBench : IBench
{
    public string Name => "circuit";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-circuit-{Environment.ProcessId}");
        var address = new Uri($"http://127.0.0.1:{Prometheus.FreePort()}");
        try
        {
            await using var server = Child.Start(DashboardChild.Role, ["--urls", address.GetLeftPart(UriPartial.Authority), "--environment", "Development",
                "--Sandbox:Url", $"http://127.0.0.1:{Prometheus.FreePort()}", "--Database:Directory", folder,
                "--Access:Limits:ApiAtOnce", "1000000", "--Access:Limits:ApiPerSecond", "1000000", "--Access:Limits:Circuits", "1000"]);
            var link = await server.ReadAsync(cancellationToken);
            using var session = await Session.SignInAsync(address, link, cancellationToken);
            var (many, seconds) = (settings.Either(200, 8), settings.Either(60, 10));
            await CloseAsync(await OpenAsync(session, settings.Either(8, 2), cancellationToken)); // the pages that compile the code and fill the caches
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(30, 5)), cancellationToken);
            var (noBytes, before) = await MeasureAsync(server, seconds, cancellationToken);
            var open = await OpenAsync(session, many, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(20, 5)), cancellationToken);
            var (manyBytes, during) = await MeasureAsync(server, seconds, cancellationToken);
            var faults = open.Count(circuit => circuit.Fault is not null);
            await CloseAsync(open);
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(10, 5)), cancellationToken);
            var (_, after) = await MeasureAsync(server, seconds, cancellationToken);
            var heap = (manyBytes - noBytes) / many / 1e6;
            // The program's own cost moves from minute to minute: the lesser of its two readings gives the most that a page can cost.
            var cpu = (during - Math.Min(before, after)) / many;
            return
            [
                new("circuit of the live page, managed heap", "≤ 1.0 MB", $"{heap:F2} MB ({many} circuits, {faults} lost)", heap <= 1.0 && faults == 0),
                new("circuit of the live page, processor a second", "≤ 0.1 ms", $"at most {cpu:F3} ms (the program {before:F1} ms a second without, {during:F1} ms with {many}, {after:F1} ms without again)", cpu <= 0.1 && faults == 0),
            ];
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<List<CircuitClient>> OpenAsync(Session session, int circuits, CancellationToken cancellationToken)
    {
        List<CircuitClient> open = [];
        for (var i = 0; i < circuits; i++)
        {
            open.Add(await CircuitClient.OpenAsync(session, "", _ => { }, cancellationToken));
        }

        return open;
    }

    private static async Task CloseAsync(List<CircuitClient> circuits)
    {
        foreach (var circuit in circuits)
        {
            await circuit.DisposeAsync();
        }
    }

    private static async Task<(double Bytes, double CpuPerSecond)> MeasureAsync(Child server, int seconds, CancellationToken cancellationToken)
    {
        var bytes = await AskAsync(server, "memory", cancellationToken);
        var before = await AskAsync(server, "cpu", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return (bytes, (await AskAsync(server, "cpu", cancellationToken) - before) / seconds);
    }

    private static async Task<double> AskAsync(Child server, string what, CancellationToken cancellationToken) =>
        double.Parse(await server.AskAsync(what, cancellationToken), CultureInfo.InvariantCulture);
}
