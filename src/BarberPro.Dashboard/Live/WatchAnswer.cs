using System.Text.Json.Serialization;
using MessagePack;

namespace BarberPro.Dashboard.Live;

/// <summary>
/// The answer to Watch. SignalR writes it while it holds the connection's write lock; what is sent from the moment its last
/// member is read waits for that lock. So the viewer starts there, and no frame can overtake the answer that names its values.
/// </summary>
[MessagePackObject]
[method: SerializationConstructor, JsonConstructor]
public sealed class WatchAnswer(long seq, long at, IReadOnlyList<LiveSeries> series)
{
    private readonly Action? _onWritten;

    internal WatchAnswer(LiveNow now, Action onWritten) : this(now.Seq, now.At, now.Series) => _onWritten = onWritten;

    [Key("seq"), JsonPropertyOrder(1)]
    public long Seq => seq;

    [Key("at"), JsonPropertyOrder(2)]
    public long At => at;

    [Key("series"), JsonPropertyOrder(3)]
    public IReadOnlyList<LiveSeries> Series
    {
        get
        {
            _onWritten?.Invoke();
            return series;
        }
    }
}
