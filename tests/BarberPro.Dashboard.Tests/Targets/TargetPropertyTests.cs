using AwesomeAssertions;
using BarberPro.Dashboard.Targets;
using CsCheck;
using Xunit;
using static BarberPro.Dashboard.Tests.Targets.Definitions;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetPropertyTests
{
    private static readonly TargetRule[] Rules = [.. Plan.Select(Bind)];

    private static readonly Gen<double?> Level = Gen.Frequency((1, Gen.Int[0, 0].Select(_ => (double?)null)), (6, Gen.Double[0.2, 1.6].Select(level => (double?)level)));

    private static readonly Gen<(int Rule, double?[] Today, double?[] Baseline)> Days = Gen.Select(Gen.Int[0, Rules.Length - 1], Level.Array[60], Level.Array[60]);

    [Fact]
    public void Judge_MinutesWithoutDataFollow_NeverTurnsAVerdictToMet() =>
        Gen.Select(Days, Gen.Int[1, 59], Gen.Int[1, 30]).Sample((day, minutes, more) =>
        {
            var today = Make(Rules[day.Rule], [.. day.Today[..minutes], .. new double?[60 - minutes]]);
            var baseline = Make(Rules[day.Rule], day.Baseline);
            var before = Judge(Rules[day.Rule], today, baseline, minutes).Verdict;
            var after = Judge(Rules[day.Rule], today, baseline, Math.Min(60, minutes + more)).Verdict;

            return before == Verdict.Met || after != Verdict.Met;
        });

    [Fact]
    public void Judge_AnyDay_MinutesAddUp() =>
        Gen.Select(Days, Gen.Double[0, 60]).Sample((day, minute) =>
        {
            var judged = Judge(Rules[day.Rule], Make(Rules[day.Rule], day.Today), Make(Rules[day.Rule], day.Baseline), minute);

            return judged.Digest.Inside + judged.Digest.Outside + judged.Digest.Missing == (int)Math.Floor(minute)
                && judged.Digest.Inside >= 0 && judged.Digest.Outside >= 0 && judged.Digest.Missing >= 0;
        });

    [Fact]
    public void Judge_NoMinuteHasData_IsNeverMetOrMissed() =>
        Gen.Select(Gen.Int[0, Rules.Length - 1], Gen.Double[-10, 70]).Sample((rule, minute) =>
            Judge(Rules[rule], Make(Rules[rule], new double?[60]), null, minute).Verdict is Verdict.NotEnoughData or Verdict.Stale);

    [Fact]
    public void Quantile_AnySamples_LiesInTheBucketOfTheTrueOne() =>
        Gen.Select(Gen.Double[0, 9.99].Array[1, 200], Gen.Double[0.01, 0.99]).Sample((samples, quantile) =>
        {
            double[] bounds = [0.5, 1, 2, 3, 5, 10, double.PositiveInfinity];
            double[] cumulative = [.. bounds.Select(bound => (double)samples.Count(sample => sample <= bound))];
            Array.Sort(samples);
            var exact = samples[Math.Max(0, (int)Math.Ceiling(quantile * samples.Length) - 1)];

            var answer = TargetStatistics.Quantile(quantile, bounds, cumulative);
            var bucket = Array.FindIndex(bounds, bound => exact <= bound);
            return answer <= bounds[bucket] + 1e-9 && answer >= (bucket == 0 ? 0 : bounds[bucket - 1]) - 1e-9;
        });

    [Fact]
    public void Quantile_MixedOnlyOfToday_IsTheQuantile()
    {
        double[] bounds = [1, 2, 4, double.PositiveInfinity];

        TargetStatistics.Quantile(0.5, bounds, [10, 20, 20, 20]).Should().Be(1);
        TargetStatistics.Quantile(0.75, bounds, [10, 20, 20, 20]).Should().Be(1.5);
        TargetStatistics.Quantile(0.99, bounds, [0, 0, 0, 20]).Should().Be(4, "what lies beyond the last bound is told by it");
        TargetStatistics.Quantile(0.5, bounds, [0, 0, 0, 0]).Should().Be(double.NaN);
    }

    [Fact]
    public void StudentT_KnownTable_IsMatchedToOnePercent()
    {
        TargetStatistics.StudentT(1.96, 4).Should().BeApproximately(2.776, 0.028);
        TargetStatistics.StudentT(1.96, 19).Should().BeApproximately(2.093, 0.005);
        TargetStatistics.StudentT(1.2816, 7).Should().BeApproximately(1.415, 0.01);
    }

    [Fact]
    public void BatchError_IndependentAnswers_IsNearTheTextbookError() =>
        Gen.Double[1, 5].Array[660].Sample(scores =>
        {
            var day = Mean([.. scores.Select(score => (double?)score)], Same(1, scores.Length));
            var mean = scores.Average();
            var textbook = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1) / scores.Length);

            var (error, freedom) = TargetStatistics.BatchError(day, 0, scores.Length, mean);
            return freedom == 19 && error > 0.35 * textbook && error < 1.9 * textbook;
        }, iter: 200);

    private static TargetMinutes Make(TargetRule rule, double?[] levels)
    {
        double?[] Times(double factor) => [.. levels.Select(level => level * factor)];
        double?[] weights = [.. levels.Select(level => level is null ? null : (double?)1000)];
        return rule.Statistic switch
        {
            Statistic.Mean => Mean(Times(rule.Threshold is double.NaN ? 4000 : rule.Threshold * 1000), weights),
            Statistic.Quantile => Histogram([1, 3, 5, double.PositiveInfinity], [.. levels.Select(level => level is { } l ? new[] { 800 / (l + 1), 900, 990, 1000 } : null)]),
            Statistic.Slowest => Single(Column(Times(150), count: 1)),
            Statistic.Incidents => Single(Column([.. levels.Select(level => level is null ? null : (double?)(level > 1.58 ? 1 : 0))], count: 1)),
            _ => Single(Gauge(Times(0.6))),
        };
    }
}
