namespace BarberPro.Dashboard.Metrics;

/// <summary>A metric of the catalogue bound to source series: one value for each set of kept labels that was seen.</summary>
internal sealed class MetricPlan
{
    private readonly ExpressionPlan _root;
    private readonly List<Labels> _groups = [];
    private readonly List<int> _places = [];
    private readonly Dictionary<Labels, int> _placeOf = [];

    public MetricPlan(Metric metric)
    {
        Metric = metric;
        var readings = new List<ReadingPlan>();
        _root = ExpressionPlan.Of(metric.Expression, metric.Labels, readings);
        Readings = [.. readings];
    }

    public Metric Metric { get; }

    public ReadingPlan[] Readings { get; }

    /// <summary>The expression is this reading and nothing else.</summary>
    public bool IsOnly(ReadingPlan reading) => ReferenceEquals(_root, reading);

    /// <summary>The place of the labels among all values; a new one where they are new.</summary>
    public int PlaceOf(Labels labels, List<Evaluated> values)
    {
        if (!_placeOf.TryGetValue(labels, out var place))
        {
            place = values.Count;
            values.Add(new Evaluated(Metric.Index, labels, double.NaN));
            _placeOf.Add(labels, place);
            _groups.Add(labels);
            _places.Add(place);
        }

        return place;
    }

    /// <summary>To be called when source series have joined.</summary>
    public void Map()
    {
        foreach (var reading in Readings)
        {
            reading.MapTo(_groups);
        }
    }

    public void Forget(IReadOnlySet<SourceSeries> series)
    {
        foreach (var reading in Readings)
        {
            reading.Forget(series);
        }
    }

    public void Evaluate(long at, Span<Evaluated> values)
    {
        foreach (var reading in Readings)
        {
            reading.Read(at);
        }

        for (var group = 0; group < _places.Count; group++)
        {
            var value = _root.At(group, at);
            ref var target = ref values[_places[group]];
            target = target with { Value = double.IsFinite(value) ? value : double.NaN };
        }
    }

    public (DateTimeOffset? LastAt, bool IsStale) Seen(int place, DateTimeOffset at)
    {
        var group = _places.IndexOf(place);
        var (last, staleAfter) = (long.MinValue, long.MinValue);
        foreach (var reading in Readings)
        {
            var (readingLast, readingStaleAfter) = reading.Seen(group);
            (last, staleAfter) = (Math.Max(last, readingLast), Math.Max(staleAfter, readingStaleAfter));
        }

        return (last == long.MinValue ? null : new DateTimeOffset(last, TimeSpan.Zero), at.UtcTicks > staleAfter);
    }
}
