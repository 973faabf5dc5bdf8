using System.Runtime.InteropServices;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A metric's value for one set of kept labels; NaN where there is none.</summary>
/// <param name="Metric">The metric's place in the catalogue.</param>
public readonly record struct Evaluated(int Metric, Labels Labels, double Value);

/// <summary>A plain gauge's value for a second that had passed before it was read.</summary>
/// <param name="Place">The place among the evaluator's values.</param>
public readonly record struct LateValue(int Place, DateTimeOffset At, double Value);

/// <summary>
/// Turns what sources expose into the catalogue's values. Pure: knows no clock, no store. Not thread-safe: one loop owns it.
/// <para>A source's value stands until its interval and the grace have passed since its sample, then there is none. Windows go by the samples' times.</para>
/// </summary>
public sealed class CatalogueEvaluator
{
    private static readonly long OldestLate = TimeSpan.FromMinutes(10).Ticks;

    private readonly TimeSpan _grace;
    private readonly int _seriesPerMetric;
    private readonly MetricPlan[] _plans;
    private readonly Dictionary<string, List<(MetricPlan Plan, ReadingPlan Reading)>> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceMemory> _sources = new(StringComparer.Ordinal);
    private readonly List<Evaluated> _values = [];
    private readonly List<LateValue> _late = [];
    private bool _mustMap;

    public CatalogueEvaluator(Catalogue catalogue, MetricsOptions options)
    {
        Catalogue = catalogue;
        _grace = options.Grace;
        _seriesPerMetric = options.SeriesPerMetric;
        _plans = [.. catalogue.Metrics.Select(metric => new MetricPlan(metric))];
        foreach (var plan in _plans)
        {
            // The program's own figures come a moment after the first frame: who watches from then on knows their series already.
            if (plan.Metric.Labels.IsEmpty && plan.Readings.All(reading => reading.Names.All(name => name.StartsWith(PipelineMeters.Prefix, StringComparison.Ordinal))))
            {
                plan.PlaceOf(Labels.None, _values);
                _mustMap = true;
            }

            foreach (var reading in plan.Readings)
            {
                foreach (var name in reading.Names)
                {
                    (CollectionsMarshal.GetValueRefOrAddDefault(_readers, name, out _) ??= []).Add((plan, reading));
                }
            }
        }
    }

    public Catalogue Catalogue { get; }

    /// <summary>Rises when source series join: then more metrics may have a source.</summary>
    public int Version { get; private set; }

    /// <summary>Values of plain gauges whose samples carry a time before the last closed second; whoever reads them clears them.</summary>
    public IList<LateValue> Late => _late;

    /// <summary>Takes what a source answered when asked at an instant. Times rise from call to call of one source.</summary>
    public void Ingest(string source, DateTimeOffset at, Exposition exposition, TimeSpan interval)
    {
        ref var memory = ref CollectionsMarshal.GetValueRefOrAddDefault(_sources, source, out _);
        memory ??= new SourceMemory();
        memory.Begin(at.UtcTicks, interval, _grace);
        for (var f = 0; f < exposition.Families.Count; f++)
        {
            var samples = exposition.Families[f].Samples;
            for (var s = 0; s < samples.Count; s++)
            {
                var sample = samples[s];
                var isNew = !memory.TryNext(sample.Name, sample.Labels, out var series);
                if (isNew)
                {
                    series = Bind(memory, sample.Name, sample.Labels);
                    memory.Add(sample.Name, sample.Labels, series);
                }

                if (series is not null)
                {
                    Take(series, sample, at, isNew);
                }
            }
        }

        if (memory.End(at.UtcTicks) is { Count: > 0 } forgotten)
        {
            foreach (var plan in _plans)
            {
                plan.Forget(forgotten);
            }
        }
    }

    /// <summary>
    /// All values at an instant. The list only grows: a place, once taken, stays that metric's and labels' for the evaluator's life.
    /// The span is the evaluator's own buffer, good until the next call.
    /// </summary>
    public ReadOnlySpan<Evaluated> Evaluate(DateTimeOffset at)
    {
        Map();
        var ticks = at.UtcTicks;
        var values = CollectionsMarshal.AsSpan(_values);
        foreach (var plan in _plans)
        {
            plan.Evaluate(ticks, values);
        }

        return values;
    }

    /// <summary>When the newest sample behind a value was taken, and whether that is three intervals of its source ago.</summary>
    public (DateTimeOffset? LastAt, bool IsStale) Seen(int place, DateTimeOffset at)
    {
        Map();
        return _plans[_values[place].Metric].Seen(place, at);
    }

    /// <summary>Keys of metrics that need a source series of which none has been seen yet.</summary>
    public IReadOnlyList<string> MetricsWithoutSource() =>
        [.. _plans.Where(plan => plan.Readings.Any(reading => reading.IsRequired && !reading.IsBound)).Select(plan => plan.Metric.Key)];

    private void Map()
    {
        if (!_mustMap)
        {
            return;
        }

        _mustMap = false;
        Version++;
        foreach (var plan in _plans)
        {
            plan.Map();
        }
    }

    private void Take(SourceSeries series, in SourceSample sample, DateTimeOffset at, bool isNew)
    {
        var memory = series.Source;
        var asked = at.UtcTicks;
        var time = sample.At is { } own ? Math.Min(own.UtcTicks, asked) : asked;
        series.Generation = memory.Generation;
        if (!series.Push(time, sample.Value, isNew && memory.Generation > 1, memory.AskedBefore) || time == asked)
        {
            return;
        }

        // The frame that should have shown it is the first whole second at or after it.
        var second = (time + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;
        if (second >= asked - OldestLate && second <= asked - TimeSpan.TicksPerSecond && double.IsFinite(sample.Value))
        {
            foreach (var (reading, group) in series.PlainGauges)
            {
                if (reading.IsAlone(group.InReading))
                {
                    _late.Add(new LateValue(group.Place, new DateTimeOffset(second, TimeSpan.Zero), sample.Value));
                }
            }
        }
    }

    private SourceSeries? Bind(SourceMemory memory, string name, Labels labels)
    {
        if (!_readers.TryGetValue(name, out var readers))
        {
            return null;
        }

        SourceSeries? series = null;
        foreach (var (plan, reading) in readers)
        {
            if (!reading.Matches(name, labels))
            {
                continue;
            }

            var kept = reading.Keep(labels);
            if (!reading.Has(kept) && reading.Groups >= _seriesPerMetric)
            {
                continue;
            }

            series ??= new SourceSeries(memory, labels);
            var inReading = reading.Bind(name, series, kept);
            var place = reading.By.Length == plan.Metric.Labels.Length ? plan.PlaceOf(kept, _values) : -1;
            if (reading.IsGauge && plan.IsOnly(reading))
            {
                series.PlainGauges.Add((reading, (inReading, place)));
            }

            _mustMap = true;
        }

        return series;
    }
}
