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
            // In turn, and every other time the other way round, so that what else the machine does meets both alike.
            if (round % 2 == 0)
            {
                bare.Add(await FanOutRun.MeasureAsync("bare", Series, connections, 0, 0, seconds, cancellationToken));
            }

            live.Add(await FanOutRun.MeasureAsync("live", Series, connections, 0, 0, seconds, cancellationToken));
            if (round % 2 == 1)
            {
                bare.Add(await FanOutRun.MeasureAsync("bare", Series, connections, 0, 0, seconds, cancellationToken));
            }

            beset.Add(await FanOutRun.MeasureAsync("live", Series, connections - 2 * percent, percent, percent, seconds, cancellationToken));
        }

        var age = FanOutRatio.Of(live, bare, run => run.Seen.P99Milliseconds);
        var cpu = FanOutRatio.Of(live, bare, run => run.CpuMicrosecondsAMessage);
        var gap = FanOutRatio.Of(beset, live, run => run.Seen.LongestGapMilliseconds);
        return
        [
            new($"{Age}, {connections:N0} connections", "≤ 1.25 × bare SignalR", $"{age.Written} ({age.Own:F0} ms, bare {age.Other:F0} ms)", age.Middle <= 1.25),
            new("the same: server CPU a message", "≤ 1.25 × bare SignalR", $"{cpu.Written} ({cpu.Own:F1} µs, bare {cpu.Other:F1} µs)", cpu.Middle <= 1.25),
            new("the same, 1 % never read and 1 % read 20 KB/s: longest gap of the healthy ones", "≤ 1.2 × without them", $"{gap.Written} ({gap.Own:N0} ms, without {gap.Other:N0} ms)", gap.Middle <= 1.2),
        ];
    }
}
