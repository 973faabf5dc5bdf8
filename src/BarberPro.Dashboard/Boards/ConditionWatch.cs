using System.Threading.Channels;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// Ticks items whose condition held for long enough, with what it saw. It works through frames on a loop of its own; what it has not seen since
/// its start, or missed, it reads from the store, so that neither a restart nor a slow moment counts as a failure.
/// </summary>
internal sealed partial class ConditionWatch(LiveValue<BoardSnapshot> boards, BoardEditor editor, BoardStore store, IMinuteStore minutes, ILogger<ConditionWatch> logger) : BackgroundService, IFrameConsumer
{
    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(new BoundedChannelOptions(60) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<long, Watched> _watched = [];
    private BoardSnapshot? _board;
    private SeriesSet? _set;
    private Frame? _last;
    private bool _isFailing;
    private long _seen;

    /// <summary>The second up to which frames were worked through.</summary>
    public DateTimeOffset Seen => DateTimeOffset.FromUnixTimeSeconds(Interlocked.Read(ref _seen));

    public void Accept(Frame frame) => _frames.Writer.TryWrite(frame);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var frame in _frames.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    await JudgeAsync(frame, stoppingToken);
                    _isFailing = false;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    (_board, _set) = (null, null); // all of it is looked at again with the next frame
                    if (!_isFailing)
                    {
                        Log.Failed(logger, exception);
                    }

                    _isFailing = true;
                }

                Interlocked.Exchange(ref _seen, frame.At.ToUnixTimeSeconds());
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task JudgeAsync(Frame frame, CancellationToken cancellationToken)
    {
        var board = boards.Current;
        var isWhole = _last is not null && frame.Seq == _last.Seq + 1;
        if (!ReferenceEquals(board, _board) || !ReferenceEquals(frame.Set, _set) || !isWhole)
        {
            await FollowAsync(board, frame, isWhole && ReferenceEquals(frame.Set, _set), cancellationToken);
            (_board, _set) = (board, frame.Set);
        }

        _last = frame;
        foreach (var watched in _watched.Values)
        {
            if (!watched.Series.IsEmpty)
            {
                watched.Window.Add(frame.At, watched.Series.Select(series => frame.ValueOf(series)).Aggregate(watched.Window.Worse));
            }
        }

        foreach (var watched in _watched.Values.Where(watched => watched.UntickedAt is { } at && watched.Window.FailedAfter(at)).ToList())
        {
            await store.ArmAsync(watched.Item, watched.UntickedAt!.Value, cancellationToken);
            _watched[watched.Item] = watched with { UntickedAt = null };
        }

        foreach (var watched in _watched.Values.Where(watched => watched.UntickedAt is null).ToList())
        {
            if (watched.Window.Judge() is { } evidence)
            {
                await editor.TickAsync(watched.Card, watched.Item, watched.Condition, evidence, cancellationToken);
                _watched.Remove(watched.Item);
            }
        }
    }

    /// <summary>Watches what is open now; what is new, or all of it after a gap, is read from the store.</summary>
    private async Task FollowAsync(BoardSnapshot board, Frame frame, bool keep, CancellationToken cancellationToken)
    {
        var open = (board.IsClosed ? [] : board.Cards).SelectMany(card => card.Items.Where(item => !item.Done && item.Condition is not null).Select(item => (card.Id, Item: item))).ToList();
        foreach (var gone in _watched.Keys.Except(open.Select(item => item.Item.Id)).ToList())
        {
            _watched.Remove(gone);
        }

        var unread = open.Where(item => !keep || !_watched.TryGetValue(item.Item.Id, out var known) || known.Condition != item.Item.Condition).ToList();
        if (unread.Count == 0)
        {
            return;
        }

        var unticked = await store.ReadUntickedAsync([.. unread.Select(item => item.Item.Id)], cancellationToken);
        foreach (var (card, item) in unread)
        {
            var condition = item.Condition!;
            var window = new ConditionWindow(condition);
            var series = frame.Set.All.Where(series => series.Key == condition.Metric && condition.Labels.All(label => series.Labels[label.Key] == label.Value)).Select(series => series.Id).ToList();
            if (series.Count > 0)
            {
                var from = frame.At.AddSeconds(-window.Length);
                var seconds = await minutes.ReadSecondsAsync(series, from, frame.At, cancellationToken);
                for (var second = 0; second < seconds[0].Length; second++)
                {
                    window.Add(from.AddSeconds(second), seconds.Select(values => values[second]).Aggregate(window.Worse));
                }
            }

            _watched[item.Id] = new Watched(card, item.Id, condition, [.. series], window, unticked.TryGetValue(item.Id, out var at) ? at : null);
        }
    }

    private sealed record Watched(long Card, long Item, MetricCondition Condition, System.Collections.Immutable.ImmutableArray<int> Series, ConditionWindow Window, DateTimeOffset? UntickedAt);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Conditions of the board could not be looked at; tried again with each frame")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
