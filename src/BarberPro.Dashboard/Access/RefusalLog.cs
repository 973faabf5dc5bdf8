using System.Threading.RateLimiting;

namespace BarberPro.Dashboard.Access;

/// <summary>Refusals enter the audit, but nobody can flood it: some a minute from each address, the others are only counted.</summary>
internal sealed partial class RefusalLog(IAudit audit, AccessMeters meters, ILogger<RefusalLog> logger) : IDisposable
{
    private const int AMinute = 30;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = AMinute, Window = TimeSpan.FromMinutes(1) }));

    public Task RecordAsync(HttpContext context, string action, string? subject, Role? needed) =>
        RecordAsync(context.ActorOf(), action, subject, needed is { } role ? new { needs = RoleNames.Of(role) } : null, context.RequestAborted);

    /// <summary>What is refused stays refused where it cannot be recorded.</summary>
    public async Task RecordAsync(Actor actor, string action, string? subject, object? after, CancellationToken cancellationToken)
    {
        meters.Refused(action);
        using var lease = _limiter.AttemptAcquire(actor.Address ?? "");
        if (!lease.IsAcquired)
        {
            return;
        }

        await TryRecordAsync(new AuditEvent { Actor = actor, Action = action, Subject = subject, After = after, Result = AuditResult.Refused }, cancellationToken);
    }

    /// <summary>For what takes rights away: it is done whether it can be recorded or not.</summary>
    public async Task TryRecordAsync(AuditEvent entry, CancellationToken cancellationToken)
    {
        try
        {
            await audit.RecordAsync(entry, cancellationToken);
        }
        catch (AuditUnavailableException exception)
        {
            Log.NotRecorded(logger, entry.Action, exception.Message);
        }
    }

    public void Dispose() => _limiter.Dispose();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Action} could not be recorded: {Reason}")]
        public static partial void NotRecorded(ILogger logger, string action, string reason);
    }
}
