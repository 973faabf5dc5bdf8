using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>Content delivery network, firewall and rate limits: what stands before the application.</summary>
internal static class Edge
{
    /// <summary>Requests at the edge for each that an application server answers: pictures, scripts, pages.</summary>
    private const double EdgeRequests = 3.2;

    private static readonly double[] _bestHitRatio = [0.955, 0.905, 0.875];
    private static readonly double[] _ruleShare = [0.46, 0.22, 0.20, 0.12];
    private static readonly double[] _falsePositives = [0, 0.0003, 0.0012, 0.012, 0.05];

    public static void Advance(ModelState state, in Tick tick)
    {
        Deliver(state, tick);
        Refuse(state, tick);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deliver(ModelState state, in Tick tick)
    {
        var cdn = state.Settings.Cdn;
        var dice = tick.Dice(10);
        for (var region = 0; region < Demand.Regions; region++)
        {
            // An entry is asked for about once in half a minute: what lives shorter is mostly fetched anew.
            var ttl = cdn.TtlSeconds + (cdn.StaleWhileRevalidateSeconds * 0.5);
            var aim = _bestHitRatio[region] * ttl / (ttl + 30.0);
            aim += (region == 0 ? 0.012 : 0.007) * (1 - Math.Exp(-cdn.PrefetchShops / 60.0));
            aim += cdn.ArgentinaRules && region == 0 ? 0.018 : 0;
            aim = Math.Min(aim + (0.004 * tick.Drift(11 + region, 300)), 0.99);
            if (state.Has(Fault.CachePurge))
            {
                aim *= 0.3;
            }

            // A cache empties within a minute and takes many to fill; prefetching fills it sooner.
            var warmUp = 330.0 / (1 + (cdn.PrefetchShops / 240.0));
            state.HitRatio[region] += (aim - state.HitRatio[region]) * Maths.Share(tick.Seconds, aim < state.HitRatio[region] ? 25 : warmUp);

            var requests = dice.Poisson(state.Rates[region] * EdgeRequests * tick.Seconds);
            var hits = Math.Min(requests, (int)Math.Round(requests * state.HitRatio[region] * (1 + (0.004 * dice.Normal()))));
            state.Values[PlatformSeries.CdnRequests + (region * 2)] += hits;
            state.Values[PlatformSeries.CdnRequests + (region * 2) + 1] += requests - hits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Refuse(ModelState state, in Tick tick)
    {
        var (waf, limits) = (state.Settings.Waf, state.Settings.RateLimits);
        var dice = tick.Dice(20);
        var people = PlatformModel.Total(state);
        var attackers = 0.20 + (0.0021 * people * (1 + (0.3 * tick.Drift(21, 900))));
        var bots = state.Has(Fault.BotAttack) ? 190 * (1 + (0.1 * tick.Drift(22, 60))) : 0.10 + (0.0004 * people);

        var blocks = waf.Mode == WafMode.Block;
        var byWaf = blocks ? attackers * (0.75 + (0.06 * waf.ParanoiaLevel)) : 0;
        var botsByWaf = blocks ? bots * (waf.BlockBots ? 0.55 : 0.12) : 0;
        // Many bots share an address, people seldom do: a strict limit stops nearly all bots, and then people too.
        var strictness = limits.Enabled ? Math.Exp(-limits.RequestsPerMinute / 400.0) : 0;
        var botsByLimit = (bots - botsByWaf) * strictness;
        var peopleByLimit = limits.Enabled ? Math.Exp(-(limits.RequestsPerMinute + (limits.BurstRequests * 0.25)) / 30.0) : 0;
        var peopleByWaf = blocks ? _falsePositives[waf.ParanoiaLevel] : 0;

        state.BotRate += (bots - botsByWaf - botsByLimit - state.BotRate) * Maths.Share(tick.Seconds, 8);
        state.Throttled = Math.Min(peopleByLimit + peopleByWaf, 0.9);
        var blocked = (byWaf * 0.85) + (peopleByWaf * people * 0.1);
        for (var rule = 0; rule < _ruleShare.Length; rule++)
        {
            var bad = rule == _ruleShare.Length - 1 ? botsByWaf : 0;
            state.Values[PlatformSeries.WafBlocked + rule] += dice.Poisson(((blocked * _ruleShare[rule]) + bad) * tick.Seconds);
        }

        state.Values[PlatformSeries.RateLimited] += dice.Poisson((botsByLimit + (peopleByLimit * people) + (limits.Enabled ? 0.0004 * people : 0)) * tick.Seconds);
    }
}
