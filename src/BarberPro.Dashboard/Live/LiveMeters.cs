using System.Diagnostics.Metrics;

namespace BarberPro.Dashboard.Live;

internal sealed class LiveMeters(IMeterFactory factory)
{
    /// <summary>The one meter of the program; other rooms name it too.</summary>
    public const string Meter = "BarberPro.Dashboard";

    private readonly Meter _meter = factory.Create(Meter);
    private readonly Counter<long> _dropped = factory.Create(Meter)
        .CreateCounter<long>("barberpro_hub_frames_dropped_total", description: "Frames that viewers lost because they read too slowly.");
    private readonly Histogram<double> _send = factory.Create(Meter)
        .CreateHistogram<double>("barberpro_hub_send_seconds", "s", "From a frame's publishing until a viewer's connection took it.");

    public void Connections(Func<int> count) =>
        _meter.CreateObservableGauge("barberpro_hub_connections", count, description: "Connections to the live hub.");

    public void FramesDropped(long frames)
    {
        if (frames > 0)
        {
            _dropped.Add(frames);
        }
    }

    public void FrameSent(TimeSpan taken) => _send.Record(taken.TotalSeconds);
}
