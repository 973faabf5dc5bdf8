using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>What happens to boards by itself: timers end with their shift, what was left for a day appears on it once it is planned, and a plan's new cards get their meaning.</summary>
internal sealed partial class BoardRounds(BoardEditor editor, CardMeanings meanings, LiveValue<DaySnapshot> days, TimeProvider clock, ILogger<BoardRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(RepeatAsync(stoppingToken), FollowDayAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RepeatAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await TryAsync(editor.EndShiftsAsync, stoppingToken);
            await TryAsync(editor.TakeOverAsync, stoppingToken); // a plan may have been imported on another node
            await TryAsync(meanings.GiveAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FollowDayAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in days.WatchAsync(stoppingToken))
        {
            await TryAsync(editor.TakeOverAsync, stoppingToken);
            await TryAsync(meanings.GiveAsync, stoppingToken);
        }
    }

    private async Task TryAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            await work(stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception); // at the next round
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Timers or leftovers of the boards could not be seen to")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
