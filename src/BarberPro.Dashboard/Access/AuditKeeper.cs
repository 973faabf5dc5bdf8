using BarberPro.Dashboard.Live;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Anchors the head each minute that it moved, at start and at stop, and walks the whole chain at start and each hour.</summary>
internal sealed partial class AuditKeeper(AuditAnchorFile file, AuditAnchors anchors, AuditChecker checker, AuditWebhook webhook, LiveValue<AuditState> live,
    TimeProvider clock, ILogger<AuditKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan AnchorInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        file.Prepare();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await AnchorOnceAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(AnchorInterval, AnchorOnceAsync, stoppingToken), RepeatAsync(CheckInterval, CheckOnceAsync, stoppingToken), webhook.SendAsync(Told, stoppingToken));

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> once, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        do { await once(stoppingToken); } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AnchorOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var anchor = await anchors.AnchorAsync(cancellationToken);
            var newest = anchor ?? anchors.Newest();
            Publish(state => state with { Anchor = newest, AnchorFault = null });
            if (anchor is not null)
            {
                webhook.Tell(anchor);
            }
        }
        catch (Exception exception) when (IsAway(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.NotAnchored(logger, file.Path, exception.Message);
            Publish(state => state with { AnchorFault = exception.Message });
        }
    }

    private async Task CheckOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var finding = await checker.CheckAsync(cancellationToken);
            if (finding.Fault is { } fault)
            {
                Log.Broken(logger, fault.Message, file.Path);
            }

            Publish(state => state with { CheckedAt = clock.GetUtcNow(), Entries = finding.Entries, Fault = finding.Fault });
        }
        catch (Exception exception) when (IsAway(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.NotChecked(logger, exception.Message);
        }
    }

    private void Told(string? fault)
    {
        if (fault is not null)
        {
            Log.NotTold(logger, fault);
        }

        Publish(state => state with { WebhookFault = fault });
    }

    private void Publish(Func<AuditState, AuditState> change)
    {
        lock (_lock)
        {
            live.Publish(change(live.Current));
        }
    }

    private static bool IsAway(Exception exception) => exception is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The audit is not whole: {Fault}. If its database was replaced on purpose, move the anchor file '{Path}' away")]
        public static partial void Broken(ILogger logger, string fault, string path);

        [LoggerMessage(LogLevel.Warning, "The audit could not be checked: {Reason}")]
        public static partial void NotChecked(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Warning, "The head of the audit could not be anchored in '{Path}': {Reason}")]
        public static partial void NotAnchored(ILogger logger, string path, string reason);

        [LoggerMessage(LogLevel.Warning, "The audit's webhook could not be told the anchor: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
