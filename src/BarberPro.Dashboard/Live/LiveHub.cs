using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Live;

/// <summary>What a page calls. What it is sent, <see cref="LiveViewer"/> sends.</summary>
internal sealed class LiveHub(LiveBroadcaster live, IStringLocalizer<LiveTexts> texts) : Hub
{
    public const string Path = "/hubs/live";

    public override Task OnConnectedAsync() =>
        Clients.Caller.SendAsync("hello", ProgramVersion.Current, Context.ConnectionAborted);

    /// <summary>Frames begin with this call; the topic is there for later ones.</summary>
    public WatchAnswer Watch(string topic) =>
        string.Equals(topic, "all", StringComparison.Ordinal)
            ? live.Watch(Context.ConnectionId)
            : throw new HubException(texts["UnknownTopic", Shown(topic)]);

    private static string Shown(string? topic) => topic is { Length: > 40 } ? topic[..40] + "…" : topic ?? "";
}
