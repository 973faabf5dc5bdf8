using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Once an hour: makes the parts of tomorrow and next month, and drops those that are too old.</summary>
internal sealed partial class StoreCleaner(Partitions partitions, IOptions<StoreOptions> options, TimeProvider clock, ILogger<StoreCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await partitions.EnsureAsync([now, now.AddDays(1)], [now, now.AddMonths(1)], cancellationToken);
        var retention = options.Value.Retention;
        foreach (var name in await partitions.DropAsync(now - retention.Frames, now - retention.Minutes, cancellationToken))
        {
            Log.Dropped(logger, name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception); // tried again in an hour; what is written makes its own parts
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Measurements of {Partition} are past their retention and were dropped")]
        public static partial void Dropped(ILogger logger, string partition);

        [LoggerMessage(LogLevel.Warning, "Cleaning up old measurements failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
