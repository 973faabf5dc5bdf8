using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>The application servers behind the load balancer: work against capacity, and what it does to time and errors.</summary>
internal static class Application
{
    /// <summary>Requests a second that one replica can serve.</summary>
    public const double ReplicaCapacity = 48;

    private const double ServiceSeconds = 0.036;
    private const double Sigma = 0.65;

    /// <summary>What the three machines can do of the whole: they are not alike.</summary>
    private static readonly double[] _power = [0.38, 0.34, 0.28];

    private static readonly double[] _networkSeconds = [0.036, 0.063, 0.081];
    private static readonly double[] _routeShare = [0.75, 0.25];
    private static readonly double[] _routeTime = [0.9, 1.3];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance(ModelState state, in Tick tick)
    {
        var deployment = state.Settings.Deployment;
        var bad = state.Has(Fault.BadDeploy) && state.BadColor == deployment.Active;
        var old = IsOld(deployment.ActiveVersion);
        // A colour that has just taken over has cold caches of its own.
        var cold = 1 + (0.5 * Math.Exp(-(tick.Second - state.DeployedAt) / 45.0));
        var work = Work(state);
        state.Load = work * (bad ? 1.5 : 1) * cold / (state.Ready * ReplicaCapacity);
        state.Cpu += (Math.Clamp(0.04 + (0.96 * state.Load) + (0.004 * tick.Drift(40, 30)), 0.01, 0.995) - state.Cpu) * Maths.Share(tick.Seconds, 10);
        state.Leak = bad ? Math.Min(state.Leak + (tick.Seconds / 1500.0), 0.4) : Math.Max(0, state.Leak - (tick.Seconds / 300.0));
        var memory = Math.Min(0.40 + (state.Sessions / (state.Ready * 1100.0)) + (0.05 * state.Cpu) + state.Leak, 0.98);
        state.Memory += (memory - state.Memory) * Maths.Share(tick.Seconds, 60);

        Span<double> shares = stackalloc double[3];
        Balance(state, shares);
        var service = ServiceSeconds * (old ? 1.14 : 1) * (bad ? 1.9 : 1) * cold;
        var (inside, failing) = (0.0, 0.0);
        for (var backend = 0; backend < 3; backend++)
        {
            var load = state.Load * shares[backend] / _power[backend];
            inside += shares[backend] * service * Maths.Queueing(load);
            failing += shares[backend] * Math.Clamp((load - 0.97) * 0.5, 0, 0.6);
        }

        var errors = (old ? 0.0024 : 0.0017) * (1 + (0.3 * tick.Drift(41, 120))) + failing + state.PoolFailures + (bad ? 0.07 : 0);
        state.Errors += (Math.Min(errors, 0.95) - state.Errors) * Maths.Share(tick.Seconds, 5);
        state.Values[PlatformSeries.Cpu] = state.Cpu;
        state.Values[PlatformSeries.Memory] = state.Memory;
        state.Values[PlatformSeries.DeploymentActive] = deployment.Active == Color.Blue ? 1 : 0;
        state.Values[PlatformSeries.DeploymentActive + 1] = deployment.Active == Color.Green ? 1 : 0;

        Answer(state, tick, inside + (2.4 * state.QueryMean) + state.PoolWait);
        Route(state, tick, shares, work);
    }

    /// <summary>Versions before 7 miss the Day 7 work on the application.</summary>
    public static bool IsOld(string version) => version.AsSpan(0, version.IndexOf('.', StringComparison.Ordinal)) is var major && int.Parse(major, System.Globalization.CultureInfo.InvariantCulture) < 7;

    /// <summary>What reaches the servers: people, bots, and what the cache did not answer.</summary>
    private static double Work(ModelState state)
    {
        var work = state.BotRate * 0.9;
        for (var region = 0; region < Demand.Regions; region++)
        {
            work += state.Rates[region] * (1 - state.Throttled) * (0.93 + (0.07 * (1 - state.HitRatio[region]) / 0.06));
        }

        return work + (state.Settings.Cdn.PrefetchShops * 0.02);
    }

    private static void Balance(ModelState state, Span<double> shares)
    {
        var balancer = state.Settings.LoadBalancer;
        Span<int> weights = [balancer.Weights.App1, balancer.Weights.App2, balancer.Weights.App3];
        var sum = 0.0;
        for (var backend = 0; backend < 3; backend++)
        {
            // Least connections finds the strong machines by itself, half of the way.
            shares[backend] = weights[backend] * (balancer.Algorithm == LoadBalancing.LeastConnections ? (1 + (3 * _power[backend])) / 2 : 1);
            sum += shares[backend];
            state.Values[PlatformSeries.BackendWeight + backend] = weights[backend];
        }

        for (var backend = 0; backend < 3; backend++)
        {
            shares[backend] /= sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Answer(ModelState state, in Tick tick, double inside)
    {
        var dice = tick.Dice(42);
        for (var region = 0; region < Demand.Regions; region++)
        {
            var mean = (_networkSeconds[region] + (0.11 * (1 - state.HitRatio[region])) + inside) * (1 + (0.025 * tick.Drift(43 + region, 150)));
            state.Response[region] = Math.Min(mean, 12);
            var all = 0;
            for (var route = 0; route < 2; route++)
            {
                var count = dice.Poisson(state.Rates[region] * _routeShare[route] * tick.Seconds);
                var time = state.Response[region] * _routeTime[route];
                var sample = count == 0 ? time : Math.Max(time * (1 + (0.35 / Math.Sqrt(count) * dice.Normal())), time * 0.3);
                PlatformSeries.HttpBuckets.Add(state.Values, PlatformSeries.HttpDuration + (((region * 2) + route) * PlatformSeries.HttpBuckets.Places), count, sample, Maths.LogMedian(sample, Sigma), Sigma);
                all += count;
            }

            var failed = Math.Min(dice.Poisson(all * state.Errors), all);
            var refused = Math.Min(dice.Poisson(all * state.Throttled), all - failed);
            var missing = Math.Min(dice.Poisson(all * 0.004), all - failed - refused);
            var first = PlatformSeries.HttpRequests + (region * 4);
            state.Values[first] += all - failed - refused - missing;
            state.Values[first + 1] += missing;
            state.Values[first + 2] += refused;
            state.Values[first + 3] += failed;
        }
    }

    private static void Route(ModelState state, in Tick tick, Span<double> shares, double work)
    {
        var dice = tick.Dice(46);
        for (var backend = 0; backend < 3; backend++)
        {
            state.Values[PlatformSeries.BackendRequests + backend] += dice.Poisson(work * shares[backend] * tick.Seconds);
        }
    }
}
