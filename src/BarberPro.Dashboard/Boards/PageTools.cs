using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>What the board's page needs of its circuit and its browser.</summary>
internal sealed record PageTools(NavigationManager Navigation, PresenceCircuit Circuit, Drafts Drafts, TimeProvider Clock);
