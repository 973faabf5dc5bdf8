namespace BarberPro.Dashboard.Metrics;

/// <summary>One source as the pipeline asks it: one question at a time, and how it does.</summary>
internal sealed class SourceRun(ISource source)
{
    /// <summary>A source that has not answered yet, as at start when its port does not listen: waiting a whole interval would leave a gap for nothing.</summary>
    private static readonly TimeSpan FirstAnswerPause = TimeSpan.FromSeconds(1);

    /// <summary>After these a source that never answered is asked at its own interval, as any other.</summary>
    private const int EarlyTries = 30;

    private Task? _asking;
    private Answer _answer;
    private DateTimeOffset _askedAt;
    private DateTimeOffset _dueAt = DateTimeOffset.MinValue;
    private int _earlyTries;
    private volatile SourceStatus _status = new(source.Name, source.Address, source.Interval, null, null, 0, null, null);

    /// <summary>May be read from any thread.</summary>
    public SourceStatus Status => _status;

    public Task? Asking => _asking;

    /// <summary>It has not answered yet, and was not asked often.</summary>
    public bool IsNew => _status.LastSuccess is null && _earlyTries < 3;

    /// <summary>Asks if the time has come and the last question is answered. On the thread pool: a source that blocks must not hold the second up.</summary>
    public void AskIfDue(DateTimeOffset second, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_asking is not null)
        {
            if (!_status.Waiting && second - _askedAt > source.Interval)
            {
                _status = _status with { Waiting = true, FailingSince = _status.FailingSince ?? _askedAt };
            }

            return;
        }

        // A clock that was set back would leave the source unasked until it has caught up.
        if (second >= _dueAt || _dueAt - second > source.Interval)
        {
            (_askedAt, _dueAt) = (second, second + source.Interval);
            _asking = Task.Run(() => AskAsync(clock, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Takes the answer, if there is one, to the evaluator; a failure becomes words.</summary>
    /// <returns>The failure, when it is a new one that is worth a line in the log; null otherwise.</returns>
    public Exception? Harvest(Action<ISource, DateTimeOffset, Exposition> take)
    {
        if (_asking is not { IsCompletedSuccessfully: true })
        {
            return null;
        }

        _asking = null;
        if (_answer is { Exposition: { } exposition, Duration: var duration })
        {
            if (_status.LastSuccess is null)
            {
                // A rate needs two readings, and a program that has just started shows more a moment later.
                _dueAt = _askedAt + TimeSpan.FromTicks(Math.Min(FirstAnswerPause.Ticks, source.Interval.Ticks));
            }

            _status = _status with
            {
                Address = source.Address, LastSuccess = _askedAt, LastDuration = duration, Samples = exposition.Families.Sum(family => family.Samples.Count),
                Error = null, Fault = null, FailingSince = null, Waiting = false,
            };
            take(source, _askedAt, exposition);
            return null;
        }

        if (_status.LastSuccess is null && _earlyTries < EarlyTries)
        {
            _earlyTries++;
            _dueAt = _askedAt + TimeSpan.FromTicks(Math.Min(FirstAnswerPause.Ticks, source.Interval.Ticks));
        }

        var words = _answer.Failure!.Message;
        var isNew = _status.Error != words;
        _status = _status with { Address = source.Address, Error = words, Fault = (_answer.Failure as SourceException)?.Fault, FailingSince = _status.FailingSince ?? _askedAt, Waiting = false };
        return isNew ? _answer.Failure : null;
    }

    /// <summary>What a reader of the published snapshot would see differently; the time of the last success alone is no news.</summary>
    public static bool IsNews(SourceStatus before, SourceStatus after) =>
        before.Error != after.Error || before.Samples != after.Samples || before.Waiting != after.Waiting || before.FailingSince != after.FailingSince
        || before.Address != after.Address || before.LastSuccess is null != after.LastSuccess is null;

    private async Task AskAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        try
        {
            _answer = new Answer(await source.ReadAsync(cancellationToken), null, clock.GetElapsedTime(asked));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _answer = new Answer(null, exception, clock.GetElapsedTime(asked));
        }
    }

    private readonly record struct Answer(Exposition? Exposition, Exception? Failure, TimeSpan Duration);
}
