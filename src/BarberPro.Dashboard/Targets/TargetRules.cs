namespace BarberPro.Dashboard.Targets;

public enum Verdict { NotEnoughData, Met, AtRisk, Missed, Stale, Manual }

/// <summary>Why a verdict is as it is, where the numbers alone don't say it.</summary>
public enum Reason { None, NotBegun, NoSource, TooFewSamples, TooManyGaps, NoBaseline, NotMetNow, ProjectedNot, DataStopped }

/// <summary>What was found about a target at an instant. Numbers are NaN where there are none.</summary>
/// <param name="Value">As judged: for a target against the baseline the change, else the statistic itself.</param>
/// <param name="Raw">The statistic in the metric's own unit.</param>
/// <param name="Threshold">What the value is compared with.</param>
/// <param name="Low">Lower end of the value's 95 % interval, where it has one.</param>
/// <param name="EnoughAt">When there will be samples enough at today's pace; null where that is past the end, or there are enough.</param>
internal sealed record Judgement(Verdict Verdict, Reason Reason, double Value, double Raw, double Threshold, double Low, double High, long Samples, DateTimeOffset? EnoughAt, TargetDigest Digest);

/// <summary>The instant of a judgement.</summary>
/// <param name="From">First instant of the operating hours; minutes count from it.</param>
/// <param name="NewestData">When the target's source last had a value; null where it never had.</param>
internal readonly record struct JudgedAt(DateTimeOffset Now, DateTimeOffset From, DateTimeOffset To, DateTimeOffset? NewestData, TimeSpan StaleAfter, double MinimumCoverage)
{
    /// <summary>Looking back, the minute that ran then is known to its end: it must not be counted.</summary>
    public bool IsLookingBack { get; init; }

    public int Minutes => (int)Math.Clamp(Math.Floor((Now - From).TotalMinutes), 0, (To - From).TotalMinutes);

    public bool IsBefore => Now < From;

    public bool IsFinal => Now >= To;
}

/// <summary>Verdicts. Pure. Nothing is met by default: a target is met only where enough was measured, and to the end.</summary>
internal static class TargetRules
{
    private const double Z95 = 1.96;

    public static Judgement Judge(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, in JudgedAt at) =>
        rule.IsManual ? Manual : Judge(rule, today, TargetDigest.Of(rule, today, baseline, at.Minutes, at.MinimumCoverage), at);

    public static Judgement Manual { get; } = new(Verdict.Manual, Reason.None, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 0, null, TargetDigest.Empty);

    /// <summary>With what only changes by the minute already known; adds the minute still running.</summary>
    public static Judgement Judge(TargetRule rule, TargetMinutes today, TargetDigest digest, in JudgedAt at)
    {
        if (rule.IsManual)
        {
            return Manual;
        }

        var total = at.IsFinal || at.IsLookingBack ? digest.Total : WithRunning(rule, today, digest, at.MinimumCoverage);
        var raw = TargetStatistics.Value(rule, today, total);
        var value = TargetDigest.Judged(rule, raw, digest.Baseline);
        var threshold = rule.Against == Against.Baseline ? digest.Baseline : rule.Threshold;
        var half = digest.Freedom > 0 ? TargetStatistics.StudentT(Z95, digest.Freedom) * digest.Error : double.NaN;
        var (verdict, reason) = VerdictOf(rule, today, digest, total, value, threshold, half, at);
        return new(verdict, reason, value, raw, threshold, value - half, value + half, total.Samples, EnoughAt(rule, total, at), digest);
    }

    /// <summary>
    /// When the verdict took its present value; null where there is none yet. Looks back a quarter of an hour at a time, then minute by minute
    /// over the quarter in which it turned: a turn and return within one quarter does not count as a beginning.
    /// </summary>
    public static DateTimeOffset? Since(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, Verdict verdict, in JudgedAt at)
    {
        if (rule.IsManual || at.IsBefore)
        {
            return null;
        }

        const int quarter = 15;
        var table = new TargetTable(rule, today, baseline, at.MinimumCoverage);
        var (same, first) = (at.Minutes, at.Minutes - (at.IsFinal ? 1 : 0));
        for (var minute = first; minute >= 0; minute = minute > 0 ? Math.Max(0, minute - quarter) : -1)
        {
            if (VerdictAt(rule, today, baseline, table, minute, at) != verdict)
            {
                for (minute++; minute < same && VerdictAt(rule, today, baseline, table, minute, at) != verdict; minute++)
                {
                }

                return at.From.AddMinutes(minute);
            }

            same = minute;
        }

        return at.From;
    }

    private static Verdict VerdictAt(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, TargetTable table, int minute, in JudgedAt at) =>
        Judge(rule, today, TargetDigest.Of(rule, today, baseline, minute, at.MinimumCoverage, table),
            at with { Now = at.From.AddMinutes(minute), IsLookingBack = true, NewestData = NewestBefore(rule, today, minute, at) }).Verdict;

    /// <summary>The end of the last minute before the given one in which the target's source had a value.</summary>
    public static DateTimeOffset? NewestBefore(TargetRule rule, TargetMinutes today, int minute, in JudgedAt at)
    {
        for (var before = Math.Min(minute, today.Length) - 1; before >= 0; before--)
        {
            if (HasSamples(rule, today, before))
            {
                return at.From.AddMinutes(before + 1);
            }
        }

        return null;
    }

    private static (Verdict, Reason) VerdictOf(TargetRule rule, TargetMinutes today, TargetDigest digest, Tally total, double value, double threshold, double half, in JudgedAt at)
    {
        if (at.IsBefore)
        {
            return (Verdict.NotEnoughData, Reason.NotBegun);
        }

        if (IsLost(rule, today, digest, total, at))
        {
            return (Verdict.Missed, Reason.None);
        }

        if (at.NewestData is not { } newest)
        {
            return (Verdict.NotEnoughData, Reason.NoSource);
        }

        // At the end the data must have come to the end: what the last minutes held is not known otherwise.
        if ((at.IsFinal ? at.To : at.Now) - newest > at.StaleAfter)
        {
            return (Verdict.Stale, Reason.DataStopped);
        }

        if (total.Samples < rule.Definition!.MinimumSamples || double.IsNaN(value))
        {
            return (Verdict.NotEnoughData, rule.Against != Against.Number && double.IsNaN(digest.Baseline) ? Reason.NoBaseline : Reason.TooFewSamples);
        }

        if (double.IsNaN(threshold))
        {
            return (Verdict.NotEnoughData, Reason.NoBaseline);
        }

        if (digest.Watched < at.MinimumCoverage * digest.Minutes)
        {
            return (Verdict.NotEnoughData, Reason.TooManyGaps);
        }

        // Against the baseline: kept while the interval of the difference reaches it.
        var kept = rule.Against == Against.Baseline && !double.IsNaN(half) ? (rule.LowerIsInside ? value - half <= threshold : value + half >= threshold) : rule.Holds(value, threshold);
        if (at.IsFinal)
        {
            return (kept ? Verdict.Met : Verdict.Missed, Reason.None);
        }

        return !kept ? (Verdict.AtRisk, Reason.NotMetNow)
            : digest.Projection is { } projection && !IsExpected(rule, projection, threshold) ? (Verdict.AtRisk, Reason.ProjectedNot)
            : (Verdict.Met, Reason.None);
    }

    private static bool IsExpected(TargetRule rule, Projection projection, double threshold) =>
        rule.Against == Against.Baseline ? (rule.LowerIsInside ? projection.Low <= threshold : projection.High >= threshold) : rule.Holds(projection.Value, threshold);

    /// <summary>Nothing today can change it: a maximum that was passed, or a mean that even the best rest of the day would not bring back.</summary>
    private static bool IsLost(TargetRule rule, TargetMinutes today, TargetDigest digest, Tally total, in JudgedAt at)
    {
        if (rule.Against != Against.Number)
        {
            return false;
        }

        switch (rule.Statistic)
        {
            case Statistic.WorstMinute or Statistic.Slowest:
                return !double.IsNaN(total.Extreme) && !rule.Holds(total.Extreme, rule.Threshold);
            case Statistic.Incidents:
                return rule.Comparison is not (Comparison.Greater or Comparison.AtLeast) && total.Sum > rule.Threshold;
            case Statistic.Quantile when rule.LowerIsInside && total.Samples >= rule.Definition!.MinimumSamples && !at.IsFinal:
                return SurelyAbove(today, total, rule.Threshold) > (1 - rule.Quantile) * (total.Samples + digest.RestWeight);
            case Statistic.Mean when total.Weight > 0 && total.Samples >= rule.Definition!.MinimumSamples && !at.IsFinal:
                return (rule.LowerIsInside ? 0 : rule.Definition.Best) is { } best
                    && !rule.Holds((total.Sum + (best * digest.RestWeight)) / (total.Weight + digest.RestWeight), rule.Threshold);
            default:
                return false;
        }
    }

    /// <summary>Samples in the buckets that begin at the threshold or above it.</summary>
    private static double SurelyAbove(TargetMinutes today, Tally total, double threshold)
    {
        for (var bucket = 0; bucket < total.Buckets.Length; bucket++)
        {
            if (today.Bounds[bucket] >= threshold)
            {
                return total.Buckets[^1] - total.Buckets[bucket];
            }
        }

        return 0;
    }

    private static Tally WithRunning(TargetRule rule, TargetMinutes today, TargetDigest digest, double minimumCoverage)
    {
        var total = digest.Total;
        // The worst minute and the mean of minutes are made of whole ones.
        if (rule.Statistic is Statistic.WorstMinute or Statistic.TimeMean || digest.Minutes >= today.Length)
        {
            return total;
        }

        var running = TargetStatistics.Over(rule, today, digest.Minutes, digest.Minutes + 1, minimumCoverage);
        var takes = !double.IsNaN(running.Extreme) && (double.IsNaN(total.Extreme) || TargetStatistics.IsWorse(rule, running.Extreme, total.Extreme));
        return new(total.Sum + running.Sum, total.Weight + running.Weight, total.Samples + running.Samples, takes ? running.Extreme : total.Extreme,
            takes ? running.ExtremeAt : total.ExtremeAt, total.Buckets.Length == 0 ? running.Buckets : [.. total.Buckets.Zip(running.Buckets, (a, b) => a + b)]);
    }

    private static DateTimeOffset? EnoughAt(TargetRule rule, Tally total, in JudgedAt at)
    {
        var (missing, passed) = (rule.Definition!.MinimumSamples - total.Samples, at.Now - at.From);
        if (missing <= 0 || total.Samples == 0 || passed <= TimeSpan.Zero || at.IsFinal)
        {
            return null;
        }

        var enough = at.Now + (passed * ((double)missing / total.Samples));
        return enough < at.To ? enough : null;
    }

    private static bool HasSamples(TargetRule rule, TargetMinutes today, int minute) => rule.Statistic switch
    {
        Statistic.Mean => today.Metric.Count(minute) > 0 && today.Per.Count(minute) > 0,
        Statistic.Slowest => today.Metric.Count(minute) > 0 || today.Companion.Count(minute) > 0,
        _ => today.Metric.Count(minute) > 0,
    };
}
