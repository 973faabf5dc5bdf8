using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>The buckets of a histogram: durations are added without drawing each, buckets get what the lognormal distribution expects.</summary>
internal sealed class Buckets(params double[] bounds)
{
    private readonly double[] _logs = [.. bounds.Select(bound => Math.Log(bound))];

    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Places in the model's values: the buckets, +Inf, count, sum.</summary>
    public int Places => bounds.Length + 3;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(double[] values, int first, int count, double mean, double logMedian, double sigma)
    {
        if (count == 0)
        {
            return;
        }

        var scale = 1 / sigma;
        for (var i = 0; i < _logs.Length; i++)
        {
            values[first + i] += count * Maths.Phi((_logs[i] - logMedian) * scale);
        }

        Count(values, first, count, count * mean);
    }

    /// <summary>Adds one duration.</summary>
    public void Observe(double[] values, int first, double seconds)
    {
        for (var i = bounds.Length - 1; i >= 0 && seconds <= bounds[i]; i--)
        {
            values[first + i]++;
        }

        Count(values, first, 1, seconds);
    }

    private void Count(double[] values, int first, int count, double sum)
    {
        values[first + bounds.Length] += count;
        values[first + bounds.Length + 1] += count;
        values[first + bounds.Length + 2] += sum;
    }
}
