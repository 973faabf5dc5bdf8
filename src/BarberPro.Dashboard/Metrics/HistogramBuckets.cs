namespace BarberPro.Dashboard.Metrics;

/// <summary>Cumulative buckets of a histogram, summed over its series.</summary>
internal sealed class HistogramBuckets
{
    private readonly List<double> _bounds = [];
    private double[] _counts = [];

    public void Add(double bound)
    {
        var place = _bounds.BinarySearch(bound);
        if (place < 0)
        {
            _bounds.Insert(~place, bound);
            _counts = new double[_bounds.Count];
        }
    }

    public int PlaceOf(double bound) => _bounds.BinarySearch(bound);

    public void Clear() => Array.Clear(_counts);

    public void Count(int place, double observations) => _counts[place] += observations;

    /// <summary>As Prometheus' histogram_quantile: linear within the bucket; above the last finite bound, that bound.</summary>
    public double Quantile(double quantile)
    {
        var last = _counts.Length - 1;
        if (last < 1 || !double.IsPositiveInfinity(_bounds[last]))
        {
            return double.NaN;
        }

        for (var i = 1; i <= last; i++)
        {
            _counts[i] = Math.Max(_counts[i], _counts[i - 1]); // series of other bounds, or read a moment apart, must not make it fall
        }

        if (_counts[last] <= 0)
        {
            return double.NaN;
        }

        var rank = quantile * _counts[last];
        var bucket = 0;
        while (bucket < last && _counts[bucket] < rank)
        {
            bucket++;
        }

        if (bucket == last)
        {
            return _bounds[last - 1];
        }

        if (bucket == 0 && _bounds[0] <= 0)
        {
            return _bounds[0];
        }

        var start = bucket == 0 ? 0 : _bounds[bucket - 1];
        var below = bucket == 0 ? 0 : _counts[bucket - 1];
        var inside = _counts[bucket] - below;
        return inside <= 0 ? start : start + ((_bounds[bucket] - start) * ((rank - below) / inside));
    }
}
