using System.Globalization;

namespace BarberPro.Benchmarks;

/// <summary>Large frames, so that what the system buffers is soon full and viewers that do not read are truly stuck: what they cost in memory and in others' time.</summary>
internal sealed class StuckViewersBench : IBench
{
    private const int Series = 40_000; // 360 KB a frame

    public string Name => "stuck-viewers";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var seconds = settings.Either(20, 5);
        var alone = await FanOutRun.MeasureAsync("live", Series, 47, 0, 0, seconds, cancellationToken);
        var beset = await FanOutRun.MeasureAsync("live", Series, 47, 3, 0, seconds, cancellationToken);
        var (gap, besetGap) = (alone.Seen.LongestGapMilliseconds, beset.Seen.LongestGapMilliseconds);
        return
        [
            new("50 viewers at 360 KB/s each, 3 of them stuck: longest gap of the others", "≤ 1.2 × without them", $"{besetGap / gap:F2} × ({besetGap:N0} ms, without {gap:N0} ms)", besetGap <= 1.2 * gap),
            await MemoryAsync(settings, cancellationToken),
        ];
    }

    /// <summary>Heap of the server with viewers that are stuck, less that without them; Kestrel's and SignalR's buffers and a connection's own 45 KB are in it.</summary>
    private static async Task<Row> MemoryAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var stuck = settings.Either(200, 20);
        await using var server = Child.Start(FanOutServer.Role, "live", "4000"); // 36 KB a frame
        var address = await server.ReadAsync(cancellationToken);
        await using var healthy = Child.Start(FanOutLoad.Role, address, "1", "0", "0");
        await healthy.ReadAsync(cancellationToken);
        await server.AskAsync("frames 5", cancellationToken);
        var before = Memory(await server.AskAsync("memory", cancellationToken));

        await using var load = Child.Start(FanOutLoad.Role, address, "1", stuck.ToString(CultureInfo.InvariantCulture), "0");
        await load.ReadAsync(cancellationToken);
        await server.AskAsync($"frames {settings.Either(45, 10)}", cancellationToken);
        var after = Memory(await server.AskAsync("memory", cancellationToken));
        var (heap, resident) = ((after.Heap - before.Heap) / stuck / 1024.0, (after.Resident - before.Resident) / stuck / 1024.0);
        return new("memory a stuck viewer, transport buffers included", "≤ 256 KB", $"{heap:F0} KB of heap ({resident:F0} KB resident), {stuck} of them", heap <= 256 && resident <= 256);
    }

    private static (long Heap, long Resident) Memory(string answer)
    {
        var parts = answer.Split(' ').Select(p => long.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }
}
