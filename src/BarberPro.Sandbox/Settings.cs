using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace BarberPro.Sandbox;

internal enum LoadBalancing { WeightedRoundRobin, LeastConnections }

internal enum WafMode { Block, Log }

internal enum Color { Blue, Green }

internal sealed record AutoscalingSettings : IValidatableObject
{
    [Range(20, 95)] public required int CpuScaleUpPercent { get; init; }
    [Range(5, 90)] public required int CpuScaleDownPercent { get; init; }

    /// <summary>100: memory never scales.</summary>
    [Range(40, 100)] public required int MemoryScaleUpPercent { get; init; }

    /// <summary>Bookings a minute that one replica should serve; 0: the booking rate never scales.</summary>
    [Range(0, 100)] public required double BookingsPerReplica { get; init; }

    [Range(1, 20)] public required int MinReplicas { get; init; }
    [Range(1, 20)] public required int MaxReplicas { get; init; }
    [Range(1, 10)] public required int StepReplicas { get; init; }
    [Range(0, 3600)] public required int CooldownSeconds { get; init; }
    [Range(10, 600)] public required int EvaluationSeconds { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CpuScaleDownPercent >= CpuScaleUpPercent)
        {
            yield return new ValidationResult("must be below cpuScaleUpPercent.", [nameof(CpuScaleDownPercent)]);
        }

        if (MinReplicas > MaxReplicas)
        {
            yield return new ValidationResult("must not be above maxReplicas.", [nameof(MinReplicas)]);
        }
    }
}

internal sealed record DatabaseSettings : IValidatableObject
{
    [Range(5, 500)] public required int PoolMax { get; init; }
    [Range(0, 500)] public required int PoolMin { get; init; }
    [Range(5, 3600)] public required int IdleTimeoutSeconds { get; init; }
    [Range(50, 10_000)] public required int QueueTimeoutMilliseconds { get; init; }
    [Range(50, 60_000)] public required int StatementTimeoutMilliseconds { get; init; }
    [Range(10, 10_000)] public required int SlowQueryMilliseconds { get; init; }

    /// <summary>Share of the reads that the replicas serve.</summary>
    [Range(0.0, 0.9)] public required double ReplicaReadShare { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PoolMin > PoolMax)
        {
            yield return new ValidationResult("must not be above poolMax.", [nameof(PoolMin)]);
        }
    }
}

internal sealed record CdnSettings
{
    [Range(1, 86_400)] public required int TtlSeconds { get; init; }
    [Range(0, 3_600)] public required int StaleWhileRevalidateSeconds { get; init; }

    /// <summary>How many of the most visited shops are fetched before anyone asks.</summary>
    [Range(0, 500)] public required int PrefetchShops { get; init; }

    public required bool ArgentinaRules { get; init; }
}

internal sealed record BackendWeights
{
    [JsonPropertyName("app-1"), Range(0, 100)] public required int App1 { get; init; }
    [JsonPropertyName("app-2"), Range(0, 100)] public required int App2 { get; init; }
    [JsonPropertyName("app-3"), Range(0, 100)] public required int App3 { get; init; }
}

internal sealed record LoadBalancerSettings : IValidatableObject
{
    public required LoadBalancing Algorithm { get; init; }
    public required BackendWeights Weights { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Weights.App1 + Weights.App2 + Weights.App3 == 0)
        {
            yield return new ValidationResult("must leave at least one backend with a weight above 0.", [nameof(Weights)]);
        }
    }
}

internal sealed record WafSettings
{
    public required WafMode Mode { get; init; }

    /// <summary>The higher, the more it blocks: from 3 on also what people send.</summary>
    [Range(1, 4)] public required int ParanoiaLevel { get; init; }

    public required bool BlockBots { get; init; }
}

internal sealed record RateLimitSettings
{
    public required bool Enabled { get; init; }

    /// <summary>For one client.</summary>
    [Range(5, 10_000)] public required int RequestsPerMinute { get; init; }

    [Range(0, 1_000)] public required int BurstRequests { get; init; }
}

internal sealed record DeploymentSettings
{
    public required Color Active { get; init; }
    [RegularExpression(@"\d{1,4}\.\d{1,4}\.\d{1,4}")] public required string Blue { get; init; }
    [RegularExpression(@"\d{1,4}\.\d{1,4}\.\d{1,4}")] public required string Green { get; init; }

    [JsonIgnore] public string ActiveVersion => Active == Color.Blue ? Blue : Green;
}

/// <summary>All that can be changed on the platform while it runs. Immutable: a change is a new one.</summary>
internal sealed record PlatformSettings(AutoscalingSettings Autoscaling, DatabaseSettings Database, CdnSettings Cdn, LoadBalancerSettings LoadBalancer,
    WafSettings Waf, RateLimitSettings RateLimits, DeploymentSettings Deployment)
{
    /// <summary>What the platform was launched with: every team's first guess.</summary>
    public static PlatformSettings Day6 { get; } = new(
        new() { CpuScaleUpPercent = 75, CpuScaleDownPercent = 35, MemoryScaleUpPercent = 100, BookingsPerReplica = 0, MinReplicas = 3, MaxReplicas = 12, StepReplicas = 2, CooldownSeconds = 300, EvaluationSeconds = 60 },
        new() { PoolMax = 200, PoolMin = 30, IdleTimeoutSeconds = 300, QueueTimeoutMilliseconds = 800, StatementTimeoutMilliseconds = 5_000, SlowQueryMilliseconds = 500, ReplicaReadShare = 0.15 },
        new() { TtlSeconds = 300, StaleWhileRevalidateSeconds = 0, PrefetchShops = 0, ArgentinaRules = false },
        new() { Algorithm = LoadBalancing.WeightedRoundRobin, Weights = new() { App1 = 34, App2 = 33, App3 = 33 } },
        new() { Mode = WafMode.Block, ParanoiaLevel = 2, BlockBots = false },
        new() { Enabled = true, RequestsPerMinute = 300, BurstRequests = 100 },
        new() { Active = Color.Green, Blue = "6.9.7", Green = "6.9.8" });

    /// <summary>What Day 6 taught.</summary>
    public static PlatformSettings Day7 { get; } = new(
        new() { CpuScaleUpPercent = 70, CpuScaleDownPercent = 30, MemoryScaleUpPercent = 80, BookingsPerReplica = 5, MinReplicas = 4, MaxReplicas = 14, StepReplicas = 2, CooldownSeconds = 180, EvaluationSeconds = 20 },
        new() { PoolMax = 160, PoolMin = 20, IdleTimeoutSeconds = 60, QueueTimeoutMilliseconds = 800, StatementTimeoutMilliseconds = 5_000, SlowQueryMilliseconds = 300, ReplicaReadShare = 0.35 },
        new() { TtlSeconds = 900, StaleWhileRevalidateSeconds = 60, PrefetchShops = 120, ArgentinaRules = true },
        new() { Algorithm = LoadBalancing.WeightedRoundRobin, Weights = new() { App1 = 38, App2 = 34, App3 = 28 } },
        new() { Mode = WafMode.Block, ParanoiaLevel = 2, BlockBots = true },
        new() { Enabled = true, RequestsPerMinute = 240, BurstRequests = 60 },
        new() { Active = Color.Blue, Blue = "7.0.3", Green = "6.9.8" });
}
