using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
using Xunit;
using static BarberPro.Dashboard.Tests.Targets.Definitions;

namespace BarberPro.Dashboard.Tests.Targets;

/// <summary>Days small enough to be judged by hand. The operating hours are as long as the list of minutes.</summary>
public sealed class TargetRulesTests
{
    private static readonly TargetRule Response = Bind(Plan[0]), Connections = Bind(Plan[1]), Scaling = Bind(Plan[2]), Incidents = Bind(Plan[3]),
        Booking = Bind(Plan[4]), Payment = Bind(Plan[5]), Session = Bind(Plan[6]), Satisfaction = Bind(Plan[7]);

    [Fact]
    public void Response_BusyAndQuietMinutes_IsWeightedByRequests()
    {
        // 9,000 requests at 0.1 s and 1,000 at 0.4 s: 0.13 s, though the minutes' mean is 0.25 s
        var day = Mean([900, 400, .. Same(null, 8)], [9000, 1000, .. Same(null, 8)]);

        var judged = Judge(Response, day, null, 2);

        judged.Value.Should().BeApproximately(0.13, 1e-9);
        judged.Samples.Should().Be(10_000);
        judged.Verdict.Should().Be(Verdict.Met);
        (judged.Digest.Inside, judged.Digest.Outside, judged.Digest.Missing, judged.Digest.Worst).Should().Be((1, 1, 0, 1));
    }

    [Fact]
    public void Response_RunningMinute_CountsInTheValueButNotInTheMinutes()
    {
        var day = Mean([100, 300, .. Same(null, 8)], [1000, 1000, .. Same(null, 8)]);

        var judged = Judge(Response, day, null, 1.5);

        judged.Value.Should().BeApproximately(0.2, 1e-9);
        judged.Verdict.Should().Be(Verdict.AtRisk);
        judged.Reason.Should().Be(Reason.NotMetNow);
        judged.Digest.Minutes.Should().Be(1);
    }

    [Fact]
    public void Response_GapOfMinutes_IsNeitherInsideNorOutsideNorCounted()
    {
        var day = Mean([100, 100, null, null, 100, 100, 100, 100, .. Same(null, 2)], [1000, 1000, null, null, 1000, 1000, 1000, 1000, .. Same(null, 2)]);

        var judged = Judge(Response, day, null, 8);

        (judged.Digest.Inside, judged.Digest.Outside, judged.Digest.Missing).Should().Be((6, 0, 2));
        judged.Value.Should().BeApproximately(0.1, 1e-9);
        judged.Verdict.Should().Be(Verdict.Met, "three quarters of the minutes have data");
    }

    [Fact]
    public void Response_TooManyGaps_IsNotEnoughData()
    {
        var day = Mean([100, null, null, null, 100, 100, 100, 100, .. Same(null, 2)], [1000, null, null, null, 1000, 1000, 1000, 1000, .. Same(null, 2)]);

        var judged = Judge(Response, day, null, 8);

        (judged.Verdict, judged.Reason).Should().Be((Verdict.NotEnoughData, Reason.TooManyGaps));
    }

    [Fact]
    public void Response_FewSamples_IsNotEnoughData() =>
        Judge(Response, Mean([10, .. Same(null, 9)], [100, .. Same(null, 9)]), null, 1).Reason.Should().Be(Reason.TooFewSamples);

    [Fact]
    public void Response_SourceSilent_IsStaleNotMet()
    {
        var day = Mean([.. Same(100, 6), .. Same(null, 4)], [.. Same(1000, 6), .. Same(null, 4)]);

        Judge(Response, day, null, 6).Verdict.Should().Be(Verdict.Met);
        (Judge(Response, day, null, 7).Verdict, Judge(Response, day, null, 7).Reason).Should().Be((Verdict.Stale, Reason.DataStopped));
    }

    [Fact]
    public void Response_SourceSilentToTheEnd_StaysStale() =>
        Judge(Response, Mean([.. Same(100, 9), null], [.. Same(1000, 9), null]), null, 10).Verdict.Should().Be(Verdict.Stale);

    [Fact]
    public void Response_BeforeTheHours_IsNotEnoughData() =>
        Judge(Response, Mean(Same(100, 10), Same(1000, 10)), null, -5).Reason.Should().Be(Reason.NotBegun);

    [Fact]
    public void Response_NothingMeasured_IsNotEnoughData() =>
        Judge(Response, TargetMinutes.Empty(10), null, 5).Should().BeEquivalentTo(new { Verdict = Verdict.NotEnoughData, Reason = Reason.NoSource });

    [Fact]
    public void Response_AfterTheHours_IsFinal()
    {
        Judge(Response, Mean(Same(100, 10), Same(1000, 10)), null, 10).Verdict.Should().Be(Verdict.Met);
        Judge(Response, Mean(Same(200, 10), Same(1000, 10)), null, 10).Verdict.Should().Be(Verdict.Missed);
    }

    [Fact]
    public void Response_FarOverNearTheEnd_IsMissedBeforeIt()
    {
        // 0.5 s over 98 minutes; even three times the pace at 0 s for two minutes leaves 0.47 s
        var day = Mean([.. Same(500, 98), .. Same(null, 2)], [.. Same(1000, 98), .. Same(null, 2)]);

        Judge(Response, day, null, 98).Verdict.Should().Be(Verdict.Missed);
        Judge(Response, day, null, 10).Verdict.Should().Be(Verdict.AtRisk);
    }

    [Fact]
    public void Response_NowFineButHeadingOver_IsAtRisk()
    {
        // The baseline's evening is three times its morning; today runs as the baseline did.
        IReadOnlyList<double?> spent = [.. Same(100, 60), .. Same(300, 60)], weight = Same(1000, 120);
        var day = Mean([.. Same(100, 60), .. Same(null, 60)], [.. Same(1000, 60), .. Same(null, 60)]);

        var judged = Judge(Response, day, Mean(spent, weight), 60);

        judged.Value.Should().BeApproximately(0.1, 1e-9);
        judged.Digest.Projection!.Value.Should().BeApproximately(0.2, 1e-9);
        (judged.Verdict, judged.Reason).Should().Be((Verdict.AtRisk, Reason.ProjectedNot));
    }

    [Fact]
    public void Response_TodayHalfOfTheBaseline_IsProjectedAtHalf()
    {
        var baseline = Mean([.. Same(200, 60), .. Same(280, 60)], Same(1000, 120));
        var day = Mean([.. Same(100, 60), .. Same(null, 60)], [.. Same(1000, 60), .. Same(null, 60)]);

        var projection = Judge(Response, day, baseline, 60).Digest.Projection!;

        projection.Value.Should().BeApproximately(0.12, 1e-9);
        (projection.High - projection.Low).Should().BeApproximately(0, 1e-9, "the ratio never moved");
    }

    [Fact]
    public void Projection_RatioMoves_HasAnInterval()
    {
        var baseline = Mean(Same(100, 120), Same(1000, 120));
        var day = Mean([.. Same(90, 15), .. Same(110, 15), .. Same(90, 15), .. Same(110, 15), .. Same(null, 60)], [.. Same(1000, 60), .. Same(null, 60)]);

        var projection = Judge(Response, day, baseline, 60).Digest.Projection!;

        projection.Value.Should().BeApproximately(0.1, 1e-9);
        projection.Low.Should().BeLessThan(0.1).And.BeGreaterThan(0.09);
        projection.High.Should().BeGreaterThan(0.1).And.BeLessThan(0.11);
    }

    [Theory]
    [InlineData(30, NoProjection.TooEarly)]
    [InlineData(120, NoProjection.Over)]
    public void Projection_TooEarlyOrOver_SaysWhy(int minute, NoProjection why) =>
        Judge(Response, Mean(Same(100, 120), Same(1000, 120)), Mean(Same(100, 120), Same(1000, 120)), minute).Digest.WhyNot.Should().Be(why);

    [Fact]
    public void Connections_WorstMinuteOver_IsMissedForTheDay()
    {
        var day = Single(Gauge([0.5, 0.6, 0.81, 0.6, 0.5, 0.5, .. Same(null, 4)]));

        var judged = Judge(Connections, day, null, 6);

        (judged.Verdict, judged.Value, judged.Digest.Worst).Should().Be((Verdict.Missed, 0.81, 2));
        (judged.Digest.Inside, judged.Digest.Outside).Should().Be((5, 1));
        Judge(Connections, day, null, 2).Verdict.Should().Be(Verdict.Met);
    }

    [Theory]
    [InlineData(44, 60, true)]
    [InlineData(45, 60, false)]
    [InlineData(4, 6, true)]
    [InlineData(5, 6, false)]
    [InlineData(6, 60, true)]
    public void Connections_MinuteWithFewOfItsSamples_DoesNotCount(int count, int places, bool isMissing)
    {
        var column = Gauge(Same(0.5, 10));
        (column.Count[5], column.Sum[5], column.Places![5]) = (count, 0.9 * count, places);

        var judged = Judge(Connections, Single(column), null, 9);

        judged.Digest.Missing.Should().Be(isMissing ? 1 : 0);
        judged.Verdict.Should().Be(isMissing ? Verdict.Met : Verdict.Missed);
    }

    [Fact]
    public void Connections_StoreCannotSayWhatAMinuteHolds_ExpectsAllSixty()
    {
        var filled = Gauge(Same(0.5, 10), count: 6);

        Judge(Connections, Single(filled with { Places = null }), null, 9).Verdict.Should().Be(Verdict.NotEnoughData);
        Judge(Connections, Single(filled with { Places = [.. Enumerable.Repeat(6, 10)] }), null, 9).Verdict.Should().Be(Verdict.Met);
    }

    [Fact]
    public void Scaling_NoEvent_IsNotEnoughDataHoweverLongWatched()
    {
        var day = TargetMinutes.Empty(10) with { Companion = new([Gauge(Same(4, 10))]) };

        (Judge(Scaling, day, null, 8).Verdict, Judge(Scaling, day, null, 8).Reason).Should().Be((Verdict.NotEnoughData, Reason.TooFewSamples));
    }

    [Fact]
    public void Scaling_Events_TheSlowestCounts()
    {
        var day = Events((2, 95), (5, 132));

        var judged = Judge(Scaling, day, null, 8);

        (judged.Verdict, judged.Value, judged.Samples, judged.Digest.Worst).Should().Be((Verdict.Met, 132, 2, 5));
        Judge(Scaling, Events((2, 95), (5, 181)), null, 8).Verdict.Should().Be(Verdict.Missed);
        Judge(Scaling, Events((2, 180)), null, 8).Verdict.Should().Be(Verdict.Met, "within 3 minutes includes 3 minutes");
    }

    [Fact]
    public void Incidents_NobodyCounts_IsNotEnoughData() =>
        Judge(Incidents, Single(TargetIncidents.ToColumn(null, From, 10, From.AddMinutes(5))), null, 5).Verdict.Should().Be(Verdict.NotEnoughData);

    [Fact]
    public void Incidents_Counted_NoneIsMetAndOneIsMissed()
    {
        Judge(Incidents, Single(TargetIncidents.ToColumn([], From, 10, From.AddMinutes(5))), null, 5).Verdict.Should().Be(Verdict.Met);
        Judge(Incidents, Single(TargetIncidents.ToColumn([From.AddMinutes(2)], From, 10, From.AddMinutes(5))), null, 5).Should()
            .BeEquivalentTo(new { Verdict = Verdict.Missed, Value = 1.0 });
        Judge(Incidents, Single(TargetIncidents.ToColumn([From.AddMinutes(-3)], From, 10, From.AddMinutes(5))), null, 5).Verdict.Should().Be(Verdict.Met, "it began before the hours");
    }

    [Fact]
    public void Booking_MissedAndRecovered_IsMetAgain()
    {
        // 90 % for five minutes, then 99 %: 95 % is passed once the good minutes outweigh the bad
        var day = Mean([.. Same(90, 5), .. Same(99, 15)], Same(100, 20));

        Judge(Booking, day, null, 5).Verdict.Should().Be(Verdict.AtRisk);
        Judge(Booking, day, null, 12).Verdict.Should().Be(Verdict.Met);
        TargetRules.Since(Booking, day, null, Verdict.Met, At(12)).Should().Be(From.AddMinutes(12), "(5 × 90 + 6 × 99) / 1,100 is 94.9 % and with the twelfth minute 95.25 %");
    }

    [Fact]
    public void Booking_NobodyBooksInTheSiesta_MinutesAreMissingNotOutside()
    {
        var day = Mean([.. Same(98, 4), .. Same(0, 4), .. Same(98, 2)], [.. Same(100, 4), .. Same(0, 4), .. Same(100, 2)]);

        var judged = Judge(Booking, day, null, 8);

        (judged.Digest.Inside, judged.Digest.Outside, judged.Digest.Missing, judged.Digest.Watched).Should().Be((4, 0, 4, 8));
        judged.Verdict.Should().Be(Verdict.Met, "the source was watched all the time");
        judged.Digest.LastFive.Should().BeApproximately(0.98, 1e-9);
    }

    [Fact]
    public void Booking_ThresholdItself_DoesNotHoldWhenAboveIsAsked() => Judge(Booking, Mean(Same(95, 10), Same(100, 10)), null, 10).Verdict.Should().Be(Verdict.Missed);

    [Fact]
    public void Payment_Day_IsTheQuantileOfAllPayments()
    {
        // 200 payments: 180 up to 1 s, 190 up to 2 s, all up to 4 s. Rank 190 is the end of the second bucket.
        double[] bounds = [1, 2, 4, double.PositiveInfinity];
        var day = Histogram(bounds, [[90, 95, 100, 100], [90, 95, 100, 100], null, null]);

        var judged = Judge(Payment, day, null, 2);

        (judged.Value, judged.Samples, judged.Verdict).Should().Be((2, 200, Verdict.Met));
    }

    [Fact]
    public void Payment_RestOfTheDayCannotBringItBack_IsMissed()
    {
        double[] bounds = [1, 3, double.PositiveInfinity];
        var day = Histogram(bounds, [.. Enumerable.Repeat<double[]?>([40, 50, 100], 98), null, null]);

        Judge(Payment, day, null, 98).Verdict.Should().Be(Verdict.Missed);
        Judge(Payment, day, null, 3).Verdict.Should().Be(Verdict.AtRisk);
    }

    [Fact]
    public void Payment_BaselineEveningSlower_IsProjectedFromBothDistributions()
    {
        double[] bounds = [1, 2, 4, double.PositiveInfinity];
        double[] quick = [95, 100, 100, 100], slow = [0, 50, 100, 100];
        var baseline = Histogram(bounds, [.. Enumerable.Repeat<double[]?>(quick, 60), .. Enumerable.Repeat<double[]?>(slow, 60)]);
        var day = Histogram(bounds, [.. Enumerable.Repeat<double[]?>(quick, 60), .. Enumerable.Repeat<double[]?>(null, 60)]);

        var judged = Judge(Payment, day, baseline, 60);

        judged.Value.Should().BeApproximately(1, 1e-9);
        // of 200 the rank is 190: 100 quick ones, and 90 of the slow: 50 up to 2 s, 40 of the next 50 on the way to 4 s
        judged.Digest.Projection!.Value.Should().BeApproximately(3.6, 1e-6);
        (judged.Verdict, judged.Reason).Should().Be((Verdict.AtRisk, Reason.ProjectedNot));
    }

    [Fact]
    public void Session_LongerThanTheBaseline_IsItsChange()
    {
        var baseline = Mean(Same(3600, 10), Same(10, 10));
        var day = Mean([.. Same(4320, 9), null], [.. Same(11, 9), null]);

        var judged = Judge(Session, day, baseline, 9 + 0.001);

        judged.Raw.Should().BeApproximately(4320 / 11.0, 1e-9);
        judged.Value.Should().BeApproximately((4320 / 11.0 / 360) - 1, 1e-9);
        judged.Verdict.Should().Be(Verdict.NotEnoughData, "99 sessions are one too few");
        Judge(Session, Mean(Same(4320, 10), Same(11, 10)), baseline, 10).Verdict.Should().Be(Verdict.Missed, "+9.1 % is less than +10 %");
        Judge(Session, Mean(Same(4450, 10), Same(11, 10)), baseline, 10).Verdict.Should().Be(Verdict.Met);
    }

    [Fact]
    public void Session_BaselineDayEmpty_IsNotEnoughData()
    {
        var day = Mean(Same(4320, 10), Same(11, 10));

        (Judge(Session, day, null, 9.5).Verdict, Judge(Session, day, null, 9.5).Reason).Should().Be((Verdict.NotEnoughData, Reason.NoBaseline));
        Judge(Session, day, Mean(Same(null, 10), Same(null, 10)), 9.5).Reason.Should().Be(Reason.NoBaseline);
    }

    [Fact]
    public void Satisfaction_BelowTheMinimum_SaysWhenThereAreEnough()
    {
        var day = Mean([.. Same(4.5, 20), .. Same(null, 40)], [.. Same(1, 20), .. Same(null, 40)]);

        var judged = Judge(Satisfaction, day, Mean(Same(4.5, 60), Same(1, 60)), 20);

        (judged.Verdict, judged.Samples).Should().Be((Verdict.NotEnoughData, 20));
        judged.EnoughAt.Should().Be(From.AddMinutes(30));
    }

    [Fact]
    public void Satisfaction_ALittleLower_IsKeptWhileTheIntervalReachesTheBaseline()
    {
        IReadOnlyList<double?> answers = Same(1, 60);
        double?[] Scores(double a, double b) => [.. Enumerable.Range(0, 60).Select(minute => (double?)(minute % 4 < 2 ? a : b))];

        var little = Judge(Satisfaction, Mean(Scores(4, 4.9), answers), Mean(Scores(4.1, 4.9), answers), 60);
        var much = Judge(Satisfaction, Mean(Scores(3, 3.2), answers), Mean(Scores(4.1, 4.9), answers), 60);

        little.Value.Should().BeLessThan(little.Threshold);
        little.High.Should().BeGreaterThan(little.Threshold);
        little.Verdict.Should().Be(Verdict.Met);
        much.Verdict.Should().Be(Verdict.Missed);
    }

    [Fact]
    public void LastFive_OnlyTheLastFiveWholeMinutes()
    {
        var day = Mean([.. Same(500, 5), .. Same(100, 5), 900], Same(1000, 11));

        Judge(Response, day, null, 10.5).Digest.LastFive.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public void Since_MissedMaximum_IsTheMinuteAfterTheWorstOne() =>
        TargetRules.Since(Connections, Single(Gauge([0.5, 0.6, 0.81, 0.6, 0.5, 0.5, .. Same(null, 4)])), null, Verdict.Missed, At(6)).Should().Be(From.AddMinutes(3));

    [Fact]
    public void Manual_IsNeverJudged() => Judge(Bind("Team morale above 8"), TargetMinutes.Empty(10), null, 5).Verdict.Should().Be(Verdict.Manual);

    private static JudgedAt At(int minute) => new(From.AddMinutes(minute), From, From.AddMinutes(20), From.AddMinutes(minute), TimeSpan.FromSeconds(10), 0.75);

    private static TargetMinutes Events(params (int Minute, double Seconds)[] events)
    {
        var column = MinuteColumn.Empty(1, From, 10);
        foreach (var (minute, seconds) in events)
        {
            (column.Count[minute], column.Sum[minute], column.Max[minute]) = (1, seconds, seconds);
        }

        return Single(column) with { Companion = new([Gauge(Same(4, 10))]) };
    }
}
