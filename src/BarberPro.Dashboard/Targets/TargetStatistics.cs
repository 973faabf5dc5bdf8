namespace BarberPro.Dashboard.Targets;

/// <summary>What some minutes of a target add up to.</summary>
/// <param name="Sum">Of the metric; for <see cref="Statistic.TimeMean"/> of the minutes' means.</param>
/// <param name="Weight">What the sum is divided by.</param>
/// <param name="Samples">What people count: requests, payments, events, samples.</param>
/// <param name="Extreme">The worst minute's or event's value; NaN where there is none.</param>
/// <param name="ExtremeAt">Its minute, or -1.</param>
/// <param name="Buckets">Cumulative counts, in the order of the bounds.</param>
internal readonly record struct Tally(double Sum, double Weight, long Samples, double Extreme, int ExtremeAt, double[] Buckets);

/// <summary>The statistics of targets. Pure; what has no data is never counted as if it had.</summary>
internal static class TargetStatistics
{
    /// <summary>Whether the minute was watched: its source had samples, whether or not something happened.</summary>
    public static bool IsWatched(TargetRule rule, TargetMinutes data, int minute, double minimumCoverage) => rule.Statistic switch
    {
        Statistic.Mean => data.Metric.Count(minute) > 0 && data.Per.Count(minute) > 0,
        Statistic.TimeMean or Statistic.WorstMinute => !double.IsNaN(MeanOf(rule, data, minute, minimumCoverage)),
        Statistic.Slowest => data.Metric.Count(minute) > 0 || data.Companion.Count(minute) > 0,
        _ => data.Metric.Count(minute) > 0,
    };

    /// <summary>The minute's own value; NaN where it has none.</summary>
    public static double OfMinute(TargetRule rule, TargetMinutes data, int minute, double minimumCoverage) => rule.Statistic switch
    {
        Statistic.Mean => data.Metric.Count(minute) > 0 && data.Per.Count(minute) > 0 && data.Per.Sum(minute) > 0 ? data.Metric.Sum(minute) / data.Per.Sum(minute) : double.NaN,
        Statistic.TimeMean or Statistic.WorstMinute => MeanOf(rule, data, minute, minimumCoverage),
        Statistic.Slowest => data.Metric.Max(minute),
        Statistic.Incidents => data.Metric.Count(minute) > 0 ? data.Metric.Sum(minute) : double.NaN,
        _ => Value(rule, data, Over(rule, data, minute, minute + 1, minimumCoverage)),
    };

    /// <summary>How many were counted in the minute: requests, payments, samples.</summary>
    public static long SamplesOf(TargetRule rule, TargetMinutes data, int minute) => rule.Statistic switch
    {
        Statistic.Mean => (long)Math.Round(data.Per.Sum(minute)),
        Statistic.Quantile => data.Buckets.IsEmpty ? 0 : (long)Math.Round(data.Buckets[^1].Counts.Sum(minute)),
        _ => data.Metric.Samples(minute),
    };

    /// <summary>Adds up the minutes in [from, to).</summary>
    public static Tally Over(TargetRule rule, TargetMinutes data, int from, int to, double minimumCoverage)
    {
        var (sum, weight, samples, extreme, extremeAt) = (0.0, 0.0, 0L, double.NaN, -1);
        var buckets = data.Buckets.IsEmpty ? [] : new double[data.Buckets.Length];
        for (var minute = Math.Max(0, from); minute < Math.Min(to, data.Length); minute++)
        {
            switch (rule.Statistic)
            {
                case Statistic.Mean when data.Metric.Count(minute) > 0 && data.Per.Count(minute) > 0:
                    sum += data.Metric.Sum(minute);
                    weight += data.Per.Sum(minute);
                    break;
                case Statistic.Quantile when data.Metric.Count(minute) > 0:
                    for (var bucket = 0; bucket < buckets.Length; bucket++)
                    {
                        buckets[bucket] += data.Buckets[bucket].Counts.Sum(minute);
                    }

                    break;
                case Statistic.TimeMean or Statistic.WorstMinute or Statistic.Slowest:
                    var value = rule.Statistic == Statistic.Slowest ? data.Metric.Max(minute) : MeanOf(rule, data, minute, minimumCoverage);
                    if (!double.IsNaN(value))
                    {
                        sum += value;
                        weight++;
                        samples += data.Metric.Samples(minute);
                        (extreme, extremeAt) = double.IsNaN(extreme) || IsWorse(rule, value, extreme) ? (value, minute) : (extreme, extremeAt);
                    }

                    break;
                case Statistic.Incidents when data.Metric.Count(minute) > 0:
                    sum += data.Metric.Sum(minute);
                    samples++;
                    (extreme, extremeAt) = data.Metric.Sum(minute) > 0 && extremeAt < 0 ? (data.Metric.Sum(minute), minute) : (extreme, extremeAt);
                    break;
            }
        }

        samples = rule.Statistic switch
        {
            Statistic.Mean => (long)Math.Round(weight),
            Statistic.Quantile => buckets.Length == 0 ? 0 : (long)Math.Round(buckets[^1]),
            _ => samples,
        };
        return new(sum, weight, samples, extreme, extremeAt, buckets);
    }

    /// <summary>The statistic's value; NaN where there is nothing to make it of.</summary>
    public static double Value(TargetRule rule, TargetMinutes data, Tally tally) => rule.Statistic switch
    {
        Statistic.Mean or Statistic.TimeMean => tally.Weight > 0 ? tally.Sum / tally.Weight : double.NaN,
        Statistic.WorstMinute or Statistic.Slowest => tally.Extreme,
        Statistic.Incidents => tally.Samples > 0 ? tally.Sum : double.NaN,
        _ => Quantile(rule.Quantile, data.Bounds, tally.Buckets),
    };

    private static double MeanOf(TargetRule rule, TargetMinutes data, int minute, double minimumCoverage) => rule.Statistic == Statistic.WorstMinute
        ? data.Metric.WorstMean(minute, minimumCoverage, rule.LowerIsInside) : data.Metric.Mean(minute, minimumCoverage);

    /// <summary>On the wrong side, or farther that way.</summary>
    public static bool IsWorse(TargetRule rule, double value, double than) => rule.LowerIsInside ? value > than : value < than;

    /// <summary>
    /// As Prometheus' histogram_quantile: linear within the bucket that the rank falls in; the lowest bucket begins at 0;
    /// a rank in the bucket without end is answered with the largest bound that there is.
    /// </summary>
    public static double Quantile(double quantile, double[] bounds, double[] cumulative)
    {
        if (bounds.Length < 2 || cumulative.Length != bounds.Length || !double.IsPositiveInfinity(bounds[^1]) || !(cumulative[^1] > 0))
        {
            return double.NaN;
        }

        var rank = quantile * cumulative[^1];
        var (below, start) = (0.0, Math.Min(0, bounds[0]));
        for (var bucket = 0; bucket < bounds.Length - 1; bucket++)
        {
            // A scrape between two of a histogram's counters may leave them out of order by a sample.
            var upTo = Math.Max(below, cumulative[bucket]);
            if (upTo >= rank)
            {
                return bucket == 0 && bounds[0] <= 0 ? bounds[0]
                    : upTo > below ? start + ((bounds[bucket] - start) * (rank - below) / (upTo - below)) : start;
            }

            (below, start) = (upTo, bounds[bucket]);
        }

        return bounds[^2];
    }

    /// <summary>
    /// The standard error of a ratio of sums, and its degrees of freedom, by batch means: neighbouring minutes are alike, so they are put into batches
    /// that are nearly independent (Law, Simulation Modeling and Analysis, 5th ed., 9.5.3), and the ratio's variance is taken from the batches'
    /// residuals (Cochran, Sampling Techniques, 3rd ed., 6.3). NaN below five batches with samples.
    /// </summary>
    public static (double Error, int Freedom) BatchError(TargetMinutes data, int from, int to, double ratio)
    {
        const int most = 20, fewest = 5;
        var length = Math.Max(1, (int)Math.Ceiling((to - from) / (double)most));
        var (squares, weight, batches) = (0.0, 0.0, 0);
        for (var start = from; start < to; start += length)
        {
            var (batchSum, batchWeight) = (0.0, 0.0);
            for (var minute = start; minute < Math.Min(to, start + length); minute++)
            {
                if (data.Metric.Count(minute) > 0 && data.Per.Count(minute) > 0)
                {
                    batchSum += data.Metric.Sum(minute);
                    batchWeight += data.Per.Sum(minute);
                }
            }

            if (batchWeight > 0)
            {
                var residual = batchSum - (ratio * batchWeight);
                squares += residual * residual;
                weight += batchWeight;
                batches++;
            }
        }

        return batches < fewest ? (double.NaN, 0) : (Math.Sqrt(squares * batches / (batches - 1.0)) / weight, batches - 1);
    }

    /// <summary>Student's t for a two-sided interval, from the normal's quantile z (Abramowitz and Stegun 26.7.5); good to 1 % from 3 degrees on.</summary>
    public static double StudentT(double z, int freedom)
    {
        double n = Math.Max(1, freedom), z2 = z * z;
        return z * (1 + ((z2 + 1) / (4 * n)) + (((((5 * z2) + 16) * z2) + 3) / (96 * n * n)) + (((((((3 * z2) + 19) * z2) + 17) * z2) - 15) / (384 * n * n * n)));
    }
}
