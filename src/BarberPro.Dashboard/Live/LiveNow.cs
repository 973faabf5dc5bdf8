using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BarberPro.Dashboard.Live;

/// <summary>What a viewer should have been told by now. Immutable and shared: a viewer that falls behind keeps no queue, it only looks here again.</summary>
internal sealed record LiveNow
{
    public static LiveNow Empty { get; } = new();

    public int SeriesVersion { get; init; }

    public IReadOnlyList<LiveSeries> Series { get; init; } = [];

    public SerializedHubMessage? SeriesMessage { get; init; }

    /// <summary>Counts the frames published, so that a viewer knows how many it missed whatever their seq says.</summary>
    public long FrameNumber { get; init; }

    public long Seq { get; init; }

    public long At { get; init; }

    /// <summary>Null until a frame comes that fits <see cref="Series"/>.</summary>
    public SerializedHubMessage? FrameMessage { get; init; }

    /// <summary><see cref="TimeProvider.GetTimestamp"/> of the frame's publishing.</summary>
    public long PublishedAt { get; init; }

    /// <summary>By kind, the newest word of each.</summary>
    public ImmutableDictionary<string, LiveState> States { get; init; } = ImmutableDictionary<string, LiveState>.Empty;

    /// <summary>Counts the words about states.</summary>
    public long StateNumber { get; init; }

    public LiveNow WithSeries(LiveSeries[] series) =>
        this with { SeriesVersion = SeriesVersion + 1, Series = series, SeriesMessage = Message("series", (object)series), FrameMessage = null };

    public LiveNow WithFrame(long seq, long at, double?[] values, long publishedAt) =>
        this with { FrameNumber = FrameNumber + 1, Seq = seq, At = at, FrameMessage = Message("frame", seq, at, values), PublishedAt = publishedAt };

    public LiveNow WithState(string kind, long version) =>
        this with { StateNumber = StateNumber + 1, States = States.SetItem(kind, new(StateNumber + 1, Message("state", kind, version))) };

    /// <summary>Serialised once a protocol, by the first viewer that needs it.</summary>
    private static SerializedHubMessage Message(string target, params object?[] arguments) => new(new InvocationMessage(target, arguments));
}

internal sealed record LiveState(long Number, SerializedHubMessage Message);
