using System.Collections.Immutable;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// One loop, one clock, one frame a second: at each whole second the sources that are due are asked, those that answer within the wait are in the frame,
/// the frame goes to its consumers in their order. Nothing that is slow is waited for beyond that: an answer that comes later is in the next frame.
/// <para>Samples that carry a time of their own from before the last closed second (up to ten minutes) amend their minute where the metric is a plain gauge
/// of one source series; other expressions take them into their windows only.</para>
/// </summary>
internal sealed partial class Pipeline(SourceBoard board, LatestValues latest, IEnumerable<IFrameConsumer> consumers, LateSamples late, LiveValue<SeriesSet> series,
    PipelineMeters meters, IOptions<MetricsOptions> options, TimeProvider clock, ILogger<Pipeline> logger) : BackgroundService
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(600);

    private readonly ImmutableArray<IFrameConsumer> _consumers = [.. consumers];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var second = Floor(clock.GetUtcNow());
        try
        {
            while (true)
            {
                second = await NextSecondAsync(second, stoppingToken);
                await TickAsync(second, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    /// <summary>The second after the last one; after a stall the newest: those between are gaps.</summary>
    private async Task<DateTimeOffset> NextSecondAsync(DateTimeOffset last, CancellationToken stoppingToken)
    {
        var next = last + Second;
        while (true)
        {
            var now = clock.GetUtcNow();
            if (now >= next)
            {
                return now - next < Second ? next : Floor(now);
            }

            if (next - now > 2 * Second)
            {
                Log.ClockSetBack(logger, next - now);
                next = Floor(now) + Second;
            }

            // Whole milliseconds, rounded up: a timer that fires early would only be set again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((next - now).TotalMilliseconds)), clock, stoppingToken);
        }
    }

    private async Task TickAsync(DateTimeOffset second, CancellationToken stoppingToken)
    {
        Harvest(); // answers that came too late for the frame before
        foreach (var run in board.Runs)
        {
            run.AskIfDue(second, clock, stoppingToken);
        }

        await WaitAsync(stoppingToken);
        Harvest();
        var frame = latest.Close(second, stoppingToken);
        series.Publish(frame.Set);
        foreach (var consumer in _consumers)
        {
            try
            {
                consumer.Accept(frame);
            }
            catch (Exception exception)
            {
                Log.ConsumerFailed(logger, consumer.GetType().Name, frame.At, exception); // the others still get theirs
            }
        }

        meters.FrameClosed(clock.GetUtcNow() - second);
        late.Add(latest.TakeLate(), stoppingToken);
        board.Publish(latest.SourcesVersion, latest.MetricsWithoutSource);
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        List<Task> asking = [.. board.Runs.Select(run => run.Asking).OfType<Task>().Where(task => !task.IsCompleted)];
        if (asking.Count == 0)
        {
            return;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        // A first answer comes from code that runs for the first time; without the patience the first frame would be empty.
        var wait = options.Value.Wait < FirstWait && board.Runs.Any(run => run.IsNew) ? FirstWait : options.Value.Wait;
        await Task.WhenAny(Task.WhenAll(asking), Task.Delay(wait, clock, waiting.Token));
        await waiting.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private void Harvest()
    {
        foreach (var run in board.Runs)
        {
            if (run.Harvest(Take) is { } failure)
            {
                Log.SourceFailed(logger, run.Status.Name, failure.Message);
            }
        }
    }

    private void Take(ISource source, DateTimeOffset at, Exposition exposition)
    {
        latest.Ingest(source.Name, at, exposition, source.Interval);
        meters.SamplesRead(exposition.Families.Sum(family => family.Samples.Count));
    }

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Source {Name} failed: {Reason}")]
        public static partial void SourceFailed(ILogger logger, string name, string reason);

        [LoggerMessage(LogLevel.Error, "{Consumer} failed on the frame of {At:O}")]
        public static partial void ConsumerFailed(ILogger logger, string consumer, DateTimeOffset at, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The clock was set back by {By}; frames go on at the new time")]
        public static partial void ClockSetBack(ILogger logger, TimeSpan by);
    }
}
