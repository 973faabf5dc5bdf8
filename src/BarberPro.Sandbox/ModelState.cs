namespace BarberPro.Sandbox;

/// <summary>All that the platform is at one second. The model changes it in place; a copy of it is a point to go on from.</summary>
internal sealed class ModelState
{
    public ModelState(long second, PlatformSettings settings)
    {
        Second = second;
        Settings = settings;
        Desired = Ready = settings.Autoscaling.MinReplicas;
        Array.Fill(HitRatio, 0.85);
        Array.Fill(Response, 0.13);
        DeployedAt = second - 3600;
    }

    private ModelState(ModelState other)
    {
        Second = other.Second;
        Settings = other.Settings;
        Values = (double[])other.Values.Clone();
        Rates = (double[])other.Rates.Clone();
        HitRatio = (double[])other.HitRatio.Clone();
        Response = (double[])other.Response.Clone();
        ReplicaLag = (double[])other.ReplicaLag.Clone();
        StartingUntil = [.. other.StartingUntil];
        FaultFrom = (long[])other.FaultFrom.Clone();
        FaultUntil = (long[])other.FaultUntil.Clone();
        (BadColor, DeployedAt) = (other.BadColor, other.DeployedAt);
        (Desired, Ready, AboveSince, BelowSince, CalmFrom) = (other.Desired, other.Ready, other.AboveSince, other.BelowSince, other.CalmFrom);
        (Load, Cpu, Memory, Leak, BotRate, Throttled) = (other.Load, other.Cpu, other.Memory, other.Leak, other.BotRate, other.Throttled);
        (QueryMean, Connections, PoolWait, PoolFailures) = (other.QueryMean, other.Connections, other.PoolWait, other.PoolFailures);
        (Errors, BookingsPerMinute, Sessions, ResponseOfSessions, ResponseFelt, FailuresFelt) =
            (other.Errors, other.BookingsPerMinute, other.Sessions, other.ResponseOfSessions, other.ResponseFelt, other.FailuresFelt);
    }

    public long Second { get; set; }

    public PlatformSettings Settings { get; set; }

    /// <summary>What /metrics shows, in the order of <see cref="PlatformSeries"/>.</summary>
    public double[] Values { get; } = new double[PlatformSeries.Count];

    /// <summary>Requests a second by region, as they reach the application.</summary>
    public double[] Rates { get; } = new double[Demand.Regions];

    public double[] HitRatio { get; } = new double[Demand.Regions];

    /// <summary>Mean seconds of an answer, by region.</summary>
    public double[] Response { get; } = new double[Demand.Regions];

    public double[] ReplicaLag { get; } = [0.2, 0.25];

    /// <summary>When instances that were asked for will serve.</summary>
    public List<long> StartingUntil { get; } = [];

    public long[] FaultFrom { get; } = new long[Faults.Count];

    public long[] FaultUntil { get; } = new long[Faults.Count];

    /// <summary>The colour that the bad deployment went to; the other one still works.</summary>
    public Color BadColor { get; set; }

    public long DeployedAt { get; set; }

    public int Desired { get; set; }

    public int Ready { get; set; }

    /// <summary>Since when a reason to scale up holds; 0: none.</summary>
    public long AboveSince { get; set; }

    public long BelowSince { get; set; }

    /// <summary>The autoscaler does nothing before this second.</summary>
    public long CalmFrom { get; set; }

    /// <summary>Work over capacity; above 1 it does not fit.</summary>
    public double Load { get; set; }

    public double Cpu { get; set; } = 0.3;

    public double Memory { get; set; } = 0.5;

    public double Leak { get; set; }

    /// <summary>Bots' requests a second that get past the edge.</summary>
    public double BotRate { get; set; }

    /// <summary>Share of the people's requests that firewall and rate limit refuse.</summary>
    public double Throttled { get; set; }

    public double QueryMean { get; set; } = 0.013;

    public double Connections { get; set; } = 30;

    public double PoolWait { get; set; }

    public double PoolFailures { get; set; }

    /// <summary>Share of requests answered with an error.</summary>
    public double Errors { get; set; }

    public double BookingsPerMinute { get; set; }

    public double Sessions { get; set; }

    public double ResponseOfSessions { get; set; } = 0.13;

    public double ResponseFelt { get; set; } = 0.13;

    public double FailuresFelt { get; set; } = 0.03;

    public bool Has(Fault fault) => FaultUntil[(int)fault] > Second;

    public ModelState Copy() => new(this);
}
