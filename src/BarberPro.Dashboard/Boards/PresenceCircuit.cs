using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BarberPro.Dashboard.Boards;

/// <summary>A circuit is kept for a while after its connection is gone: who is behind it must not be shown as looking meanwhile.</summary>
internal sealed class PresenceCircuit : CircuitHandler
{
    private BoardPresence.Handle? _handle;
    private bool _isDown;

    public void Follow(BoardPresence.Handle? handle)
    {
        _handle = handle;
        handle?.SetAway(_isDown);
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => SetDown(true);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => SetDown(false);

    private Task SetDown(bool isDown)
    {
        _isDown = isDown;
        _handle?.SetAway(isDown);
        return Task.CompletedTask;
    }
}
