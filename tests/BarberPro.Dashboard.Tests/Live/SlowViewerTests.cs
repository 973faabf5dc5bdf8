using AwesomeAssertions;
using BarberPro.Dashboard.Live;
using Xunit;

namespace BarberPro.Dashboard.Tests.Live;

public sealed class SlowViewerTests
{
    private const int Large = 10_000; // a frame of 90 to 190 KB, so that what the system buffers fills soon
    private const int Frames = 60;

    private static readonly double[] Values = [.. Enumerable.Repeat(Math.PI, Large)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Viewer_ThatNeverReads_LosesFramesAndDelaysNobody()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(Large));
        using var stuck = new RawViewer();
        await stuck.ConnectAsync(server, Stop);
        await stuck.WatchAsync(Stop);
        await using var json = await server.ConnectAsync(false, Stop);
        await using var messagePack = await server.ConnectAsync(true, Stop);
        await json.WatchAsync(Stop);
        await messagePack.WatchAsync(Stop);

        // Each frame is published when both have the one before: were they held up by the stuck one, this would not end.
        for (var seq = 1; seq <= Frames; seq++)
        {
            server.Broadcaster.PublishFrame(seq, 0, Values);
            (await json.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(seq);
            (await messagePack.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(seq);
        }

        var seen = await ReadFramesAsync(stuck, Frames);
        seen.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        seen.Count.Should().BeLessThan(Frames);
        server.Dropped.Should().Be(Frames - seen.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Viewer_StuckForTooLong_IsCutOffAndItsPlaceIsFreed()
    {
        await using var server = await LiveServer.StartAsync(Stop, null, ("Live:StuckAfter", "00:00:01"));
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(Large));
        using var stuck = new RawViewer();
        await stuck.ConnectAsync(server, Stop);
        await stuck.WatchAsync(Stop);
        await using var healthy = await server.ConnectAsync(true, Stop);
        await healthy.WatchAsync(Stop);
        server.Broadcaster.Viewers.Should().Be(2);

        for (var seq = 1; server.Broadcaster.Viewers > 1; seq++)
        {
            server.Broadcaster.PublishFrame(seq, 0, Values);
            (await healthy.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(seq);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Viewers_ThatLeave_LeaveNothingBehind()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(1));
        await using var last = await server.ConnectAsync(true, Stop);
        await last.WatchAsync(Stop);
        for (var i = 0; i < 20; i++)
        {
            var client = await server.ConnectAsync(i % 2 == 0, Stop);
            await client.WatchAsync(Stop);
            await client.DisposeAsync();
            using var gone = new RawViewer(); // without a good-bye
            await gone.ConnectAsync(server, Stop);
            await gone.WatchAsync(Stop);
        }

        for (var seq = 1; server.Broadcaster.Viewers > 1; seq++)
        {
            server.Broadcaster.PublishFrame(seq, 0, new double[1]);
            (await last.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(seq);
        }

        server.Broadcaster.Viewers.Should().Be(1);
    }

    /// <summary>The seqs of the frames that were on their way, up to <paramref name="last"/>.</summary>
    private static async Task<List<long>> ReadFramesAsync(RawViewer viewer, long last)
    {
        var seen = new List<long>();
        while (seen.LastOrDefault() != last)
        {
            var message = await viewer.ReadAsync(Stop);
            const string Frame = """{"type":1,"target":"frame","arguments":[""";
            if (message.StartsWith(Frame, StringComparison.Ordinal))
            {
                seen.Add(long.Parse(message[Frame.Length..message.IndexOf(',', Frame.Length)], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return seen;
    }
}
