using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>The series that together are one quantity, by minute. Their sums add up; a minute has data where one of them has, since a counter may be born late in its source.</summary>
internal sealed class MinuteGroup(IReadOnlyList<MinuteColumn> columns)
{
    public static MinuteGroup None { get; } = new([]);

    public bool IsEmpty => columns.Count == 0;

    public int Count(int minute)
    {
        var count = 0;
        foreach (var column in columns)
        {
            count = Math.Max(count, column.Count[minute]);
        }

        return count;
    }

    public double Sum(int minute)
    {
        var sum = 0.0;
        foreach (var column in columns)
        {
            sum += column.Sum[minute];
        }

        return sum;
    }

    public double Max(int minute)
    {
        var max = double.NaN;
        foreach (var column in columns)
        {
            var value = column.Count[minute] > 0 ? column.Max[minute] : double.NaN;
            max = double.IsNaN(max) || value > max ? value : max;
        }

        return max;
    }

    /// <summary>The mean of the minute over all samples; NaN where it has too few of those it could hold.</summary>
    public double Mean(int minute, double minimumCoverage)
    {
        var (sum, count) = (0.0, 0);
        foreach (var column in columns)
        {
            if (IsCovered(column, minute, minimumCoverage))
            {
                sum += column.Sum[minute];
                count += column.Count[minute];
            }
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>The worst of the series' own means: of several replicas the one that lags most.</summary>
    public double WorstMean(int minute, double minimumCoverage, bool highIsWorse)
    {
        var worst = double.NaN;
        foreach (var column in columns)
        {
            var mean = IsCovered(column, minute, minimumCoverage) ? column.Sum[minute] / column.Count[minute] : double.NaN;
            worst = double.IsNaN(worst) || (highIsWorse ? mean > worst : mean < worst) ? mean : worst;
        }

        return worst;
    }

    /// <summary>All samples of the minute, of all series.</summary>
    public long Samples(int minute)
    {
        var samples = 0L;
        foreach (var column in columns)
        {
            samples += column.Count[minute];
        }

        return samples;
    }

    /// <summary>
    /// Three quarters of what the minute could hold: 45 of 60 live samples, 5 of the 6 of a minute that was filled in from a coarser source.
    /// Where the store can't say what it could hold, 60 are expected: a minute too many without data, never one too few.
    /// </summary>
    private static bool IsCovered(MinuteColumn column, int minute, double minimumCoverage) =>
        column.Count[minute] > 0 && column.Count[minute] >= Math.Ceiling((column.Places is { } places && places[minute] > 0 ? places[minute] : 60) * minimumCoverage);
}

/// <summary>A target's numbers of one day, by minute from the first minute of the operating hours on.</summary>
internal sealed record TargetMinutes(int Length, MinuteGroup Metric, MinuteGroup Per, MinuteGroup Companion, ImmutableArray<(double Bound, MinuteGroup Counts)> Buckets)
{
    private double[] _bounds = [];

    /// <summary>The buckets' bounds, lowest first.</summary>
    public double[] Bounds => _bounds.Length == Buckets.Length ? _bounds : _bounds = [.. Buckets.Select(bucket => bucket.Bound)];

    public static TargetMinutes Empty(int length) => new(length, MinuteGroup.None, MinuteGroup.None, MinuteGroup.None, []);

    /// <summary>Picks the rule's series out of all that were read.</summary>
    public static TargetMinutes Of(TargetRule rule, IEnumerable<(Labels Labels, string Key, MinuteColumn Column)> all, int length)
    {
        var columns = all.ToList();
        MinuteGroup Group(SeriesSelector selector) =>
            selector.Key.Length == 0 ? MinuteGroup.None : new([.. columns.Where(series => selector.Matches(series.Key, series.Labels)).Select(series => series.Column)]);

        var buckets = rule.Statistic != Statistic.Quantile ? [] : columns
            .Where(series => rule.Metric.Matches(series.Key, series.Labels))
            .Select(series => (Bound: BoundOf(series.Labels), series.Column))
            .Where(bucket => !double.IsNaN(bucket.Bound))
            .GroupBy(bucket => bucket.Bound, bucket => bucket.Column)
            .OrderBy(bound => bound.Key)
            .Select(bound => (bound.Key, new MinuteGroup([.. bound])))
            .ToImmutableArray();
        return new(length, Group(rule.Metric), Group(rule.Per), Group(rule.Companion), buckets);
    }

    /// <summary>The series that the rule needs.</summary>
    public static bool Needs(TargetRule rule, string key, Labels labels) =>
        !rule.IsManual && (rule.Metric.Matches(key, labels) || rule.Per.Matches(key, labels) || rule.Companion.Matches(key, labels));

    private static double BoundOf(Labels labels) => labels["le"] switch
    {
        null => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : double.NaN,
    };
}
