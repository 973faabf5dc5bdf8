using AwesomeAssertions;
using BarberPro.Sandbox;
using Xunit;

namespace BarberPro.Dashboard.Tests.Sandbox;

/// <summary>What is done to the platform shows in the right numbers, and is gone when it is undone.</summary>
public sealed class CauseAndEffectTests
{
    private const string Afternoon = "2026-11-21 16:00";

    private static readonly Dictionary<string, (Func<PlatformSettings, PlatformSettings> Change, Func<Seen, double> Number, double AtLeast, int Delay)> _settings = new()
    {
        ["autoscaling: too few replicas"] = (s => s with { Autoscaling = s.Autoscaling with { MaxReplicas = 4 } }, seen => seen.Response, 1.5, 120),
        ["autoscaling: too few replicas, errors"] = (s => s with { Autoscaling = s.Autoscaling with { MaxReplicas = 4 } }, seen => seen.Errors, 3, 120),
        ["database: small pool"] = (s => s with { Database = s.Database with { PoolMax = 50 } }, seen => seen.Errors, 3, 60),
        ["database: small pool, used up"] = (s => s with { Database = s.Database with { PoolMax = 50 } }, seen => seen.Connections, 2, 60),
        ["database: short slow query limit"] = (s => s with { Database = s.Database with { SlowQueryMilliseconds = 30 } }, seen => seen.SlowQueries, 20, 10),
        ["database: no replica reads"] = (s => s with { Database = s.Database with { ReplicaReadShare = 0 } }, seen => seen.Query, 1.05, 60),
        ["cdn: short ttl"] = (s => s with { Cdn = s.Cdn with { TtlSeconds = 1, StaleWhileRevalidateSeconds = 0 } }, seen => 1 - seen.HitsOfArgentina, 8, 180),
        ["cdn: short ttl, response"] = (s => s with { Cdn = s.Cdn with { TtlSeconds = 1, StaleWhileRevalidateSeconds = 0 } }, seen => seen.ResponseOfArgentina, 1.3, 180),
        ["cdn: no rules for Argentina"] = (s => s with { Cdn = s.Cdn with { ArgentinaRules = false } }, seen => 1 - seen.HitsOfArgentina, 1.2, 180),
        ["load balancer: all on one"] = (s => s with { LoadBalancer = s.LoadBalancer with { Weights = new() { App1 = 90, App2 = 5, App3 = 5 } } }, seen => seen.Response, 1.5, 20),
        ["load balancer: shares"] = (s => s with { LoadBalancer = s.LoadBalancer with { Weights = new() { App1 = 60, App2 = 20, App3 = 20 } } }, seen => seen.ShareOfFirstBackend, 1.4, 20),
        ["waf: paranoid"] = (s => s with { Waf = s.Waf with { ParanoiaLevel = 4 } }, seen => 1 - seen.Success, 2, 10),
        ["rate limits: too strict"] = (s => s with { RateLimits = s.RateLimits with { RequestsPerMinute = 40, BurstRequests = 0 } }, seen => seen.LimitedPerMinute, 20, 10),
        ["rate limits: too strict, bookings"] = (s => s with { RateLimits = s.RateLimits with { RequestsPerMinute = 40, BurstRequests = 0 } }, seen => 1 - seen.Success, 3, 10),
        ["deployment: the older version"] = (s => s with { Deployment = s.Deployment with { Active = Color.Green } }, seen => seen.Response, 1.02, 300),
    };

    private static readonly Dictionary<Fault, (Func<Seen, double> Number, double AtLeast)[]> _faults = new()
    {
        [Fault.SlowDatabase] = [(seen => seen.Query, 3), (seen => seen.Lag, 5), (seen => seen.Response, 1.4), (seen => seen.Connections, 1.2)],
        [Fault.BadDeploy] = [(seen => seen.Errors, 10), (seen => seen.Response, 1.2), (seen => 1 - seen.Success, 2), (seen => seen.Memory, 1.02)],
        [Fault.TrafficSurge] = [(seen => seen.RequestsPerSecond, 1.9), (seen => seen.Response, 1.1)],
        [Fault.PaymentProviderSlow] = [(seen => seen.Payment, 1.8), (seen => 1 - seen.Success, 1.8)],
        [Fault.CachePurge] = [(seen => 1 - seen.HitsOfArgentina, 8), (seen => seen.ResponseOfArgentina, 1.3)],
        [Fault.BotAttack] = [(seen => seen.BlockedPerMinute, 20), (seen => seen.LimitedPerMinute, 20), (seen => seen.Cpu, 1.02)],
    };

    public static TheoryData<string> Settings => [.. _settings.Keys];

    public static TheoryData<string> AllFaults => [.. Faults.Names];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_Bad_WorsensItsNumberAndRestoringMendsIt(string name)
    {
        var (change, number, atLeast, delay) = _settings[name];
        // The twin lives the same afternoon with nothing done to it.
        var (platform, twin) = (Platform.At(Afternoon), Platform.At(Afternoon));

        platform.State.Settings = change(platform.State.Settings);
        var (bad, good) = Pair(delay, number);
        platform.State.Settings = PlatformSettings.Day7;
        // The slowest to mend is a cache that has to fill again.
        var (mended, same) = Pair(1500, number);

        bad.Should().BeGreaterThan(good * atLeast);
        (mended - same).Should().BeLessThan((bad - good) * 0.3);

        (double, double) Pair(int after, Func<Seen, double> of)
        {
            platform.Run(after);
            twin.Run(after);
            return (of(platform.Watch(300)), of(twin.Watch(300)));
        }
    }

    [Theory]
    [MemberData(nameof(AllFaults))]
    public void Fault_WhileItLasts_WorsensItsNumbers(string name)
    {
        Faults.TryParse(name, out var fault).Should().BeTrue();
        var (platform, twin) = (Platform.At(Afternoon), Platform.At(Afternoon));
        platform.Break(fault, 400);
        platform.Run(100);
        twin.Run(100);
        var (bad, good) = (platform.Watch(300), twin.Watch(300));
        platform.Run(1800);
        twin.Run(1800);
        var (mended, same) = (platform.Watch(300), twin.Watch(300));

        foreach (var (number, atLeast) in _faults[fault])
        {
            number(bad).Should().BeGreaterThan(number(good) * atLeast);
            (number(mended) - number(same)).Should().BeLessThan((number(bad) - number(good)) * 0.3);
        }
    }

    [Fact]
    public void BadDeploy_OtherColor_Works()
    {
        var platform = Platform.At(Afternoon);
        platform.Break(Fault.BadDeploy, 3600);
        platform.Run(120);
        var bad = platform.Watch(120);

        platform.State.Settings = platform.State.Settings with { Deployment = platform.State.Settings.Deployment with { Active = Color.Green } };
        platform.State.DeployedAt = platform.State.Second;
        platform.Run(300);

        platform.Watch(120).Errors.Should().BeLessThan(bad.Errors / 5);
    }

    [Fact]
    public void CachePurge_Over_WarmsUpOverMinutes()
    {
        var platform = Platform.At(Afternoon);
        platform.Break(Fault.CachePurge, 120);
        platform.Run(120);
        var (first, fifth, last) = (platform.Watch(30).HitsOfArgentina, 0.0, 0.0);
        platform.Run(240);
        fifth = platform.Watch(30).HitsOfArgentina;
        platform.Run(1500);
        last = platform.Watch(30).HitsOfArgentina;

        first.Should().BeLessThan(0.5);
        fifth.Should().BeInRange(first + 0.15, 0.93);
        last.Should().BeGreaterThan(0.94);
    }

    [Fact]
    public void Sessions_AfterAFault_FollowLater()
    {
        var platform = Platform.At(Afternoon);
        var good = platform.Watch(120);
        platform.Break(Fault.SlowDatabase, 1800);
        var soon = platform.Watch(60);
        platform.Run(1500);
        var late = platform.Watch(60);

        soon.Response.Should().BeGreaterThan(good.Response * 1.2);
        soon.Session.Should().BeGreaterThan(good.Session * 0.9);
        late.Session.Should().BeLessThan(good.Session * 0.8);
    }

    [Fact]
    public void Autoscaler_LongCooldown_LeavesTheSurgeUnserved()
    {
        var settings = PlatformSettings.Day7 with { Autoscaling = PlatformSettings.Day7.Autoscaling with { CpuScaleUpPercent = 95, EvaluationSeconds = 300 } };
        var (slow, quick) = (Platform.At(Afternoon, settings), Platform.At(Afternoon));
        slow.Break(Fault.TrafficSurge, 3600);
        quick.Break(Fault.TrafficSurge, 3600);
        slow.Run(240);
        quick.Run(240);

        slow.Watch(120).Response.Should().BeGreaterThan(quick.Watch(120).Response * 1.3);
    }
}
