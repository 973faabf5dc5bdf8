using System.Collections.Immutable;
using System.Threading.Channels;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Targets;

/// <summary>
/// Judges the targets of the day in view with each frame, on a loop of its own: a frame is only queued here.
/// Minutes are read from the store at the start and again now and then, since late samples and filled-in minutes reach the store alone.
/// </summary>
internal sealed partial class TargetEvaluator(LiveValue<DaySnapshot> days, LiveValue<TargetsSnapshot> targets, TargetReader reader, ITargetStore store, LiveBroadcaster live,
    IOptions<TargetsOptions> options, ILogger<TargetEvaluator> logger, IIncidentCounter? incidents = null, BackfillAtStart? backfill = null) : BackgroundService, IFrameConsumer
{
    /// <summary>After a start, minutes are still being filled in.</summary>
    private static readonly TimeSpan StillFilling = TimeSpan.FromMinutes(5);

    /// <summary>A minute of frames: who falls farther behind reads the store again.</summary>
    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(new BoundedChannelOptions(60) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly TargetPublication _publication = new(options.Value.PublishInterval);
    private readonly List<VerdictChange> _unrecorded = [];
    private ImmutableArray<TargetReview> _reviews = [];
    private TargetBook? _book;
    private DateTimeOffset _loadedAt;
    private DateTimeOffset _firstLoad;
    private DateTimeOffset _nextTry;
    private Frame? _last;
    private bool _isLoadWanted;
    private bool _isStoreFailing;
    private volatile bool _reviewsChanged = true;

    /// <summary>Frames that wait to be judged.</summary>
    public int Waiting => _frames.Reader.Count;

    public void Accept(Frame frame) => _frames.Writer.TryWrite(frame);

    /// <summary>Somebody reviewed a target: read with the next frame.</summary>
    public void ReadReviewsAgain() => _reviewsChanged = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await (backfill?.Filled ?? Task.CompletedTask).WaitAsync(stoppingToken); // judged without its first minutes a day would look wrong for a moment
        await foreach (var frame in _frames.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await JudgeAsync(frame, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.JudgingFailed(logger, exception); // the last snapshot stays, with its time; tried again with the next frame
            }
        }
    }

    private async Task JudgeAsync(Frame frame, CancellationToken cancellationToken)
    {
        var day = days.Current;
        if (_book is null || !ReferenceEquals(_book.Day, day))
        {
            var isSameDay = _book?.Day.Number == day.Number && _book?.Day.Date == day.Date;
            _book = new TargetBook(day, TargetBinder.Bind(day.Targets, options.Value.Definitions), options.Value);
            (_firstLoad, _isLoadWanted, _reviewsChanged) = (frame.At, true, true);
            _reviews = isSameDay ? _reviews : [];
        }

        await ReadStoreAsync(_book, frame, cancellationToken);
        _book.Apply(frame);
        _last = frame;
        if (incidents is not null)
        {
            _book.SetIncidents(await incidents.BeganAsync(_book.Hours.From, _book.Hours.To, cancellationToken));
        }

        var before = targets.Current;
        var states = _book.Judge(frame.At, _reviews);
        if (_publication.IsDue(before, day, states, frame.At))
        {
            var version = before.Version + 1;
            targets.Publish(new TargetsSnapshot(day, frame.At, states, version));
            live.PublishState("targets", version);
            _unrecorded.AddRange(TargetRecord.Changes(before, day, states, frame.At));
            _unrecorded.RemoveRange(0, Math.Max(0, _unrecorded.Count - 1000));
        }

        await TryStoreAsync(_unrecorded.Count > 0, frame, RecordAsync, cancellationToken);
    }

    private async Task ReadStoreAsync(TargetBook book, Frame frame, CancellationToken cancellationToken)
    {
        _isLoadWanted |= IsLoadDue(frame);
        await TryStoreAsync(_isLoadWanted, frame, async token =>
        {
            // The running minute is counted from frames alone: it is whole in the store with the next load.
            var until = Math.Clamp(TargetIncidents.MinuteOf(frame.At, book.Hours.From), 0, book.Hours.Minutes);
            book.Load(await reader.ReadAsync(book.Rules, book.Hours, until, token), await reader.ReadChartsAsync(book.Rules, token), frame.At);
            (_loadedAt, _isLoadWanted) = (frame.At, false);
            if (frame.At - _firstLoad < StillFilling)
            {
                book.RecountSince();
            }
        }, cancellationToken);
        await TryStoreAsync(_reviewsChanged, frame, async token =>
        {
            _reviewsChanged = false; // before the read: a review that comes meanwhile is read again
            try
            {
                _reviews = book.Day.Number is { } number ? await store.ReadReviewsAsync(number, book.Day.Date, token) : [];
            }
            catch
            {
                _reviewsChanged = true;
                throw;
            }
        }, cancellationToken);
    }

    /// <summary>Each minute, a few seconds after its end, while minutes are still being filled in; then each tenth; after a gap in the frames, and when series join.</summary>
    private bool IsLoadDue(Frame frame)
    {
        if (_last is { } last && (frame.Seq != last.Seq + 1 || !ReferenceEquals(frame.Set, last.Set)))
        {
            return true;
        }

        var every = frame.At - _firstLoad < StillFilling ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10);
        return frame.At.Second == 5 && frame.At - _loadedAt >= every - TimeSpan.FromSeconds(30);
    }

    private async Task RecordAsync(CancellationToken cancellationToken)
    {
        await store.RecordAsync(_unrecorded, cancellationToken);
        _unrecorded.Clear();
    }

    /// <summary>Without its store the evaluator goes on with what it has in memory; it tries again every few seconds, and says so once.</summary>
    private async Task TryStoreAsync(bool isWanted, Frame frame, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (!isWanted || (_isStoreFailing && frame.At < _nextTry))
        {
            return;
        }

        try
        {
            await work(cancellationToken);
            _isStoreFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isStoreFailing)
            {
                Log.StoreFailed(logger, exception);
            }

            (_isStoreFailing, _nextTry) = (true, frame.At.AddSeconds(5));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The targets could not be judged; the last judgement stays")]
        public static partial void JudgingFailed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The targets' store does not answer; verdicts go on from memory")]
        public static partial void StoreFailed(ILogger logger, Exception exception);
    }
}
