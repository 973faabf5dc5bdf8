using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetEvaluatorTests : IAsyncDisposable
{
    private readonly TargetsDay _day = new();
    private readonly LiveValue<DaySnapshot> _days = new(TargetsDay.Day);
    private readonly LiveValue<TargetsSnapshot> _targets = new(TargetsSnapshot.Loading);
    private readonly ServiceProvider _services;
    private readonly TargetEvaluator _evaluator;
    private long _seq;

    public TargetEvaluatorTests()
    {
        _services = new ServiceCollection().AddLogging().AddMetrics().AddLive(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()).BuildServiceProvider();
        _evaluator = new(_days, _targets, _day.Reader(), _day, _services.GetRequiredService<LiveBroadcaster>(), Options.Create(Definitions.Options), NullLogger<TargetEvaluator>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 20_000)]
    public async Task Frames_AfterHoursInTheStore_AreJudgedWithThem()
    {
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));

        var snapshot = await WaitAsync(targets => targets.Targets.Length == 9);

        snapshot.Targets.Select(target => TargetsSnapshot.NameOf(target.Judgement.Verdict)).Should()
            .Equal("met", "met", "not-enough-data", "not-enough-data", "met", "met", "at-risk", "met", "manual");
        snapshot.Targets[0].Judgement.Value.Should().BeApproximately(0.1, 1e-9, "Chile's slow answers are not Argentina's");
        snapshot.Targets[0].Since.Should().Be(TargetsDay.Nine.AddMinutes(1), "a thousand requests make it judged");
        snapshot.Targets[6].Judgement.Value.Should().BeApproximately(3900.0 / 3600 - 1, 1e-9);
        snapshot.Targets[0].Judgement.Digest.Projection!.Value.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact(Timeout = 20_000)]
    public async Task Frames_PoolFullForAMinute_MissesAndIsRecordedOnce()
    {
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));
        await WaitAsync(targets => targets.Targets.Length == 9);
        for (var second = 1; second <= 62; second++)
        {
            Send(TimeSpan.FromSeconds((300 * 60) + second), pool: 0.81);
            await WaitAsync(targets => targets.Targets.Length == 9);
            await AppliedAsync();
        }

        var snapshot = await WaitAsync(targets => targets.Targets.Length == 9 && targets.Targets[1].Judgement.Verdict == Verdict.Missed);

        // The first second of the minute was still 45 %.
        snapshot.Targets[1].Judgement.Value.Should().BeApproximately(((59 * 0.81) + 0.45) / 60, 1e-9);
        snapshot.Targets[1].Judgement.Digest.Outside.Should().Be(1);
        await UntilAsync(() => _day.Changes.Count(change => change is { Target: "t1", Verdict: "missed" }) == 1);
        _day.Changes.Where(change => change.Target == "t1").Select(change => change.Verdict).Should().Equal("met", "missed");
        _day.Changes[^1].Evidence.Should().Contain("\"minutesOutside\":1");
    }

    [Fact(Timeout = 20_000)]
    public async Task Frames_WithoutValues_GoStaleAtOnceAfterTheLimit()
    {
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));
        await WaitAsync(targets => targets.Targets.Length == 9);
        for (var second = 1; second <= 11; second++)
        {
            Send(TimeSpan.FromSeconds((300 * 60) + second), isSilent: true);
        }

        var snapshot = await WaitAsync(targets => targets.Targets.Length == 9 && targets.Targets[0].Judgement.Verdict == Verdict.Stale);

        snapshot.JudgedAt.Should().Be(TargetsDay.Nine.AddSeconds((300 * 60) + 11), "ten seconds are allowed");
        snapshot.Targets[0].NewestData.Should().Be(TargetsDay.Nine.AddMinutes(300));
    }

    [Fact(Timeout = 20_000)]
    public async Task Store_Away_VerdictsGoOnFromFramesAndChangesWait()
    {
        _day.IsAway = true;
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));
        await WaitAsync(targets => targets.Targets.Length == 9);
        _day.Changes.Should().BeEmpty();

        _day.IsAway = false;
        for (var second = 1; second <= 12; second++)
        {
            Send(TimeSpan.FromSeconds((300 * 60) + second));
        }

        await WaitAsync(targets => targets.Targets.Length == 9 && targets.Targets[0].Judgement.Verdict == Verdict.Met);
        await UntilAsync(() => _day.Changes.Any(change => change is { Target: "t0", Verdict: "met" }));
    }

    [Fact(Timeout = 20_000)]
    public async Task Frames_SomeWereLost_MinutesAreReadAgain()
    {
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));
        await WaitAsync(targets => targets.Targets.Length == 9);
        var reads = _day.Reads;

        _seq += 100;
        Send(TimeSpan.FromSeconds((300 * 60) + 101));

        await UntilAsync(() => _day.Reads > reads);
    }

    [Fact(Timeout = 20_000)]
    public async Task Review_Added_IsShownWithTheNextFrame()
    {
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));
        await WaitAsync(targets => targets.Targets.Length == 9);

        await new TargetReviewer(_day, _evaluator, new Access.Everybody.Notes(), TimeProvider.System).ReviewAsync(BarberPro.Dashboard.Access.Actor.Itself, TargetsDay.Day, "t1", "Martina Gómez", "fine", Token);
        Send(TimeSpan.FromSeconds((300 * 60) + 1));

        var snapshot = await WaitAsync(targets => targets.Targets.Length == 9 && targets.Targets[1].Reviews.Length == 1);
        snapshot.Targets[1].Judgement.Verdict.Should().Be(Verdict.Met, "a review changes no verdict");
    }

    [Fact(Timeout = 20_000)]
    public async Task Day_WithoutPlan_HasNothingToJudge()
    {
        _days.Publish(DaySnapshot.WithoutPlan(TargetsDay.Date, TargetsDay.Zone));
        await _evaluator.StartAsync(Token);
        Send(TimeSpan.FromMinutes(300));

        (await WaitAsync(targets => targets.Day is not null)).Targets.Should().BeEmpty();
    }

    [Fact]
    public async Task Judge_EachSecond_CostsLittle()
    {
        var book = new TargetBook(TargetsDay.Day, TargetBinder.Bind(TargetsDay.Day.Targets, Definitions.Options.Definitions), Definitions.Options);
        book.Load(await _day.Reader().ReadAsync(book.Rules, book.Hours, 600, Token), [], TargetsDay.Nine.AddMinutes(600));
        var (seconds, judged) = (3000, 0);
        var first = System.Diagnostics.Stopwatch.GetTimestamp();
        book.Judge(TargetsDay.Nine.AddMinutes(600), []);
        TestContext.Current.TestOutputHelper!.WriteLine($"{System.Diagnostics.Stopwatch.GetElapsedTime(first).TotalMilliseconds:0} ms to look back over the day");
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        for (var second = 1; second <= seconds; second++)
        {
            var frame = TargetsDay.FrameAt(second, TargetsDay.Nine.AddSeconds((600 * 60) + second));
            book.Apply(frame);
            judged += book.Judge(frame.At, []).Length;
        }

        var each = System.Diagnostics.Stopwatch.GetElapsedTime(started) / seconds;
        TestContext.Current.TestOutputHelper.WriteLine($"{each.TotalMicroseconds:0} µs a second");
        judged.Should().Be(seconds * 9);
        each.Should().BeLessThan(TimeSpan.FromMilliseconds(2), "it is a tenth of a millisecond on a quiet machine");
    }

    public async ValueTask DisposeAsync()
    {
        await _evaluator.StopAsync(CancellationToken.None);
        _evaluator.Dispose();
        await _services.DisposeAsync();
    }

    private void Send(TimeSpan sinceNine, bool isSilent = false, double pool = 0.45) => _evaluator.Accept(TargetsDay.FrameAt(++_seq, TargetsDay.Nine + sinceNine, isSilent, pool));

    /// <summary>The queue holds sixty frames; a test that sends more lets it drain.</summary>
    private async Task AppliedAsync()
    {
        while (_evaluator.Waiting > 10)
        {
            await Task.Yield();
        }
    }

    private async Task<TargetsSnapshot> WaitAsync(Func<TargetsSnapshot, bool> condition)
    {
        await foreach (var snapshot in _targets.WatchAsync(Token))
        {
            if (condition(snapshot))
            {
                return snapshot;
            }
        }

        throw new InvalidOperationException("never");
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
