using System.Diagnostics.Metrics;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Metrics;

/// <summary>The pipeline's own figures.</summary>
internal sealed class PipelineMeters
{
    /// <summary>What the names of all the program's own series begin with.</summary>
    public const string Prefix = "barberpro_";

    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _evaluate;
    private readonly Counter<long> _samples;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _lost;

    public PipelineMeters(IMeterFactory factory)
    {
        var meter = factory.Create(LiveMeters.Meter);
        _lag = meter.CreateHistogram("barberpro_frame_lag_seconds", "s", "From the second that a frame stands for until it was closed.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.125, 0.15, 0.25, 0.5, 1],
        });
        _evaluate = meter.CreateHistogram("barberpro_evaluate_seconds", "s", "What the evaluation of the catalogue took.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.00005, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.0025, 0.01, 0.1],
        });
        _samples = meter.CreateCounter<long>("barberpro_samples_total", description: "Samples read from sources.");
        _frames = meter.CreateCounter<long>("barberpro_frames_total", description: "Frames closed.");
        _lost = meter.CreateCounter<long>("barberpro_late_samples_lost_total", description: "Late samples that could not be put into their minute.");
    }

    public void SamplesRead(int samples) => _samples.Add(samples);

    public void Evaluated(TimeSpan taken) => _evaluate.Record(taken.TotalSeconds);

    public void FrameClosed(TimeSpan lag)
    {
        _frames.Add(1);
        _lag.Record(Math.Max(0, lag.TotalSeconds));
    }

    public void LateSamplesLost(int samples) => _lost.Add(samples);
}
