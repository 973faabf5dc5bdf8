using System.Diagnostics.Metrics;

namespace BarberPro.Dashboard.Metrics;

internal sealed class StoreMeters
{
    private readonly Counter<long> _written;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _write;

    public StoreMeters(IMeterFactory factory)
    {
        var meter = factory.Create("BarberPro.Dashboard");
        _written = meter.CreateCounter<long>("barberpro_frames_written_total", description: "Frames that reached the database.");
        _lost = meter.CreateCounter<long>("barberpro_frames_lost_total", description: "Frames given up because the database was away for longer than memory holds.");
        _write = meter.CreateHistogram<double>("barberpro_store_write_seconds", "s", "Time of one write of frames and their minutes.");
        Meter = meter;
    }

    private Meter Meter { get; }

    public void Waiting(Func<int> count) => Meter.CreateObservableGauge("barberpro_frames_waiting", count, description: "Frames in memory that the database does not have yet.");

    public void Written(int frames, TimeSpan taken)
    {
        _written.Add(frames);
        _write.Record(taken.TotalSeconds);
    }

    public void Lost(int frames) => _lost.Add(frames);
}
