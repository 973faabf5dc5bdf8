using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What a span's minutes say together. All NaN where there is no sample.</summary>
/// <param name="Mean">Of the samples, each weighing the same.</param>
/// <param name="Median">Of the one-minute means.</param>
/// <param name="P95">Of the one-minute means.</param>
public sealed record MetricStatistics(int Count, double Mean, double Min, double Max, double Median, double P95)
{
    public static MetricStatistics Empty { get; } = new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Of the column's places [from, to).</summary>
    public static MetricStatistics Of(MinuteColumn column, int from, int to)
    {
        var (count, sum, min, max) = (0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        var means = new List<double>(Math.Max(0, to - from));
        for (var i = Math.Max(0, from); i < Math.Min(to, column.Length); i++)
        {
            if (column.Count[i] == 0)
            {
                continue;
            }

            count += column.Count[i];
            sum += column.Sum[i];
            min = Math.Min(min, column.Min[i]);
            max = Math.Max(max, column.Max[i]);
            means.Add(column.Sum[i] / column.Count[i]);
        }

        if (count == 0)
        {
            return Empty;
        }

        means.Sort();
        return new(count, sum / count, min, max, Quantile(means, 0.5), Quantile(means, 0.95));
    }

    /// <summary>Linear interpolation between the two nearest ranks (type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996).</summary>
    public static double Quantile(List<double> sorted, double q)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        var place = (sorted.Count - 1) * q;
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// How the one-minute means of two spans spread over the same bins: shares of each span's own minutes, so that a span of fewer minutes compares.
    /// Empty where neither has a minute.
    /// </summary>
    public static ImmutableArray<(double From, double To, double Today, double Baseline)> Distribution(MinuteColumn today, MinuteColumn baseline, int bins)
    {
        var (a, b) = (Means(today), Means(baseline));
        if (a.Count + b.Count == 0)
        {
            return [];
        }

        var all = a.Concat(b).Order().ToList();
        // The outermost half per cent goes to the edge bins: one spike must not flatten the rest.
        var (low, high) = (Quantile(all, 0.005), Quantile(all, 0.995));
        if (high <= low)
        {
            (low, high) = (low - 0.5, low + 0.5);
        }

        var width = (high - low) / bins;
        var (counted, ghost) = (Count(a), Count(b));
        return [.. Enumerable.Range(0, bins).Select(i => (low + (i * width), low + ((i + 1) * width), Share(counted[i], a.Count), Share(ghost[i], b.Count)))];

        int[] Count(List<double> means)
        {
            var counts = new int[bins];
            foreach (var mean in means)
            {
                counts[Math.Clamp((int)((mean - low) / width), 0, bins - 1)]++;
            }

            return counts;
        }

        static double Share(int count, int of) => of == 0 ? 0 : (double)count / of;
    }

    private static List<double> Means(MinuteColumn column) =>
        [.. Enumerable.Range(0, column.Length).Where(i => column.Count[i] > 0).Select(i => column.Sum[i] / column.Count[i])];
}
