using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A reading of an expression, bound to the source series that fit it, and its values by kept labels.</summary>
internal sealed class ReadingPlan(ReadingExpression expression, ImmutableArray<string> by, bool required) : ExpressionPlan
{
    private readonly Dictionary<Labels, int> _groups = [];
    private readonly List<Use> _uses = [];
    private readonly long _window = expression.Window.Ticks;
    private double[] _values = [];
    private double[] _weights = [];
    private HistogramBuckets[] _buckets = [];
    private int[] _map = [];

    /// <summary>Which part of a histogram or summary a source series is.</summary>
    private enum Part { Value, Sum, Count, Bucket }

    /// <summary>The sample names it reads.</summary>
    public IEnumerable<string> Names => expression.Reading switch
    {
        Reading.Mean => [expression.Selector.Name + "_sum", expression.Selector.Name + "_count"],
        Reading.Quantile => [expression.Selector.Name + "_bucket"],
        _ => [expression.Selector.Name],
    };

    public ImmutableArray<string> By => by;

    public int Groups => _groups.Count;

    /// <summary>False where another part of the expression stands in for it.</summary>
    public bool IsRequired => required;

    public bool IsBound => _groups.Count > 0;

    public bool IsGauge => expression.Reading is Reading.Sum or Reading.Avg or Reading.Max or Reading.Min;

    public bool Matches(string name, Labels labels) =>
        expression.Selector.Matches(labels) && (expression.Reading != Reading.Quantile || Bound(labels) is not null) && Names.Contains(name);

    public bool Has(Labels group) => _groups.ContainsKey(group);

    /// <returns>The place of the series' group.</returns>
    public int Bind(string name, SourceSeries series, Labels group)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, group, out var known);
        if (!known)
        {
            place = _groups.Count - 1;
            Array.Resize(ref _values, _groups.Count);
            Array.Resize(ref _weights, _groups.Count);
            if (expression.Reading == Reading.Quantile)
            {
                Array.Resize(ref _buckets, _groups.Count);
                _buckets[place] = new HistogramBuckets();
            }
        }

        var part = expression.Reading switch
        {
            Reading.Quantile => Part.Bucket,
            Reading.Mean => name.EndsWith("_count", StringComparison.Ordinal) ? Part.Count : Part.Sum,
            _ => Part.Value,
        };
        var bound = part == Part.Bucket ? Bound(series.Labels)!.Value : 0;
        if (part == Part.Bucket)
        {
            _buckets[place].Add(bound);
        }

        series.Reserve(_window);
        _uses.Add(new Use { Series = series, Group = place, Part = part, Bound = bound });
        return place;
    }

    /// <summary>Whether one series alone makes the group's value.</summary>
    public bool IsAlone(int group) => _uses.Count(use => use.Group == group) == 1;

    /// <summary>Notes where the metric's sets of labels find their values here.</summary>
    public void MapTo(IReadOnlyList<Labels> metricGroups)
    {
        _map = [.. metricGroups.Select(labels => _groups.GetValueOrDefault(Keep(labels), -1))];
        foreach (ref var use in CollectionsMarshal.AsSpan(_uses))
        {
            use.Bucket = use.Part == Part.Bucket ? _buckets[use.Group].PlaceOf(use.Bound) : 0;
        }
    }

    public void Forget(IReadOnlySet<SourceSeries> series) => _uses.RemoveAll(use => series.Contains(use.Series));

    public Labels Keep(Labels labels) => by.IsEmpty ? Labels.None : Labels.Of(labels.Pairs.Where(pair => by.Contains(pair.Key)));

    /// <summary>Ticks of the newest sample behind one of the metric's sets of labels; and until when it counts as not stale.</summary>
    public (long LastAt, long StaleAfter) Seen(int metricGroup)
    {
        var (last, stale) = (long.MinValue, long.MinValue);
        foreach (ref readonly var use in CollectionsMarshal.AsSpan(_uses))
        {
            if (use.Group == _map[metricGroup] && use.Series.LastAt != long.MinValue)
            {
                last = Math.Max(last, use.Series.LastAt);
                stale = Math.Max(stale, use.Series.LastAt + (3 * use.Series.Source.Interval));
            }
        }

        return (last, stale);
    }

    public override double At(int group, long at)
    {
        var place = _map[group];
        return place < 0 ? double.NaN : _values[place];
    }

    /// <summary>Reads all its series; once an evaluation, before <see cref="At"/> is asked.</summary>
    public void Read(long at)
    {
        Array.Fill(_values, double.NaN);
        switch (expression.Reading)
        {
            case Reading.Rate: ReadRates(at); break;
            case Reading.Increase: ReadIncreases(); break;
            case Reading.Mean: ReadMeans(at); break;
            case Reading.Quantile: ReadQuantiles(at); break;
            default: ReadNewest(at); break;
        }
    }

    private void ReadNewest(long at)
    {
        Array.Clear(_weights);
        foreach (ref readonly var use in CollectionsMarshal.AsSpan(_uses))
        {
            var value = use.Series.Last;
            if (double.IsNaN(value) || !use.Series.IsFresh(at))
            {
                continue;
            }

            ref var group = ref _values[use.Group];
            var first = _weights[use.Group]++ == 0;
            group = expression.Reading switch
            {
                Reading.Count => _weights[use.Group],
                _ when first => value,
                Reading.Max => Math.Max(group, value),
                Reading.Min => Math.Min(group, value),
                _ => group + value,
            };
        }

        if (expression.Reading == Reading.Avg)
        {
            for (var i = 0; i < _values.Length; i++)
            {
                _values[i] /= _weights[i]; // NaN / 0 stays NaN
            }
        }
    }

    private void ReadRates(long at)
    {
        foreach (ref var use in CollectionsMarshal.AsSpan(_uses))
        {
            if (use.Series.IsFresh(at) && use.Series.Rise(ref use.Head, at - _window, out var rise, out var span))
            {
                Add(ref _values[use.Group], rise * TimeSpan.TicksPerSecond / span);
            }
        }
    }

    private void ReadIncreases()
    {
        foreach (ref var use in CollectionsMarshal.AsSpan(_uses))
        {
            // The first sample is where counting starts; one that a known source adds starts at nought, and brings two.
            if (use.Series.Counted > use.Counted)
            {
                if (use.Counted > 0 || use.Series.Counted > 1)
                {
                    Add(ref _values[use.Group], use.Series.Total - use.Total);
                }

                (use.Counted, use.Total) = (use.Series.Counted, use.Series.Total);
            }
        }
    }

    private void ReadMeans(long at)
    {
        Array.Clear(_weights);
        foreach (ref var use in CollectionsMarshal.AsSpan(_uses))
        {
            if (use.Series.IsFresh(at) && use.Series.Rise(ref use.Head, at - _window, out var rise, out _))
            {
                if (use.Part == Part.Count)
                {
                    _weights[use.Group] += rise;
                }
                else
                {
                    Add(ref _values[use.Group], rise);
                }
            }
        }

        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = _weights[i] > 0 ? _values[i] / _weights[i] : double.NaN; // nobody came: there is no mean
        }
    }

    private void ReadQuantiles(long at)
    {
        foreach (var buckets in _buckets)
        {
            buckets.Clear();
        }

        foreach (ref var use in CollectionsMarshal.AsSpan(_uses))
        {
            if (use.Series.IsFresh(at) && use.Series.Rise(ref use.Head, at - _window, out var rise, out _))
            {
                _buckets[use.Group].Count(use.Bucket, rise);
            }
        }

        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = _buckets[i].Quantile(expression.Quantile);
        }
    }

    private static void Add(ref double sum, double value) => sum = double.IsNaN(sum) ? value : sum + value;

    private static double? Bound(Labels labels) => labels["le"] switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) && !double.IsNaN(bound) => bound,
        _ => null,
    };

    private struct Use
    {
        public required SourceSeries Series;
        public required int Group;
        public required Part Part;
        public required double Bound;
        public int Bucket;

        /// <summary>Of a window: the first of its samples.</summary>
        public long Head;

        /// <summary>Of an increase: what was already told.</summary>
        public long Counted;
        public double Total;
    }
}
