using AwesomeAssertions;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Live;

public sealed class LiveHubTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_All_AnswersSeriesThenFramesFollow(bool messagePack)
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries([
            new LiveSeries(7, "cpu_ratio", new Dictionary<string, string>(), "ratio"),
            new LiveSeries(9, "cache_hit_ratio", new Dictionary<string, string> { ["region"] = "ar" }, "ratio")]);
        await using var client = await server.ConnectAsync(messagePack, Stop);

        var answer = await client.WatchAsync(Stop);
        server.Broadcaster.PublishFrame(1, 1_700_000_000_000, new[] { 0.5, double.NaN });
        var first = await client.NextAsync<SeenFrame>(Stop);
        server.Broadcaster.PublishFrame(2, 1_700_000_001_000, new[] { double.PositiveInfinity, 0.25 });
        var second = await client.NextAsync<SeenFrame>(Stop);

        answer.Series.Select(s => (s.Id, s.Key, s.Unit)).Should().Equal((7, "cpu_ratio", "ratio"), (9, "cache_hit_ratio", "ratio"));
        answer.Series[1].Labels.Should().Equal(new Dictionary<string, string> { ["region"] = "ar" });
        (answer.Seq, answer.At).Should().Be((0, 0));
        first.Should().BeEquivalentTo(new SeenFrame(1, 1_700_000_000_000, [0.5, null]));
        second.Should().BeEquivalentTo(new SeenFrame(2, 1_700_000_001_000, [null, 0.25]));
    }

    [Fact(Timeout = 30_000)]
    public async Task Watch_InJson_HasTheNamesOfTheContract()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries([new LiveSeries(9, "cache_hit_ratio", new Dictionary<string, string> { ["region"] = "ar" }, "ratio")]);
        server.Broadcaster.PublishFrame(41, 1_700_000_000_000, new[] { double.NaN });
        using var viewer = new RawViewer();
        await viewer.ConnectAsync(server, Stop);

        (await viewer.ReadAsync(Stop)).Should().Be($$"""{"type":1,"target":"hello","arguments":["{{ProgramVersion.Current}}"]}""");
        await viewer.WatchAsync(Stop);

        (await viewer.ReadAsync(Stop)).Should().Be("""{"type":3,"invocationId":"1","result":{"seq":41,"at":1700000000000,"series":[{"id":9,"key":"cache_hit_ratio","labels":{"region":"ar"},"unit":"ratio"}]}}""");
        (await viewer.ReadAsync(Stop)).Should().Be("""{"type":1,"target":"frame","arguments":[41,1700000000000,[null]]}""");
    }

    [Theory(Timeout = 30_000)]
    [InlineData(100, true)]
    [InlineData(950, false)] // the next frame is due: an old one would only be replaced
    [InlineData(5_000, true)] // the frames have stopped: the last one is what there is
    public async Task Watch_WithFrameThere_SendsItAtOnceUnlessTheNextIsDue(int age, bool sent)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + age));
        await using var server = await LiveServer.StartAsync(Stop, clock);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(1));
        server.Broadcaster.PublishFrame(5, 1_700_000_000_000, new[] { 1.0 });
        await using var client = await server.ConnectAsync(true, Stop);

        (await client.WatchAsync(Stop)).Seq.Should().Be(5);
        if (sent)
        {
            (await client.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(5);
        }

        server.Broadcaster.PublishFrame(6, 1_700_000_001_000, new[] { 2.0 });

        (await client.NextAsync<SeenFrame>(Stop)).Seq.Should().Be(6);
        server.Dropped.Should().Be(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_WhileFramesAndSeriesChange_NothingOvertakesTheAnswer()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(3));
        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var publisher = Task.Run(
            () =>
            {
                for (var seq = 1; !publishing.IsCancellationRequested; seq++)
                {
                    if (seq % 50 == 0)
                    {
                        server.Broadcaster.SetSeries(LiveServer.SeriesOf(3, "key" + seq));
                    }

                    server.Broadcaster.PublishFrame(seq, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), new double[3]);
                }
            },
            Stop);

        for (var i = 0; i < 100; i++)
        {
            using var viewer = new RawViewer();
            await viewer.ConnectAsync(server, Stop);
            await viewer.ReadAsync(Stop); // hello
            await viewer.WatchAsync(Stop);
            (await viewer.ReadAsync(Stop)).Should().StartWith("""{"type":3""");
        }

        await publishing.CancelAsync();
        await publisher;
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false, "en", "There is no topic \"noise\"; watch \"all\".")]
    [InlineData(true, "es-AR", "No existe el tema \"noise\"; probá con \"all\".")]
    public async Task Watch_UnknownTopic_IsRefusedInWords(bool messagePack, string language, string expected)
    {
        await using var server = await LiveServer.StartAsync(Stop);
        await using var client = await server.ConnectAsync(messagePack, Stop, language);

        var watch = () => client.Connection.InvokeAsync<WatchAnswer>("Watch", "noise", Stop);

        (await watch.Should().ThrowAsync<HubException>()).Which.Message.Should().EndWith(expected);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Series_WhenTheyChange_ComeBeforeTheFirstFrameThatHasThem(bool messagePack)
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(1));
        await using var client = await server.ConnectAsync(messagePack, Stop);
        await client.WatchAsync(Stop);

        for (var count = 2; count < 40; count++)
        {
            server.Broadcaster.SetSeries(LiveServer.SeriesOf(count));
            server.Broadcaster.PublishFrame(count, 0, new double[count]);

            (await client.NextAsync<LiveSeries[]>(Stop)).Should().HaveCount(count);
            (await client.NextAsync<SeenFrame>(Stop)).Values.Should().HaveCount(count);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Frame_OfAnotherLengthThanTheSeries_IsAFault()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(2));

        var publish = () => server.Broadcaster.PublishFrame(1, 0, new double[3]);

        publish.Should().Throw<ArgumentException>();
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task State_OfAKind_ReachesWhoWatches(bool messagePack)
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.PublishState("targets", 1); // before it watched: it asks anyway
        await using var client = await server.ConnectAsync(messagePack, Stop);
        await client.WatchAsync(Stop);

        server.Broadcaster.PublishState("targets", 2);
        (await client.NextAsync<SeenState>(Stop)).Should().Be(new SeenState("targets", 2));
        server.Broadcaster.PublishState("day", 1);
        (await client.NextAsync<SeenState>(Stop)).Should().Be(new SeenState("day", 1));
    }

    [Fact(Timeout = 30_000)]
    public async Task Connection_ThatDidNotWatch_GetsHelloAndNothingElse()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        server.Broadcaster.SetSeries(LiveServer.SeriesOf(1));
        await using var silent = await server.ConnectAsync(false, Stop);
        await using var watching = await server.ConnectAsync(false, Stop);
        await watching.WatchAsync(Stop);

        server.Broadcaster.PublishFrame(1, 0, new double[1]);
        await watching.NextAsync<SeenFrame>(Stop);
        var roundTrip = () => silent.Connection.InvokeAsync("Watch", "noise", Stop); // what was sent before its answer would be here
        await roundTrip.Should().ThrowAsync<HubException>();

        (await silent.NextAsync<SeenHello>(Stop)).Version.Should().Be(ProgramVersion.Current);
        silent.Unread.Should().Be(0);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("PublishFrame")]
    [InlineData("OnConnectedAsync")]
    [InlineData("Nothing")]
    public async Task Call_OfAnythingButWatch_IsRefused(string method)
    {
        await using var server = await LiveServer.StartAsync(Stop);
        await using var client = await server.ConnectAsync(true, Stop);

        var call = () => client.Connection.InvokeAsync(method, Stop);

        await call.Should().ThrowAsync<HubException>();
    }

    [Fact(Timeout = 30_000)]
    public async Task Calls_BeyondTheLimit_AreRefusedUntilTimePasses()
    {
        var clock = new FakeTimeProvider();
        await using var server = await LiveServer.StartAsync(Stop, clock, ("Live:CallsAtOnce", "3"), ("Live:CallsPerSecond", "1"));
        await using var client = await server.ConnectAsync(false, Stop);
        var watch = () => client.Connection.InvokeAsync<WatchAnswer>("Watch", "all", Stop);

        await watch();
        await watch();
        await watch();
        (await watch.Should().ThrowAsync<HubException>()).Which.Message.Should().Contain("Too many calls");

        clock.Advance(TimeSpan.FromSeconds(2));
        await watch();
    }

    [Fact(Timeout = 30_000)]
    public async Task Caller_ThatGoesOnBeyondTheLimit_IsCutOff()
    {
        await using var server = await LiveServer.StartAsync(Stop, new FakeTimeProvider(), ("Live:CallsAtOnce", "3"));
        await using var client = await server.ConnectAsync(false, Stop);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Connection.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };

        for (var i = 0; i < 10 && !closed.Task.IsCompleted; i++)
        {
            await client.Connection.SendAsync("Watch", "all", Stop).ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await closed.Task.WaitAsync(Stop);
    }

    [Fact(Timeout = 30_000)]
    public async Task Message_TooLarge_ClosesItsConnection()
    {
        await using var server = await LiveServer.StartAsync(Stop);
        using var viewer = new RawViewer();
        await viewer.ConnectAsync(server, Stop);
        await viewer.ReadAsync(Stop); // hello

        await viewer.SendAsync($$"""{"type":1,"invocationId":"1","target":"Watch","arguments":["{{new string('a', 5_000)}}"]}""", Stop);

        (await viewer.ReadAsync(Stop)).Should().Contain("\"type\":7").And.Contain("error");
    }
}
