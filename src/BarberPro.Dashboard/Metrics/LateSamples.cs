namespace BarberPro.Dashboard.Metrics;

/// <summary>Puts late samples into their minutes, beside the pipeline: one write at a time, never waited for.</summary>
internal sealed partial class LateSamples(IMinuteStore store, PipelineMeters meters, ILogger<LateSamples> logger)
{
    /// <summary>What waits while the store is away; more is counted as lost.</summary>
    private const int MostWaiting = 10_000;

    private readonly List<LateSample> _waiting = [];
    private Task _writing = Task.CompletedTask;

    public void Add(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken)
    {
        if (_waiting.Count + samples.Count > MostWaiting)
        {
            meters.LateSamplesLost(samples.Count);
        }
        else
        {
            _waiting.AddRange(samples);
        }

        if (_waiting.Count > 0 && _writing.IsCompleted)
        {
            LateSample[] batch = [.. _waiting];
            _waiting.Clear();
            _writing = Task.Run(() => WriteAsync(batch, cancellationToken), cancellationToken);
        }
    }

    private async Task WriteAsync(LateSample[] batch, CancellationToken cancellationToken)
    {
        try
        {
            await store.AmendAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meters.LateSamplesLost(batch.Length);
            Log.NotAmended(logger, batch.Length, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} late samples could not be put into their minutes")]
        public static partial void NotAmended(ILogger logger, int count, Exception exception);
    }
}
