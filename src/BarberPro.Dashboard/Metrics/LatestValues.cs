using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A series' newest value and how old it is.</summary>
/// <param name="Value">The last one there was; NaN where there never was one.</param>
/// <param name="At">When it was measured; null where there never was one.</param>
/// <param name="IsStale">The source has shown nothing new for three of its intervals.</param>
public sealed record LatestValue(Series Series, double Value, DateTimeOffset? At, bool IsStale);

/// <summary>
/// Makes frames of what sources answered, and remembers the last value of each series. Only the pipeline writes; anyone may read.
/// </summary>
public sealed class LatestValues
{
    private readonly Lock _lock = new();
    private readonly CatalogueEvaluator _evaluator;
    private readonly SeriesBook _book;
    private readonly PipelineMeters _meters;
    private readonly TimeProvider _clock;
    private readonly List<LateSample> _late = [];
    private readonly List<(double Value, DateTimeOffset At)> _last = [];
    private long _seq;

    internal LatestValues(CatalogueEvaluator evaluator, SeriesBook book, PipelineMeters meters, TimeProvider clock) =>
        (_evaluator, _book, _meters, _clock) = (evaluator, book, meters, clock);

    /// <summary>All series of the set, in its order.</summary>
    public ImmutableArray<LatestValue> Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            var values = _book.Set.All.Select(series => new LatestValue(series, double.NaN, null, true)).ToArray();
            for (var place = 0; place < _last.Count; place++)
            {
                if (_book.PositionOf(place) is not (>= 0 and var position))
                {
                    continue;
                }

                var (value, at) = _last[place];
                var (sampledAt, isStale) = _evaluator.Seen(place, now);
                // A value that stands between two samples is as old as its sample.
                values[position] = values[position] with { Value = value, At = double.IsNaN(value) ? null : sampledAt < at ? sampledAt : at, IsStale = isStale };
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(values);
        }
    }

    /// <summary>Keys of metrics that need a source series of which none has been seen yet.</summary>
    public IReadOnlyList<string> MetricsWithoutSource()
    {
        lock (_lock)
        {
            return _evaluator.MetricsWithoutSource();
        }
    }

    internal int SourcesVersion => _evaluator.Version;

    internal void Ingest(string source, DateTimeOffset at, Exposition exposition, TimeSpan interval)
    {
        lock (_lock)
        {
            _evaluator.Ingest(source, at, exposition, interval);
        }
    }

    internal Frame Close(DateTimeOffset second, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var started = _clock.GetTimestamp();
            var values = _evaluator.Evaluate(second);
            _meters.Evaluated(_clock.GetElapsedTime(started));
            Remember(values, second);
            _book.Update(values, cancellationToken);
            var frame = new double[_book.Set.All.Length];
            _book.Fill(values, frame);

            NoteLate();
            return new Frame(++_seq, second, _book.Set, ImmutableCollectionsMarshal.AsImmutableArray(frame));
        }
    }

    /// <summary>Late samples since the last call.</summary>
    internal List<LateSample> TakeLate()
    {
        lock (_lock)
        {
            if (_late.Count == 0)
            {
                return [];
            }

            List<LateSample> late = [.. _late];
            _late.Clear();
            return late;
        }
    }

    private void Remember(ReadOnlySpan<Evaluated> values, DateTimeOffset second)
    {
        while (_last.Count < values.Length)
        {
            _last.Add((double.NaN, default));
        }

        var last = CollectionsMarshal.AsSpan(_last);
        for (var place = 0; place < values.Length; place++)
        {
            if (!double.IsNaN(values[place].Value))
            {
                last[place] = (values[place].Value, second);
            }
        }
    }

    private void NoteLate()
    {
        foreach (var (place, at, value) in _evaluator.Late)
        {
            if (_book.PositionOf(place) is >= 0 and var position)
            {
                _late.Add(new LateSample(_book.Set.All[position].Id, at, value));
            }
        }

        _evaluator.Late.Clear();
    }
}
