namespace BarberPro.Dashboard.Boards;

/// <summary>The seconds that a condition looks back on. A second without a value is not held, and not failed: of those there may be few. Not safe for several threads.</summary>
internal sealed class ConditionWindow(MetricCondition condition)
{
    /// <summary>Fewer seconds with a value are too few to say that it held.</summary>
    public const double Enough = 0.95;

    private readonly double[] _values = Empty(condition.Minutes * 60);
    private long _last = long.MinValue;

    public int Length => _values.Length;

    public bool Holds(double value) => condition.Comparison switch
    {
        Comparison.Less => value < condition.Value,
        Comparison.AtMost => value <= condition.Value,
        Comparison.More => value > condition.Value,
        _ => value >= condition.Value,
    };

    /// <summary>Of several series in one second the one that is nearest to failing; none where one of them has none.</summary>
    public double Worse(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : HighIsWorse ? Math.Max(a, b) : Math.Min(a, b);

    /// <summary>Seconds that were passed over have no value; one that is older than the newest fills its own place.</summary>
    public void Add(DateTimeOffset at, double value)
    {
        var second = at.ToUnixTimeSeconds();
        if (_last != long.MinValue && second <= _last - Length)
        {
            return;
        }

        for (var passed = _last == long.MinValue ? second : Math.Max(_last, second - Length) + 1; passed < second; passed++)
        {
            _values[Place(passed)] = double.NaN;
        }

        _values[Place(second)] = value;
        _last = Math.Max(_last, second);
    }

    /// <returns>Null where it does not hold: a second of the span failed, or too few have a value.</returns>
    public TickEvidence? Judge()
    {
        var (samples, worst) = (0, double.NaN);
        for (var back = 0; back < Length && _last != long.MinValue; back++)
        {
            var value = _values[Place(_last - back)];
            if (double.IsNaN(value))
            {
                continue;
            }

            if (!Holds(value))
            {
                return null;
            }

            samples++;
            worst = double.IsNaN(worst) ? value : Worse(worst, value);
        }

        return samples >= Math.Ceiling(Length * Enough) ? new TickEvidence(DateTimeOffset.FromUnixTimeSeconds(_last), samples, Length, worst) : null;
    }

    /// <summary>A second after that instant failed, of those that are looked back on.</summary>
    public bool FailedAfter(DateTimeOffset at)
    {
        for (var second = Math.Max(Math.Max(0, _last) - Length, at.ToUnixTimeSeconds()) + 1; second <= _last; second++)
        {
            if (_values[Place(second)] is var value && !double.IsNaN(value) && !Holds(value))
            {
                return true;
            }
        }

        return false;
    }

    private bool HighIsWorse => condition.Comparison is Comparison.Less or Comparison.AtMost;

    private int Place(long second) => (int)(((second % Length) + Length) % Length);

    private static double[] Empty(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}
