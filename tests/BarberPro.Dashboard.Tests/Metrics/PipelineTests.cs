using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Xunit;
using static BarberPro.Dashboard.Tests.Metrics.EvaluatorBench;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class PipelineTests
{
    private static readonly Labels FastLabels = Labels.Of(("source", "fast"));
    private static readonly Labels SlowLabels = Labels.Of(("source", "slow"));

    private readonly FakeRegistry _registry = new();

    [Fact(Timeout = 20_000)]
    public async Task Frames_OfEachSecond_HoldWhatTheSourceAnswered()
    {
        await using var bench = Bench(FakeSource.Of("fast", asked => asked));
        await bench.StartAsync(TestContext.Current.CancellationToken);

        var first = await bench.NextWhereAsync(frame => frame.Values.Length == 1);
        var second = await bench.NextAsync();

        (second.Seq, second.At).Should().Be((first.Seq + 1, first.At.AddSeconds(1)));
        second.Values[0].Should().Be(first.Values[0] + 1);
        second.Set.All.Should().Equal(new Series(1, "metric", FastLabels, "1"));
        bench.Series.Current.Should().BeSameAs(second.Set);
    }

    [Fact(Timeout = 20_000)]
    public async Task Frame_IsOfAWholeSecond_WhereverTheClockStands()
    {
        await using var bench = Bench(FakeSource.Of("fast", asked => asked));
        bench.Clock.Advance(TimeSpan.FromMilliseconds(321));
        await bench.StartAsync(TestContext.Current.CancellationToken);

        (await bench.NextAsync(0.679)).Should().Match<Frame>(frame => frame.Seq == 1 && frame.At == At(1));
    }

    [Fact(Timeout = 20_000)]
    public async Task Source_ThatIsSlow_DelaysNobodyAndLeavesAGap()
    {
        _registry.Add(1, "metric", FastLabels);
        _registry.Add(2, "metric", SlowLabels);
        var late = new TaskCompletionSource<Exposition>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new FakeSource("slow", 1, asked => asked == 4 ? late.Task : Task.FromResult(Answer(Sample("x", asked, ("source", "slow")))));
        await using var bench = Bench(FakeSource.Of("fast", asked => asked), slow);
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 1; i <= 3; i++)
        {
            await bench.NextAsync();
        }

        var held = await bench.NextWithoutAnswerAsync(answering: 0);
        held.Values.Should().Equal(4, 3);
        (await bench.NextWithoutAnswerAsync(answering: 0)).Values.Should().Equal([5, double.NaN], "its interval and grace have passed");
        slow.Asked.Should().Be(4, "a source that is busy is not asked again");
        bench.Sources.Current.Sources.Should().ContainSingle(status => status.Name == "slow" && !status.Waiting);

        (await bench.NextWithoutAnswerAsync(answering: 0)).Values.Should().Equal(6, double.NaN);
        bench.Sources.Current.Sources.Should().ContainSingle(status => status.Name == "slow" && status.Waiting && status.FailingSince == held.At);

        late.SetResult(Answer(Sample("x", 40, ("source", "slow"))));
        var back = await bench.NextWhereAsync(frame => !double.IsNaN(frame.Values[1]));
        back.Values[1].Should().Be(5, "what it answered late was of then");
        bench.Sources.Current.Sources.Should().ContainSingle(status => status.Name == "slow" && !status.Waiting && status.FailingSince == null);
    }

    [Fact(Timeout = 20_000)]
    public async Task Source_ThatFails_SaysSoOnceAndGoesOnWhenItIsBack()
    {
        var source = new FakeSource("fast", 1, asked => asked is > 2 and < 6 ? throw new SourceException("Nothing answers.") : Task.FromResult(Answer(Sample("x", asked, ("source", "fast")))));
        await using var bench = Bench(source);
        await bench.StartAsync(TestContext.Current.CancellationToken);
        await bench.NextAsync();
        await bench.NextAsync();
        var failed = await bench.NextAsync();
        var snapshot = bench.Sources.Current;
        snapshot.Sources.Should().ContainSingle().Which.Should().Match<SourceStatus>(status => status.Error == "Nothing answers." && status.FailingSince == failed.At);
        await bench.NextAsync();
        bench.Sources.Current.Should().BeSameAs(snapshot, "nothing about it is new");

        await bench.NextAsync();
        var back = await bench.NextAsync();
        bench.Sources.Current.Sources[0].Should().Match<SourceStatus>(status => status.Error == null && status.LastSuccess == back.At);
        back.Values.Should().Equal(6);
        await bench.NextAsync();
        bench.Board.Read()[0].LastSuccess.Should().Be(back.At.AddSeconds(1));
    }

    [Fact(Timeout = 20_000)]
    public async Task Sources_AreAskedAtTheirIntervals()
    {
        var every = FakeSource.Of("fast", asked => asked);
        var third = FakeSource.Of("slow", asked => asked, intervalSeconds: 3);
        await using var bench = Bench(every, third);
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 7; i++)
        {
            await bench.NextAsync();
        }

        (every.Asked, third.Asked).Should().Be((7, 3));
    }

    [Fact(Timeout = 20_000)]
    public async Task Consumer_ThatThrows_DoesNotStopTheOthers()
    {
        await using var bench = new PipelineBench("x", ["source"], [new Thrower()], _registry, FakeSource.Of("fast", asked => asked));
        await bench.StartAsync(TestContext.Current.CancellationToken);

        (await bench.NextAsync()).Seq.Should().Be(1);
        (await bench.NextAsync()).Seq.Should().Be(2);
    }

    [Fact(Timeout = 20_000)]
    public async Task Seconds_ThatWereSlept_AreMissingAndSeqRisesByOne()
    {
        await using var bench = Bench(FakeSource.Of("fast", asked => asked));
        await bench.StartAsync(TestContext.Current.CancellationToken);
        var before = await bench.NextAsync();

        var after = await bench.NextAsync(seconds: 47.3);

        (after.Seq, after.At).Should().Be((before.Seq + 1, before.At.AddSeconds(47)));
        (await bench.NextAsync(seconds: 0.7)).At.Should().Be(after.At.AddSeconds(1));
    }

    [Fact(Timeout = 20_000)]
    public async Task Registry_ThatHoldsUp_HoldsNoFrameUpAndNoIncreaseIsLost()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _registry.Gate = gate.Task;
        await using var bench = new PipelineBench("increase(x)", ["source"], [], _registry, FakeSource.Of("fast", asked => asked * 10));
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
        {
            (await bench.NextAsync()).Values.Should().BeEmpty();
        }

        gate.SetResult();
        var joined = await bench.NextWhereAsync(frame => frame.Values.Length == 1);
        joined.Values[0].Should().Be((joined.Seq - 1) * 10, "what was counted before the series had its id is in its first frame");
        (await bench.NextAsync()).Values.Should().Equal(10);
    }

    [Fact(Timeout = 20_000)]
    public async Task Registry_ThatFails_IsAskedAgain()
    {
        _registry.Gate = Task.FromException(new InvalidOperationException("no database"));
        await using var bench = Bench(FakeSource.Of("fast", asked => asked));
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
        {
            (await bench.NextAsync()).Values.Should().BeEmpty();
        }

        _registry.Gate = Task.CompletedTask;
        (await bench.NextWhereAsync(frame => frame.Values.Length == 1)).Values[0].Should().BeGreaterThan(0);
    }

    [Fact(Timeout = 20_000)]
    public async Task Series_OfEarlierDays_ComeFirstByIdAndOthersAreLeftOut()
    {
        _registry.Add(7, "metric", SlowLabels);
        _registry.Add(3, "metric", FastLabels);
        _registry.Add(4, "a_metric_of_another_catalogue", FastLabels);
        _registry.Add(5, "metric", Labels.Of(("other", "label")));
        await using var bench = Bench(FakeSource.Of("fast", asked => asked), FakeSource.Of("new", asked => asked));
        await bench.StartAsync(TestContext.Current.CancellationToken);

        var frame = await bench.NextWhereAsync(frame => frame.Values.Length == 3);

        frame.Set.All.Select(series => series.Id).Should().Equal(3, 7, 8);
        frame.ValueOf(7).Should().Be(double.NaN);
        frame.ValueOf(3).Should().Be(frame.ValueOf(8));
        bench.Latest.Read(frame.At).Select(value => (value.Series.Id, value.IsStale, HasValue: value.At is not null)).Should().Equal((3, false, true), (7, true, false), (8, false, true));
    }

    [Fact(Timeout = 20_000)]
    public async Task Latest_OfASourceThatStopped_KeepsItsValueAndGrowsOldThenStale()
    {
        var source = new FakeSource("fast", 1, asked => asked > 3 ? throw new SourceException("gone") : Task.FromResult(Answer(Sample("x", asked, ("source", "fast")))));
        _registry.Add(1, "metric", FastLabels);
        await using var bench = Bench(source);
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
        {
            await bench.NextAsync();
        }

        bench.Latest.Read(At(5)).Should().ContainSingle().Which.Should().Match<LatestValue>(latest => latest.Value == 3 && latest.At == At(3) && !latest.IsStale);
        bench.Latest.Read(At(7)).Should().ContainSingle().Which.IsStale.Should().BeTrue();
    }

    [Fact(Timeout = 20_000)]
    public async Task LateSamples_AmendTheirMinute()
    {
        _registry.Add(9, "metric", FastLabels);
        var source = new FakeSource("fast", 1, asked => Task.FromResult(Answer(new SourceSample("x", FastLabels, asked, At(asked - 30)))));
        await using var bench = Bench(source);
        await bench.StartAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 4; i++)
        {
            (await bench.NextAsync()).Values.Should().OnlyContain(value => double.IsNaN(value));
        }

        (await bench.Store.Amended.WaitAsync(TestContext.Current.CancellationToken)).First().Should().Match<LateSample>(late => late.SeriesId == 9 && late.At == At(late.Value - 30));
    }

    private PipelineBench Bench(params FakeSource[] sources) => new("x", ["source"], [], _registry, sources);

    private sealed class Thrower : IFrameConsumer
    {
        public void Accept(Frame frame) => throw new InvalidOperationException("thrown by a consumer");
    }
}
