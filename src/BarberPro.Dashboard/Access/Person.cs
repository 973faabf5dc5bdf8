namespace BarberPro.Dashboard.Access;

/// <summary>A member of the team, as stored. Only UserManager and its stores change one.</summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public string? NormalizedName { get; set; }

    /// <summary>Null until the first password is chosen.</summary>
    public string? PasswordHash { get; set; }

    public string? SecurityStamp { get; set; }

    /// <summary>Changes with each update: two that overlap are noticed.</summary>
    public string? Version { get; set; }

    public required Role Role { get; set; }

    public int FailedAttempts { get; set; }

    public DateTimeOffset? LockedUntil { get; set; }

    public bool TwoFactor { get; set; }

    public string? TwoFactorSecret { get; set; }

    /// <summary>SHA-256 of each code that is left.</summary>
    public string[] RecoveryCodes { get; set; } = [];

    /// <summary>Who vouches for the person, and under what name, where that is another provider.</summary>
    public string? Issuer { get; set; }

    public string? Subject { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public DateTimeOffset? DisabledAt { get; set; }
}
