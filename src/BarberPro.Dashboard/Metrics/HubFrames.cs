using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Hands each frame to the live hub, and the series before the first frame that has them.</summary>
internal sealed class HubFrames(LiveBroadcaster live) : IFrameConsumer
{
    private SeriesSet? _set;

    public void Accept(Frame frame)
    {
        if (!ReferenceEquals(_set, frame.Set))
        {
            live.SetSeries([.. frame.Set.All.Select(s => new LiveSeries(s.Id, s.Key, s.Labels.ToDictionary(), s.Unit))]);
            _set = frame.Set;
        }

        live.PublishFrame(frame.Seq, frame.At.ToUnixTimeMilliseconds(), frame.Values.AsMemory());
    }
}
