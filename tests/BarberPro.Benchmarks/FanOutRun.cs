using System.Globalization;
using System.Text.Json;

namespace BarberPro.Benchmarks;

/// <summary>One server, its viewers, some seconds.</summary>
internal sealed record FanOutRun(FanOutSeen Seen, double CpuMicrosecondsAMessage)
{
    private const int WarmUp = 5;

    public static async Task<FanOutRun> MeasureAsync(string kind, int series, int healthy, int never, int slow, int seconds, CancellationToken cancellationToken)
    {
        await using var server = Child.Start(FanOutServer.Role, kind, series.ToString(CultureInfo.InvariantCulture));
        var address = await server.ReadAsync(cancellationToken);
        await using var load = Child.Start(FanOutLoad.Role, [address, .. new[] { healthy, never, slow }.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        await load.ReadAsync(cancellationToken);
        await server.AskAsync($"frames {WarmUp}", cancellationToken);
        await load.AskAsync("forget", cancellationToken);
        var cpu = double.Parse(await server.AskAsync($"frames {seconds}", cancellationToken), CultureInfo.InvariantCulture);
        var seen = JsonSerializer.Deserialize<FanOutSeen>(await load.AskAsync("tell", cancellationToken))!;
        var run = new FanOutRun(seen, cpu * 1e6 / ((healthy + never + slow) * (double)seconds));
        BenchSettings.Say($"{kind}, {healthy} healthy, {never} that never read, {slow} at 20 KB/s: p50 {seen.P50Milliseconds:F1} ms, p99 {seen.P99Milliseconds:F1} ms, longest gap {seen.LongestGapMilliseconds:F0} ms, {run.CpuMicrosecondsAMessage:F1} µs a message, {seen.Frames} frames, {seen.Missed} missed, {seen.Gone} gone");
        return run;
    }

    /// <summary>The run in the middle, by what is asked.</summary>
    public static double Median(IEnumerable<FanOutRun> runs, Func<FanOutRun, double> figure) => Median([.. runs.Select(figure).Order()]);

    public static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>Null where this process and its children may open enough connections; else a line that says what to do.</summary>
    public static string? TooFewFiles(int connections)
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
        {
            return null;
        }

        var columns = File.ReadLines(limits).First(l => l.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns[^2] != "unlimited" && long.Parse(columns[^2], CultureInfo.InvariantCulture) < connections + 500
            ? $"at most {columns[^2]} open files are allowed here; {connections} connections need `ulimit -n {connections + 500}`"
            : null;
    }
}

/// <summary>A figure beside another, round by round: the machine is faster in one minute than in the next, but a round's two runs are neighbours.</summary>
internal sealed record FanOutRatio(double Middle, double Least, double Most, double Own, double Other)
{
    public string Written => Least < Most ? $"{Middle:F2} × (rounds {Least:F2} to {Most:F2})" : $"{Middle:F2} ×";

    public static FanOutRatio Of(IReadOnlyList<FanOutRun> own, IReadOnlyList<FanOutRun> other, Func<FanOutRun, double> figure)
    {
        var ratios = own.Zip(other, (mine, its) => figure(mine) / figure(its)).Order().ToArray();
        return new(FanOutRun.Median(ratios), ratios[0], ratios[^1], FanOutRun.Median(own, figure), FanOutRun.Median(other, figure));
    }
}
