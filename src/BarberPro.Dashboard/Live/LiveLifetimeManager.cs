using Microsoft.AspNetCore.SignalR;

namespace BarberPro.Dashboard.Live;

/// <summary>SignalR's own manager, which besides tells the broadcaster of each connection.</summary>
internal sealed class LiveLifetimeManager(LiveBroadcaster live, ILogger<DefaultHubLifetimeManager<LiveHub>> logger) : DefaultHubLifetimeManager<LiveHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        live.Join(connection);
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        live.Leave(connection.ConnectionId);
        return base.OnDisconnectedAsync(connection);
    }
}
