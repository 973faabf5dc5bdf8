using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A card in its column. It renders when the card is another object or something that lies over it changed; not because others moved, nor because time passed.</summary>
public sealed partial class BoardTile
{
    private (BoardCard? Card, bool IsOpen, bool IsPicked, bool IsUpcoming, string Editor, string Mover) _shown;
    private bool _changed;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    [Parameter] public bool IsOpen { get; set; }

    [Parameter] public bool IsPicked { get; set; }

    /// <summary>Its block has not begun: what it will need, not how far it is.</summary>
    [Parameter] public bool IsUpcoming { get; set; }

    /// <summary>Who else changes its fields; empty where nobody does.</summary>
    [Parameter] public string Editor { get; set; } = "";

    [Parameter] public string Mover { get; set; } = "";

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override void OnParametersSet()
    {
        var now = (Card, IsOpen, IsPicked, IsUpcoming, Editor, Mover);
        _changed = !ReferenceEquals(_shown.Card, Card) || (_shown.IsOpen, _shown.IsPicked, _shown.IsUpcoming, _shown.Editor, _shown.Mover) != (IsOpen, IsPicked, IsUpcoming, Editor, Mover);
        _shown = now;
    }

    protected override bool ShouldRender() => _changed;

    private string Elapsed(RunningTimer timer)
    {
        var elapsed = Clock.GetUtcNow() - timer.Since;
        return elapsed.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalHours}:{elapsed:mm\\:ss}") : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Max(0, elapsed.TotalMinutes)}:{elapsed:ss}");
    }
}
