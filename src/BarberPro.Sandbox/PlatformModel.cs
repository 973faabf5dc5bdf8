using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>One step of the model: from <see cref="Second"/>, which it ends at, back by <see cref="Seconds"/>.</summary>
internal readonly record struct Tick(ulong Seed, long Second, int Seconds)
{
    public double Drift(int channel, int periodSeconds) => Noise.Smooth(Seed, Second, channel, periodSeconds);

    public Dice Dice(int channel) => Noise.Dice(Seed, Second, channel);
}

/// <summary>
/// The platform as cause and effect. Holds nothing itself: the same state, seed and steps give the same future.
/// The order matters: what people do, what the edge lets through, what capacity makes of it, and last what it means for business.
/// </summary>
internal sealed class PlatformModel(int seed, TimeZoneInfo zone)
{
    private readonly ulong _seed = Noise.Mix((ulong)(uint)seed);

    public Demand Demand { get; } = new(zone);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance(ModelState state, int seconds)
    {
        state.Second += seconds;
        var tick = new Tick(_seed, state.Second, seconds);

        Span<double> wanted = stackalloc double[Demand.Regions];
        Demand.RequestRates(state.Second, wanted);
        var surge = state.Has(Fault.TrafficSurge) ? 2.3 : 1.0;
        var mood = 1 + (0.035 * tick.Drift(1, 1200)) + (0.02 * tick.Drift(2, 240));
        for (var region = 0; region < Demand.Regions; region++)
        {
            // A surge builds up over half a minute, as people arrive.
            var aim = wanted[region] * surge * mood;
            state.Rates[region] += (aim - state.Rates[region]) * (state.Rates[region] == 0 ? 1 : Maths.Share(seconds, 12));
        }

        Edge.Advance(state, tick);
        Database.Advance(state, tick);
        Application.Advance(state, tick);
        Autoscaler.Advance(state, tick);
        Business.Advance(state, tick);
    }

    /// <summary>People's requests a second, before anything refuses them.</summary>
    public static double Total(ModelState state) => state.Rates[0] + state.Rates[1] + state.Rates[2];
}
