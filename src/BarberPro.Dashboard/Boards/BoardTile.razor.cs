using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A card in its column. It renders when the card is another object or something that lies over it changed; not because others moved, nor because time passed.</summary>
public sealed partial class BoardTile
{
    private (BoardCard? Card, bool IsOpen, bool IsPicked, bool IsUpcoming, string Editor, string Mover) _shown;
    private bool _changed;

    private bool IsOpen => _shown.IsOpen;

    private bool IsPicked => _shown.IsPicked;

    /// <summary>Who else changes its fields; empty where nobody does.</summary>
    private string Editor => _shown.Editor;

    private string Mover => _shown.Mover;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    /// <summary>Its block has not begun: what it will need, not how far it is.</summary>
    [Parameter] public bool IsUpcoming { get; set; }

    /// <summary>What lies over all cards; of it a card takes what is its own.</summary>
    [Parameter, EditorRequired] public BoardMarks Marks { get; set; } = BoardMarks.None;

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override void OnParametersSet()
    {
        var now = (Card, Marks.Open == Card.Id, Marks.Picked.Contains(Card.Id), IsUpcoming, Marks.EditorOf(Card.Id), Marks.MoverOf(Card.Id));
        _changed = !ReferenceEquals(_shown.Card, Card) || now != _shown;
        _shown = now;
    }

    protected override bool ShouldRender() => _changed;

    private string Elapsed(RunningTimer timer)
    {
        var elapsed = Clock.GetUtcNow() - timer.Since;
        return elapsed.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalHours}:{elapsed:mm\\:ss}") : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Max(0, elapsed.TotalMinutes)}:{elapsed:ss}");
    }
}
