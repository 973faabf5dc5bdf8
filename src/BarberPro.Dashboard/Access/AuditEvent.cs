using Npgsql;

namespace BarberPro.Dashboard.Access;

internal enum AuditResult
{
    Done,
    Refused,
    Failed,
}

/// <summary>One thing that somebody did, or was refused, as it enters the audit.</summary>
internal sealed record AuditEvent
{
    public required Actor Actor { get; init; }

    /// <summary>Noun and verb, as "plan.imported", "target.reviewed", "person.locked", "signin.refused".</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: a key, an address, a number; none where the action says it all.</summary>
    public string? Subject { get; init; }

    /// <summary>What was there before, as it is written in JSON; never a secret.</summary>
    public object? Before { get; init; }

    public object? After { get; init; }

    public AuditResult Result { get; init; }
}

/// <summary>No record, no action: record first, or in the same transaction, and let the exception refuse what could not be recorded.</summary>
internal interface IAudit
{
    /// <exception cref="AuditUnavailableException">The entry could not be written; what it describes must not happen.</exception>
    Task RecordAsync(AuditEvent entry, CancellationToken cancellationToken);

    /// <summary>The entry and the action become true together. The chain is held until the transaction ends: keep it short.</summary>
    /// <exception cref="AuditUnavailableException">As above.</exception>
    Task RecordAsync(AuditEvent entry, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>The audit cannot be written, so that the action is refused.</summary>
internal sealed class AuditUnavailableException(string message, Exception? inner) : Exception(message, inner);
