namespace BarberPro.Dashboard.Metrics;

/// <summary>The series of one source, and the order in which it names them: expositions hardly change their order, so the next one is read without a look-up.</summary>
internal sealed class SourceMemory
{
    /// <summary>A counter that left is remembered, so that its rise is right when it returns; up to here.</summary>
    private const int ManySeries = 5_000;

    private static readonly long GoneForLong = TimeSpan.FromHours(1).Ticks;
    private static readonly HashSet<SourceSeries> None = [];

    private readonly Dictionary<(string Name, Labels Labels), SourceSeries> _series = [];
    private readonly List<(string Name, Labels Labels, SourceSeries? Series)> _order = [];
    private int _position;
    private int _forgetAbove = ManySeries;

    /// <summary>Counts the answers.</summary>
    public int Generation { get; private set; }

    /// <summary>Ticks at which the source was asked for the newest answer, and for the one before.</summary>
    public long LastAsked { get; private set; } = long.MinValue;

    public long AskedBefore { get; private set; } = long.MinValue;

    public long Interval { get; private set; } = TimeSpan.TicksPerSecond;

    /// <summary>How long a value stands after its sample.</summary>
    public long Hold { get; private set; }

    public void Begin(long at, TimeSpan interval, TimeSpan grace)
    {
        if (at < LastAsked)
        {
            foreach (var series in _series.Values)
            {
                series.Rewind();
            }
        }

        if (interval.Ticks > 0 && interval.Ticks != Interval)
        {
            Interval = interval.Ticks;
            foreach (var series in _series.Values)
            {
                series.Reserve(0);
            }
        }

        Hold = Interval + grace.Ticks;
        AskedBefore = Generation == 0 ? long.MinValue : Math.Min(LastAsked, at);
        LastAsked = at;
        Generation++;
        _position = 0;
    }

    /// <summary>The series that stands next in the answer; null where the catalogue does not read it.</summary>
    public bool TryNext(string name, Labels labels, out SourceSeries? series)
    {
        if (_position < _order.Count)
        {
            var expected = _order[_position];
            if (string.Equals(expected.Name, name, StringComparison.Ordinal) && expected.Labels.Equals(labels))
            {
                _position++;
                series = expected.Series;
                return true;
            }
        }

        return _series.TryGetValue((name, labels), out series) && Place(name, labels, series);
    }

    /// <summary>Notes a series that was not known, or that nobody reads.</summary>
    public void Add(string name, Labels labels, SourceSeries? series)
    {
        if (series is not null)
        {
            _series.Add((name, labels), series);
        }

        Place(name, labels, series);
    }

    /// <returns>Series that were forgotten: where very many have come and gone, those that have been gone for long.</returns>
    public HashSet<SourceSeries> End(long at)
    {
        _order.RemoveRange(_position, _order.Count - _position);
        return _series.Count < _forgetAbove ? None : Forget(at - GoneForLong);
    }

    private HashSet<SourceSeries> Forget(long before)
    {
        var gone = _series.Where(entry => entry.Value.Generation != Generation && entry.Value.LastAt < before).ToList();
        foreach (var (key, _) in gone)
        {
            _series.Remove(key);
        }

        _forgetAbove = Math.Max(ManySeries, _series.Count * 2);
        return [.. gone.Select(entry => entry.Value)];
    }

    private bool Place(string name, Labels labels, SourceSeries? series)
    {
        if (_position < _order.Count)
        {
            _order[_position] = (name, labels, series);
        }
        else
        {
            _order.Add((name, labels, series));
        }

        _position++;
        return true;
    }
}
