using System.Text.Json.Serialization;
using MessagePack;

namespace BarberPro.Dashboard.Live;

/// <summary>
/// The answer to Watch. SignalR writes it while it holds the connection's write lock; what is sent from the moment its last
/// member is read waits for that lock. So the viewer starts there, and no frame can overtake the answer that names its values.
/// </summary>
[MessagePackObject]
public sealed class WatchAnswer
{
    private readonly LiveNow _now;
    private readonly Action _onWritten;

    internal WatchAnswer(LiveNow now, Action onWritten) => (_now, _onWritten) = (now, onWritten);

    [Key("seq"), JsonPropertyOrder(1)]
    public long Seq => _now.Seq;

    [Key("at"), JsonPropertyOrder(2)]
    public long At => _now.At;

    [Key("series"), JsonPropertyOrder(3)]
    public IReadOnlyList<LiveSeries> Series
    {
        get
        {
            _onWritten();
            return _now.Series;
        }
    }
}
