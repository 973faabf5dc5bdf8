using Microsoft.Extensions.Options;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// Takes each frame from the pipeline at once and writes it a moment later. While the database is away frames wait in bounded
/// memory; the oldest are given up when there are too many, and counted. Nothing here ends the program or holds the pipeline.
/// </summary>
internal sealed partial class FrameWriter : BackgroundService, IFrameConsumer
{
    /// <summary>After an outage: large enough that commits do not count, small enough that one that fails is no great loss of work.</summary>
    private const int LargestBatch = 1_200;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly FrameLog _log;
    private readonly MinuteStore _minutes;
    private readonly RecentMinutes _recent;
    private readonly Partitions _partitions;
    private readonly LiveValue<StoreHealth> _health;
    private readonly StoreMeters _meters;
    private readonly TimeProvider _clock;
    private readonly ILogger<FrameWriter> _logger;
    private readonly int _limit;

    private readonly Lock _lock = new();
    private readonly Queue<Frame> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private long _lost;

    public FrameWriter(FrameLog log, MinuteStore minutes, RecentMinutes recent, Partitions partitions, LiveValue<StoreHealth> health, StoreMeters meters,
        IOptions<StoreOptions> options, TimeProvider clock, ILogger<FrameWriter> logger)
    {
        (_log, _minutes, _recent, _partitions, _health, _meters, _clock, _logger) = (log, minutes, recent, partitions, health, meters, clock, logger);
        _limit = options.Value.WaitingFrames;
        meters.Waiting(() => Waiting);
    }

    public int Waiting
    {
        get { lock (_lock) { return _waiting.Count; } }
    }

    public void Accept(Frame frame)
    {
        var lost = 0;
        lock (_lock)
        {
            if (frame.At <= _newest)
            {
                // Of the second in which the program was started again there is a frame already; older ones mean that the clock was set back.
                lost = frame.At < _newest ? 1 : 0;
            }
            else
            {
                _newest = frame.At;
                _waiting.Enqueue(frame);
                _recent.Add(frame);
                if (_waiting.Count > _limit)
                {
                    _recent.Remove(_waiting.Dequeue().At);
                    lost = 1;
                }
            }

            _lost += lost;
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }

        if (lost > 0)
        {
            _meters.Lost(lost);
        }
    }

    /// <summary>Makes minutes of the frames that a crash left, before the first new frame comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var left = await _log.ReadUnfoldedAsync(cancellationToken);
        var newest = await _log.ReadNewestAsync(cancellationToken);
        foreach (var frame in left)
        {
            _recent.Add(frame);
        }

        if (left.Count > 0)
        {
            // The newest minute stays open: the program may go on in the same one.
            var open = MinuteOf(left[^1].At);
            await WriteAsync([], open, cancellationToken);
        }

        lock (_lock)
        {
            _newest = newest ?? DateTimeOffset.MinValue;
        }

        Publish(connected: true, null, null);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            while (await WriteWaitingAsync(cancellationToken)) { }
        }
        catch (Exception exception)
        {
            Log.LeftUnwritten(_logger, Waiting, exception.Message);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _arrived.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await WriteWaitingAsync(stoppingToken))
                {
                    await _arrived.WaitAsync(stoppingToken);
                }

                pause = FirstPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception exception)
            {
                // Whatever it is, the frames are kept and tried again; what memory cannot hold is counted as lost.
                Failed(exception);
                await Task.Delay(pause, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private static DateTimeOffset MinuteOf(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() / RecentMinutes.Seconds * RecentMinutes.Seconds);

    /// <returns>False when nothing was waiting.</returns>
    private async Task<bool> WriteWaitingAsync(CancellationToken cancellationToken)
    {
        List<Frame> batch;
        lock (_lock)
        {
            batch = [.. _waiting.Take(LargestBatch)];
        }

        await _minutes.AmendWaitingAsync(cancellationToken);
        if (batch.Count == 0)
        {
            return false;
        }

        var since = _clock.GetTimestamp();
        await WriteAsync(batch, MinuteOf(batch[^1].At), cancellationToken);
        lock (_lock)
        {
            while (_waiting.TryPeek(out var first) && first.At <= batch[^1].At)
            {
                _waiting.Dequeue();
            }
        }

        var taken = _clock.GetElapsedTime(since);
        _meters.Written(batch.Count, taken);
        Publish(connected: true, taken, null);
        return true;
    }

    private async Task WriteAsync(List<Frame> frames, DateTimeOffset openMinute, CancellationToken cancellationToken)
    {
        var rows = _recent.BeginWriting(openMinute);
        await _log.AppendAsync(frames, rows, openMinute, cancellationToken);
        var late = _recent.EndWriting(openMinute);
        if (late.Count > 0)
        {
            await _minutes.AmendAsync(late, cancellationToken);
        }
    }

    private void Failed(Exception exception)
    {
        if (_health.Current.Connected)
        {
            Log.Away(_logger, exception);
        }

        _partitions.Forget();
        Publish(connected: false, null, exception.Message);
    }

    private void Publish(bool connected, TimeSpan? lastWrite, string? error)
    {
        var current = _health.Current;
        var (waiting, lost) = (0, 0L);
        lock (_lock)
        {
            (waiting, lost) = (connected && _waiting.Count <= 1 ? 0 : _waiting.Count, _lost);
        }

        var changed = current.Connected != connected || current.Since == DateTimeOffset.MinValue;
        if (changed && connected && current.Since != DateTimeOffset.MinValue)
        {
            Log.Back(_logger, lost);
        }

        if (changed || current.WaitingFrames != waiting || current.LostFrames != lost || current.LastWrite is null)
        {
            _health.Publish(new StoreHealth(connected, changed ? _clock.GetUtcNow() : current.Since, waiting, lost, lastWrite ?? current.LastWrite, error));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The database is away; frames wait in memory")]
        public static partial void Away(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Information, "The database is back; frames lost in all: {Lost}")]
        public static partial void Back(ILogger logger, long lost);

        [LoggerMessage(LogLevel.Error, "The program ends with {Waiting} frames unwritten: {Reason}")]
        public static partial void LeftUnwritten(ILogger logger, int waiting, string reason);
    }
}
