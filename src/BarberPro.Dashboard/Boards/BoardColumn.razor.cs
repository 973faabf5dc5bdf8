using System.Collections.Immutable;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A column of a block. A move renders the two columns that it touches, and no other.</summary>
public sealed partial class BoardColumn
{
    /// <summary>From here on the browser draws only the cards in view.</summary>
    private const int Many = 30;

    private readonly HashSet<long> _shownIds = [];
    private ImmutableArray<BoardCard> _before = [];
    private (BoardMarks? Marks, int Total, bool IsUpcoming, bool IsShown) _other;
    private List<(Presence Who, long? After)> _landing = [];
    private string _name = "", _blockName = "";
    private bool _changed;

    [Parameter, EditorRequired] public BoardBlock Block { get; set; } = default!;

    [Parameter] public CardColumn Column { get; set; }

    /// <summary>Those that the filter lets through, in their order.</summary>
    [Parameter] public ImmutableArray<BoardCard> Cards { get; set; } = [];

    /// <summary>With those that it does not.</summary>
    [Parameter] public int Total { get; set; }

    [Parameter] public bool IsUpcoming { get; set; }

    /// <summary>Chosen on a phone, which shows one.</summary>
    [Parameter] public bool IsShown { get; set; }

    [Parameter, EditorRequired] public BoardMarks Marks { get; set; } = BoardMarks.None;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private LiveValue<BoardSnapshot> Live { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    private string Key => CardJson.Name(Column);

    protected override void OnParametersSet()
    {
        var other = (Marks, Total, IsUpcoming, IsShown);
        _changed = !Marks.IsAs(_other.Marks) || (_other.Total, _other.IsUpcoming, _other.IsShown) != (Total, IsUpcoming, IsShown) || !BoardBand.AreSame(_before, Cards);
        if (_changed)
        {
            (_before, _other) = (Cards, other);
            _landing = Marks.IsQuiet ? [] : [.. Marks.LandingAt(Block.Key, Key)];
            _shownIds.Clear();
            _shownIds.UnionWith(Cards.Select(card => card.Id));
            (_name, _blockName) = (Say.Column(Column), Say.Block(Block));
        }
    }

    protected override bool ShouldRender() => _changed;

    /// <summary>What would come below a card, or on top.</summary>
    private IEnumerable<(Presence Who, long? After)> Landing(long? after) => _landing.Count == 0 ? []
        : _landing.Where(landing => after is { } card ? landing.After == card : landing.After is null || !_shownIds.Contains(landing.After.Value));

    private string TitleOf(long? card) => Live.Current.Cards.FirstOrDefault(one => one.Id == card)?.Title ?? "";
}
