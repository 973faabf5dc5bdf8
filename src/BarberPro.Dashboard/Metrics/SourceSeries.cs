using System.Numerics;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// What is remembered of one series of one source: its newest value and, where something reads it over a window, a ring of samples.
/// The ring holds the counter without its resets (it only rises), so that what it rose by over any span is one subtraction.
/// </summary>
internal sealed class SourceSeries(SourceMemory source, Labels labels)
{
    private long[] _times = [];
    private double[] _totals = [];
    private long _start;
    private long _longestWindow;
    private double _counter = double.NaN;

    public SourceMemory Source { get; } = source;

    public Labels Labels { get; } = labels;

    /// <summary>Ticks of the newest sample.</summary>
    public long LastAt { get; private set; } = long.MinValue;

    public double Last { get; private set; } = double.NaN;

    /// <summary>All that the counter rose by since it was first seen, resets taken out.</summary>
    public double Total { get; private set; }

    /// <summary>How many samples have moved <see cref="Total"/> or confirmed it.</summary>
    public long Counted { get; private set; }

    /// <summary>The source's generation that showed the series last: one that the newest answer lacks has gone.</summary>
    public int Generation { get; set; }

    /// <summary>Where it is the one series behind a metric that is a plain gauge; for samples that come late.</summary>
    public List<(ReadingPlan Reading, (int InReading, int Place) Group)> PlainGauges { get; } = [];

    /// <summary>Its newest value still stands: shown by the newest answer, and no older than the interval and the grace.</summary>
    public bool IsFresh(long at) => Generation == Source.Generation && at <= LastAt + Source.Hold;

    /// <param name="fromZero">The source was read before without this series: the counter began in between, at nought.</param>
    /// <returns>False for a sample that is not newer than the newest.</returns>
    public bool Push(long at, double value, bool fromZero, long before)
    {
        if (at <= LastAt)
        {
            return false;
        }

        LastAt = at;
        Last = value;
        if (!double.IsFinite(value))
        {
            return true; // no count, so nothing that the next one could be compared with: the rise is carried over it
        }

        if (!double.IsNaN(_counter))
        {
            // Lower than before: it was reset, and has risen to here since.
            Total += value >= _counter ? value - _counter : Math.Max(value, 0);
        }
        else if (fromZero)
        {
            Append(Math.Min(before, at - 1));
            Total = Math.Max(value, 0);
        }

        _counter = value;
        Append(at);
        return true;
    }

    /// <summary>Makes room for a window at the source's interval.</summary>
    public void Reserve(long window)
    {
        _longestWindow = Math.Max(_longestWindow, window);
        if (_longestWindow == 0)
        {
            return;
        }

        var wanted = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp((_longestWindow / Source.Interval) + 3, 4, 1024));
        if (wanted <= _times.Length)
        {
            return;
        }

        var (times, totals) = (new long[wanted], new double[wanted]);
        for (var i = First; i < Counted; i++)
        {
            times[i & (wanted - 1)] = _times[i & (_times.Length - 1)];
            totals[i & (wanted - 1)] = _totals[i & (_times.Length - 1)];
        }

        _start = First;
        (_times, _totals) = (times, totals);
    }

    /// <summary>What the counter rose by between the first and the last sample since an instant; false where there are not two.</summary>
    /// <param name="head">The caller's place in the ring; it only moves on, so that a window costs one step an evaluation.</param>
    public bool Rise(ref long head, long from, out double rise, out long span)
    {
        var mask = _times.Length - 1;
        head = Math.Max(head, First);
        while (head < Counted && _times[head & mask] < from)
        {
            head++;
        }

        var last = Counted - 1;
        if (head >= last)
        {
            (rise, span) = (0, 0);
            return false;
        }

        rise = _totals[last & mask] - _totals[head & mask];
        span = _times[last & mask] - _times[head & mask];
        return true;
    }

    /// <summary>The clock was set back: samples of what is now the future are dropped, the counter is kept.</summary>
    public void Rewind()
    {
        LastAt = long.MinValue;
        _start = Counted;
    }

    private long First => Math.Max(_start, Counted - _times.Length);

    private void Append(long at)
    {
        if (_times.Length > 0)
        {
            _times[Counted & (_times.Length - 1)] = at;
            _totals[Counted & (_times.Length - 1)] = Total;
        }

        Counted++;
    }
}
