using System.Globalization;
using System.Text;

namespace BarberPro.Dashboard.Targets;

/// <summary>All of a target that changes only when a minute ends; made once a minute, so that each second costs a few additions.</summary>
/// <param name="Minutes">How many minutes of the operating hours are over.</param>
/// <param name="Table">The minutes themselves; only those before Minutes belong to the digest.</param>
/// <param name="Missing">Minutes without anything to judge. Inside, Outside and Missing add up to Minutes.</param>
/// <param name="Worst">The minute with the worst value, or -1.</param>
/// <param name="LastFive">Of the last five whole minutes, as judged; NaN where they have no data.</param>
/// <param name="Baseline">The baseline day's statistic over the same minutes, in the metric's own unit; NaN where there is none.</param>
/// <param name="Error">Standard error of the difference to the baseline; NaN where it isn't needed or can't be told.</param>
internal sealed record TargetDigest(int Minutes, TargetTable Table, int Watched, int Inside, int Outside, int Missing, int Worst, Tally Total, double LastFive, double Baseline,
    double Error, int Freedom, double RestWeight, Projection? Projection, NoProjection WhyNot)
{
    private string? _cells;

    /// <summary>The values as JSON for the elements that draw them, with four digits: a strip of sixteen pixels shows no more. Made once, whoever asks.</summary>
    public string CellsJson => _cells ??= JsonOf(Values);

    /// <summary>The minutes' judged values; NaN where there is none.</summary>
    public ReadOnlySpan<double> Values => Table.Values.AsSpan(0, Minutes);

    public static TargetDigest Empty { get; } = new(0, new(TargetRule.Manual(new("", "", "", 0)), TargetMinutes.Empty(0), null, 1), 0, 0, 0, 0, -1, new(0, 0, 0, double.NaN, -1, []), double.NaN, double.NaN, double.NaN, 0, 0, null, NoProjection.NotProjected);

    public static TargetDigest Of(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, int minutes, double minimumCoverage, TargetTable? known = null)
    {
        minutes = Math.Clamp(minutes, 0, today.Length);
        var table = (known ?? new TargetTable(rule, today, baseline, minimumCoverage)).UpTo(minutes);
        var total = TargetStatistics.Over(rule, today, 0, minutes, minimumCoverage);
        var baselineTotal = baseline is null ? default : TargetStatistics.Over(rule, baseline, 0, minutes, minimumCoverage);
        var baselineValue = baseline is null ? double.NaN : TargetStatistics.Value(rule, baseline, baselineTotal);
        var threshold = rule.Against == Against.Baseline ? baselineValue : rule.Threshold;

        var (watched, inside, outside, worst) = (0, 0, 0, -1);
        for (var minute = 0; minute < minutes; minute++)
        {
            var value = table.Values[minute];
            watched += table.Watched[minute] ? 1 : 0;
            if (!double.IsNaN(value) && !double.IsNaN(threshold))
            {
                (inside, outside) = rule.Holds(value, threshold) ? (inside + 1, outside) : (inside, outside + 1);
                worst = worst < 0 || TargetStatistics.IsWorse(rule, value, table.Values[worst]) ? minute : worst;
            }
            else if (table.Watched[minute] && rule.Statistic == Statistic.Slowest)
            {
                inside++; // watched, and nothing was slow
            }
        }

        var (error, freedom) = rule.Against == Against.Baseline && baseline is not null ? Difference(rule, today, baseline, minutes, total, baselineValue) : (double.NaN, 0);
        var (projection, whyNot) = TargetProjection.Of(rule, today, baseline, minutes, total, minimumCoverage);
        return new(minutes, table, watched, inside, outside, minutes - inside - outside, worst, total, LastFiveOf(rule, today, baseline, minutes, minimumCoverage), baselineValue,
            error, freedom, RestWeightOf(rule, today, baseline, minutes, watched, total, minimumCoverage), projection, whyNot);
    }

    /// <summary>A value of the metric as it is judged: itself, or its change against the baseline's.</summary>
    public static double Judged(TargetRule rule, double value, double baseline) =>
        rule.Against != Against.BaselineChange ? value : (value / baseline) - 1 is var change && double.IsFinite(change) ? change : double.NaN;

    private static double LastFiveOf(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, int minutes, double minimumCoverage)
    {
        double Of(TargetMinutes data) => TargetStatistics.Value(rule, data, TargetStatistics.Over(rule, data, minutes - 5, minutes, minimumCoverage));
        return minutes == 0 ? double.NaN : Judged(rule, Of(today), baseline is null ? double.NaN : Of(baseline));
    }

    /// <summary>The error of today's mean less the baseline's: both days are samples of the same trade.</summary>
    private static (double Error, int Freedom) Difference(TargetRule rule, TargetMinutes today, TargetMinutes baseline, int minutes, Tally total, double baselineValue)
    {
        if (rule.Statistic != Statistic.Mean || !(total.Weight > 0))
        {
            return (double.NaN, 0);
        }

        var (error, freedom) = TargetStatistics.BatchError(today, 0, minutes, total.Sum / total.Weight);
        var (baselineError, baselineFreedom) = TargetStatistics.BatchError(baseline, 0, minutes, baselineValue);
        return (Math.Sqrt((error * error) + (baselineError * baselineError)), Math.Min(freedom, baselineFreedom));
    }

    /// <summary>The most that can still be counted today: three times what the baseline's rest counted, or today's own pace.</summary>
    private static double RestWeightOf(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, int minutes, int watched, Tally total, double minimumCoverage)
    {
        const double generous = 3;
        double Weight(Tally tally) => rule.Statistic == Statistic.Quantile ? tally.Samples : tally.Weight;
        var pace = watched == 0 ? 0 : Weight(total) / watched * (today.Length - minutes);
        var rest = baseline is null ? 0 : Weight(TargetStatistics.Over(rule, baseline, minutes, today.Length, minimumCoverage));
        return generous * Math.Max(pace, rest);
    }

    private static string JsonOf(ReadOnlySpan<double> values)
    {
        var json = new StringBuilder("[", (values.Length * 7) + 2);
        foreach (var value in values)
        {
            json.Append(json.Length > 1 ? "," : "").Append(double.IsFinite(value) ? value.ToString("G4", CultureInfo.InvariantCulture) : "null");
        }

        return json.Append(']').ToString();
    }
}
