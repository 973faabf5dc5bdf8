namespace BarberPro.Dashboard.Access;

/// <summary>One entry as it is stored. Texts and not enumerations: what was tampered with must be readable too.</summary>
internal sealed record AuditEntry
{
    public required long Seq { get; init; }

    /// <summary>In whole microseconds, as PostgreSQL keeps it.</summary>
    public required DateTimeOffset At { get; init; }

    public required string ActorKind { get; init; }

    public required string ActorId { get; init; }

    public required string ActorName { get; init; }

    public string? ActorAddress { get; init; }

    public required string Action { get; init; }

    public string? Subject { get; init; }

    /// <summary>JSON.</summary>
    public string? Before { get; init; }

    /// <summary>JSON.</summary>
    public string? After { get; init; }

    public required string Result { get; init; }

    public byte[] PreviousHash { get; init; } = [];

    public byte[] Hash { get; init; } = [];
}
