using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>Chance that depends on seed, instant and channel only: the same instant looks the same however one gets there.</summary>
internal static class Noise
{
    public static double Uniform(ulong seed, long instant, int channel) => ToUnit(Hash(seed, instant, channel));

    /// <summary>Wanders smoothly between -1 and 1, with a new aim each period.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Smooth(ulong seed, long second, int channel, int periodSeconds)
    {
        var (period, rest) = Math.DivRem(second, periodSeconds);
        var x = (double)rest / periodSeconds;
        x = x * x * (3 - (2 * x));
        var from = Uniform(seed, period, channel);
        return (2 * (from + ((Uniform(seed, period + 1, channel) - from) * x))) - 1;
    }

    public static Dice Dice(ulong seed, long instant, int channel) => new(Hash(seed, instant, channel));

    private static ulong Hash(ulong seed, long instant, int channel) =>
        Mix(Mix(seed + ((ulong)channel * 0x9E3779B97F4A7C15UL)) ^ ((ulong)instant * 0xD1B54A32D192ED03UL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));
}

/// <summary>A short row of random numbers for one step (SplitMix64).</summary>
internal struct Dice(ulong state)
{
    private ulong _state = state;

    public double Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Noise.ToUnit(Noise.Mix(_state));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Poisson(double mean)
    {
        if (mean <= 0)
        {
            return 0;
        }

        if (mean > 25)
        {
            return Math.Max(0, (int)Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        }

        var (limit, product, count) = (Math.Exp(-mean), Next(), 0);
        while (product > limit)
        {
            product *= Next();
            count++;
        }

        return count;
    }
}
