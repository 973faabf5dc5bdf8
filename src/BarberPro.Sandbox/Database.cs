using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>Queries, the connection pool (Little's law) and the read replicas.</summary>
internal static class Database
{
    public const double Sigma = 0.7;

    /// <summary>Requests a second that the primary could serve if it did nothing else.</summary>
    private const double Capacity = 560;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance(ModelState state, in Tick tick)
    {
        var settings = state.Settings.Database;
        var requests = PlatformModel.Total(state) * (1 - state.Throttled) + (state.BotRate * 0.6);
        var onPrimary = 1 - (settings.ReplicaReadShare * 0.6);
        // Behind about 180 connections at work PostgreSQL gets slower for each of them.
        var crowd = 1 + (Math.Max(0, state.Connections - 180) / 150);
        var slow = state.Has(Fault.SlowDatabase) ? 5.0 : 1.0;
        var load = Math.Min(requests * onPrimary / Capacity, 0.95);
        var aim = 0.0125 * (1 + (0.55 * load * load / (1 - load))) * crowd * slow * (1 + (0.035 * tick.Drift(30, 180)));
        state.QueryMean += (aim - state.QueryMean) * Maths.Share(tick.Seconds, 6);

        Pool(state, tick, settings, requests);
        Queries(state, tick, settings, requests);

        for (var replica = 0; replica < 2; replica++)
        {
            var lag = (0.12 + (0.55 * load * load) + (settings.ReplicaReadShare * 0.15)) * (replica == 0 ? 1 : 1.3) * (1 + (0.2 * tick.Drift(31 + replica, 90)));
            lag += slow > 1 ? 3.2 : 0;
            state.ReplicaLag[replica] += (lag - state.ReplicaLag[replica]) * Maths.Share(tick.Seconds, 20);
            state.Values[PlatformSeries.ReplicaLag + replica] = state.ReplicaLag[replica];
        }
    }

    private static void Pool(ModelState state, in Tick tick, DatabaseSettings settings, double requests)
    {
        // Little's law: as many are at work as requests come in while one is held. The pool keeps some warm besides.
        var held = 0.115 + (4 * state.QueryMean);
        var wanted = (settings.PoolMin * 0.8) + (settings.IdleTimeoutSeconds * 0.03) + (requests * held);
        var use = wanted / settings.PoolMax;
        var queueTimeout = settings.QueueTimeoutMilliseconds / 1000.0;
        var wait = use > 0.88 ? Math.Min(held * Math.Pow((use - 0.88) / 0.12, 2) * 0.6, queueTimeout) : 0;
        var failures = use > 1 ? (use - 1) / use * Math.Clamp(1.2 - (queueTimeout * 0.3), 0.3, 1) : 0;
        var share = Maths.Share(tick.Seconds, 5);
        state.PoolWait += (wait - state.PoolWait) * share;
        state.PoolFailures += (failures - state.PoolFailures) * share;
        state.Connections += (Math.Min(wanted, settings.PoolMax) - state.Connections) * share;
        var shown = state.Connections * (1 + (0.025 * tick.Drift(35, 20)));
        state.Values[PlatformSeries.Connections] = Math.Min(Math.Round(shown), settings.PoolMax);
        state.Values[PlatformSeries.ConnectionsMax] = settings.PoolMax;
    }

    private static void Queries(ModelState state, in Tick tick, DatabaseSettings settings, double requests)
    {
        var dice = tick.Dice(36);
        var count = dice.Poisson(requests * tick.Seconds);
        var median = Maths.LogMedian(state.QueryMean, Sigma);
        PlatformSeries.QueryBuckets.Add(state.Values, PlatformSeries.QueryDuration, count, state.QueryMean, median, Sigma);

        var slower = 1 - Maths.Phi((Math.Log(settings.SlowQueryMilliseconds / 1000.0) - median) / Sigma);
        state.Values[PlatformSeries.SlowQueries] += dice.Poisson(count * slower);

        var cut = 1 - Maths.Phi((Math.Log(settings.StatementTimeoutMilliseconds / 1000.0) - median) / Sigma);
        state.PoolFailures = Math.Min(Math.Max(state.PoolFailures, cut * 3), 1);
    }
}
