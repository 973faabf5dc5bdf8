namespace BarberPro.Dashboard.Targets;

/// <summary>The value at the end of the operating hours as it is expected, with its 80 % interval; in the terms of the judged value.</summary>
public sealed record Projection(double Value, double Low, double High);

/// <summary>Why there is no projection.</summary>
public enum NoProjection { None, ByEvent, NotProjected, NoBaseline, TooEarly, TooFewSamples, Over }

/// <summary>
/// Today so far, then the baseline day's rest scaled by how today compares with it: the ratio of both days over the last two hours,
/// so that what was changed this morning shows by noon. Its spread over quarters of an hour gives the interval.
/// </summary>
internal static class TargetProjection
{
    private const int Batch = 15, Batches = 8, FewestBatches = 3;
    private const double Z80 = 1.2816;

    public static (Projection? Projection, NoProjection Why) Of(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, int minutes, Tally total, double minimumCoverage)
    {
        var left = today.Length - minutes;
        if (left <= 0)
        {
            return (null, NoProjection.Over);
        }

        if (rule.Statistic is Statistic.Slowest or Statistic.Incidents)
        {
            return (null, rule.Statistic == Statistic.Slowest ? NoProjection.ByEvent : NoProjection.NotProjected);
        }

        if (baseline is null)
        {
            return (null, NoProjection.NoBaseline);
        }

        if (total.Samples < rule.Definition!.MinimumSamples)
        {
            return (null, NoProjection.TooFewSamples);
        }

        if (RatioOf(rule, today, baseline, minutes, minimumCoverage) is not { } ratio)
        {
            return (null, minutes < FewestBatches * Batch ? NoProjection.TooEarly : NoProjection.NoBaseline);
        }

        var rest = TargetStatistics.Over(rule, baseline, minutes, today.Length, minimumCoverage);
        var whole = TargetStatistics.Value(rule, baseline, TargetStatistics.Over(rule, baseline, 0, today.Length, minimumCoverage));
        double Project(double level)
        {
            var value = Combine(rule, today, baseline, total, rest, level, ratio.Volume);
            return rule.Against == Against.BaselineChange ? (value / whole) - 1 : value;
        }

        // One coming minute varies as the quarters do; a mean over the rest as the mean of as many quarters as are left.
        var coming = rule.Statistic == Statistic.WorstMinute ? 1.0 : Math.Max(1, left / (double)Batch);
        var half = TargetStatistics.StudentT(Z80, ratio.Count - 1) * ratio.Spread * Math.Sqrt((1.0 / ratio.Count) + (1 / coming));
        var (value, low, high) = (Project(ratio.Level), Project(Math.Max(0, ratio.Level - half)), Project(ratio.Level + half));
        return double.IsFinite(value) && double.IsFinite(low) && double.IsFinite(high) ? (new(value, low, high), NoProjection.None) : (null, NoProjection.NoBaseline);
    }

    /// <summary>How today's quarters of an hour compare with the baseline's: level, its spread, and how much more or less was counted.</summary>
    private static (double Level, double Spread, double Volume, int Count)? RatioOf(TargetRule rule, TargetMinutes today, TargetMinutes baseline, int minutes, double minimumCoverage)
    {
        var ratios = new List<double>(Batches);
        var (weight, baselineWeight) = (0.0, 0.0);
        for (var end = minutes; end >= Batch && ratios.Count < Batches; end -= Batch)
        {
            var (now, then) = (TargetStatistics.Over(rule, today, end - Batch, end, minimumCoverage), TargetStatistics.Over(rule, baseline, end - Batch, end, minimumCoverage));
            var ratio = TargetStatistics.Value(rule, today, now) / TargetStatistics.Value(rule, baseline, then);
            if (double.IsFinite(ratio) && ratio > 0)
            {
                ratios.Add(ratio);
                weight += rule.Statistic == Statistic.Quantile ? now.Samples : now.Weight;
                baselineWeight += rule.Statistic == Statistic.Quantile ? then.Samples : then.Weight;
            }
        }

        if (ratios.Count < FewestBatches || baselineWeight <= 0)
        {
            return null;
        }

        var level = ratios.Average();
        return (level, Math.Sqrt(ratios.Sum(ratio => (ratio - level) * (ratio - level)) / (ratios.Count - 1)), weight / baselineWeight, ratios.Count);
    }

    private static double Combine(TargetRule rule, TargetMinutes today, TargetMinutes baseline, Tally total, Tally rest, double level, double volume)
    {
        switch (rule.Statistic)
        {
            case Statistic.WorstMinute:
                var worst = rest.Extreme * level;
                return double.IsNaN(worst) ? double.NaN : double.IsNaN(total.Extreme) || TargetStatistics.IsWorse(rule, worst, total.Extreme) ? worst : total.Extreme;
            case Statistic.Quantile:
                return Mixed(rule, today, baseline, total, rest, level, volume);
            default:
                if (!(rest.Weight > 0))
                {
                    return double.NaN;
                }

                var weight = rest.Weight * volume;
                var value = Math.Min(rest.Sum / rest.Weight * level, rule.Definition!.Best ?? double.PositiveInfinity);
                return (total.Sum + (value * weight)) / (total.Weight + weight);
        }
    }

    /// <summary>The quantile of what was counted today and of the baseline's rest with every duration stretched by the level: where both distributions together reach the rank.</summary>
    private static double Mixed(TargetRule rule, TargetMinutes today, TargetMinutes baseline, Tally total, Tally rest, double level, double volume)
    {
        if (rest.Samples == 0 || level <= 0)
        {
            return double.NaN;
        }

        double[] bounds = today.Bounds, baselineBounds = [.. baseline.Bounds.Select(bound => bound * level)];
        double Below(double x) => At(bounds, total.Buckets, x) + (volume * At(baselineBounds, rest.Buckets, x));

        var rank = rule.Quantile * (total.Samples + (volume * rest.Samples));
        var (low, high) = (0.0, Math.Max(bounds[^2], baselineBounds[^2]));
        if (Below(high) < rank)
        {
            return high;
        }

        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Below(middle) < rank ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>How many of the counted lie at or below x, linear within a bucket.</summary>
    private static double At(double[] bounds, double[] cumulative, double x)
    {
        var (start, below) = (0.0, 0.0);
        for (var bucket = 0; bucket < bounds.Length; bucket++)
        {
            if (x < bounds[bucket])
            {
                return double.IsPositiveInfinity(bounds[bucket]) ? below : below + ((cumulative[bucket] - below) * Math.Max(0, x - start) / (bounds[bucket] - start));
            }

            (start, below) = (bounds[bucket], cumulative[bucket]);
        }

        return below;
    }
}
