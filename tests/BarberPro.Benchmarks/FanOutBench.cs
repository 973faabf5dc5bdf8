namespace BarberPro.Benchmarks;

/// <summary>The live hub beside a bare SignalR broadcast of the same message, and with viewers that read slowly or not at all.</summary>
internal sealed class FanOutBench : IBench
{
    private const string Age = "live fan-out, 1 frame/s of 100 series: p99 age at the client";
    private const int Series = 100;

    public string Name => "fan-out";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var connections = settings.Either(4_000, 200);
        if (FanOutRun.TooFewFiles(connections) is { } why)
        {
            return [Row.NotMeasured(Age, "≤ 1.25 × bare SignalR", why)];
        }

        var seconds = settings.Either(30, 5);
        var percent = connections / 100;
        List<FanOutRun> bare = [], live = [], beset = [];
        for (var round = 0; round < settings.Either(3, 1); round++)
        {
            // In turn, so that what else the machine does meets all three alike.
            bare.Add(await FanOutRun.MeasureAsync("bare", Series, connections, 0, 0, seconds, cancellationToken));
            live.Add(await FanOutRun.MeasureAsync("live", Series, connections, 0, 0, seconds, cancellationToken));
            beset.Add(await FanOutRun.MeasureAsync("live", Series, connections - 2 * percent, percent, percent, seconds, cancellationToken));
        }

        var (barePercentile, ownPercentile) = (FanOutRun.Median(bare, r => r.Seen.P99Milliseconds), FanOutRun.Median(live, r => r.Seen.P99Milliseconds));
        var (bareCpu, ownCpu) = (FanOutRun.Median(bare, r => r.CpuMicrosecondsAMessage), FanOutRun.Median(live, r => r.CpuMicrosecondsAMessage));
        var (gap, besetGap) = (FanOutRun.Median(live, r => r.Seen.LongestGapMilliseconds), FanOutRun.Median(beset, r => r.Seen.LongestGapMilliseconds));
        return
        [
            new($"{Age}, {connections:N0} connections", "≤ 1.25 × bare SignalR", $"{ownPercentile / barePercentile:F2} × ({ownPercentile:F0} ms, bare {barePercentile:F0} ms)", ownPercentile <= 1.25 * barePercentile),
            new("the same: server CPU a message", "≤ 1.25 × bare SignalR", $"{ownCpu / bareCpu:F2} × ({ownCpu:F1} µs, bare {bareCpu:F1} µs)", ownCpu <= 1.25 * bareCpu),
            new("the same, 1 % never read and 1 % read 20 KB/s: longest gap of the healthy ones", "≤ 1.2 × without them", $"{besetGap / gap:F2} × ({besetGap:N0} ms, without {gap:N0} ms)", besetGap <= 1.2 * gap),
        ];
    }
}
