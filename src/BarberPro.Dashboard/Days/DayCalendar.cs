using System.Threading.Channels;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Days;

/// <summary>
/// Knows which day it is: looks at start, at an import, at midnight of the day's zone, and at least once a minute, so that a machine that slept
/// or whose clock was set is right again. Nothing restarts when the day changes: whoever shows it gets the new snapshot.
/// </summary>
internal sealed partial class DayCalendar(DayStore store, PlanStore plans, LiveValue<DaySnapshot> live, LiveBroadcaster broadcaster, IOptions<DaysOptions> options,
    TimeProvider clock, ILogger<DayCalendar> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DaysOptions _options = options.Value;
    private ITimer? _timer;
    private View? _shown;
    private bool _warned;
    private bool _failing;

    /// <summary>The first look is done before the host is ready, where the database answers.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(_ => LookSoon(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Something about the days has changed.</summary>
    public void LookSoon() => _looks.Writer.TryWrite(true);

    /// <summary>Looks now; for whoever changed something and wants to see it.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RefreshAsync(cancellationToken);
            _failing = false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (!_failing)
            {
                Log.LookFailed(logger, exception); // once; the last day stays in view
            }

            _failing = true;
            Arm(RetryInterval);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override void Dispose()
    {
        _timer?.Dispose();
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var days = await store.ReadDaysAsync(cancellationToken);
        if (days.Count == 0 && await ImportShippedAsync(cancellationToken))
        {
            days = await store.ReadDaysAsync(cancellationToken);
        }

        var now = clock.GetUtcNow();
        if (DayRules.MovesAlong(days, now, _options) is { } move)
        {
            if (await store.MoveAsync(move.Day.Number, move.To, cancellationToken))
            {
                Log.Moved(logger, move.Day.Number, move.To);
            }

            days = await store.ReadDaysAsync(cancellationToken);
        }

        var row = DayRules.InView(days, now, _options);
        WarnOfMissing(row);
        var zone = row?.ZoneInfo ?? DayRules.Zone(days, _options);
        var date = row is null ? DayRules.Today(now, zone, _options) : _options.DateInView ?? row.Date;
        var view = new View(row, date, zone.Id, string.Join(',', days.Select(day => $"{day.Number}:{day.Date:O}:{day.BaselineDate:O}")));
        var day = row is null || view == _shown ? null : await store.ReadDayAsync(row.Number, cancellationToken);
        var snapshot = view == _shown ? null
            : day is null ? DaySnapshot.WithoutPlan(date, zone) with { OtherBaselines = DayRules.Others(days, date) }
            : DayRules.Show(day, await store.ReadPartsAsync(day.Number, cancellationToken), days, _options);

        // Armed before anyone hears of the day, so that the next midnight can't be missed.
        var midnight = DayRules.NextMidnight(now, zone) - now;
        Arm(midnight < LookInterval ? midnight : LookInterval);
        if (snapshot is not null)
        {
            _shown = view;
            live.Publish(snapshot);
            broadcaster.PublishState("day", now.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>The plans that come with the program, where there is no day yet.</summary>
    private async Task<bool> ImportShippedAsync(CancellationToken cancellationToken)
    {
        var imported = false;
        var files = Directory.Exists(_options.Plans) ? Directory.GetFiles(_options.Plans, "*.md") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var plan = PlanImporter.Read(PlanImporter.Decode(await File.ReadAllBytesAsync(file, cancellationToken)), _options.DefaultZone);
            if (plan.Faults is [var fault, ..])
            {
                Log.PlanRefused(logger, Path.GetFileName(file), fault.Line, fault.Kind);
                continue;
            }

            imported |= (await plans.ImportAsync(plan, dryRun: false, onlyIfNew: true, cancellationToken)).Created;
            Log.PlanImported(logger, Path.GetFileName(file), plan.Number!.Value, plan.NotUnderstood.Length);
        }

        return imported;
    }

    private void Arm(TimeSpan due) => _timer?.Change(due > TimeSpan.Zero ? due + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

    private void WarnOfMissing(DayRow? row)
    {
        if (row is null && _options.DayNumber is { } number && !_warned)
        {
            _warned = true;
            Log.NoSuchDay(logger, number);
        }
    }

    /// <summary>What tells one published snapshot from the next.</summary>
    private sealed record View(DayRow? Row, DateOnly Date, string Zone, string Days);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The days could not be read; the last one stays in view")]
        public static partial void LookFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "Day {Number}, which nobody closed, moves along to {Date:yyyy-MM-dd}")]
        public static partial void Moved(ILogger logger, int number, DateOnly date);

        [LoggerMessage(LogLevel.Warning, "The plan {File} was not imported: line {Line}, {Fault}")]
        public static partial void PlanRefused(ILogger logger, string file, int line, PlanFaultKind fault);

        [LoggerMessage(LogLevel.Information, "The plan {File} is Day {Number}; {NotUnderstood} of its lines were not understood")]
        public static partial void PlanImported(ILogger logger, string file, int number, int notUnderstood);

        [LoggerMessage(LogLevel.Warning, "Operations:Day is {Number}, and there is no plan of that day")]
        public static partial void NoSuchDay(ILogger logger, int number);
    }
}
