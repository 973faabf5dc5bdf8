using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A block of the day: its head with whole counts, what is left over of an ended one, and its four columns.</summary>
public sealed partial class BoardBand
{
    private static readonly (ImmutableArray<BoardCard> Shown, int Total) Empty = ([], 0);

    private readonly (ImmutableArray<BoardCard> Shown, int Total)[] _columns = [Empty, Empty, Empty, Empty];
    private ImmutableArray<BoardCard> _before = [], _left = [];
    private (BoardMarks? Marks, BlockState State, bool IsFolded, bool IsShown, CardColumn ShownColumn, bool MayAct, string? CarryTo, int CarriedOn, DaySnapshot? Day) _other;
    private bool _changed;
    private string _name = "", _time = "", _until = "";
    private BandSums _sums = default!;

    [Parameter, EditorRequired] public BoardBlock Block { get; set; } = default!;

    [Parameter, EditorRequired] public DaySnapshot Day { get; set; } = default!;

    [Parameter, EditorRequired] public BoardMarks Marks { get; set; } = BoardMarks.None;

    [Parameter] public BlockState State { get; set; }

    [Parameter] public bool IsFolded { get; set; }

    /// <summary>Chosen on a phone, which shows one block and one column.</summary>
    [Parameter] public bool IsShown { get; set; }

    [Parameter] public CardColumn ShownColumn { get; set; }

    [Parameter] public bool MayAct { get; set; }

    /// <summary>Where a card that is left over can go on today; null where the day has no later block.</summary>
    [Parameter] public BoardBlock? CarryTo { get; set; }

    [Parameter] public int? NextDay { get; set; }

    /// <summary>Cards that stood here and stand in a later block now.</summary>
    [Parameter] public int CarriedOn { get; set; }

    [Parameter] public string Link { get; set; } = "";

    [Parameter] public EventCallback<string> OnFold { get; set; }

    [Parameter] public EventCallback<long> OnOpen { get; set; }

    [Parameter] public EventCallback<(BoardCard Card, string? ToBlock)> OnCarry { get; set; }

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    private DateTimeOffset Now => Clock.GetUtcNow();

    private DateTimeOffset Start => Day.At(Day.Date, Block.Start);

    private DateTimeOffset End => Day.At(Day.Date, Block.End);

    /// <summary>The full hours within the block, as places on its line.</summary>
    private IEnumerable<string> Ticks
    {
        get
        {
            for (var at = new TimeOnly(Block.Start.Hour, 0).AddHours(1); at > Block.Start && at < Block.End; at = at.AddHours(1))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{(at - Block.Start) / (Block.End - Block.Start) * 100:0.##}%");
            }
        }
    }

    /// <summary>The same objects in the same order.</summary>
    internal static bool AreSame(ImmutableArray<BoardCard> a, ImmutableArray<BoardCard> b) => a == b || (a.Length == b.Length && a.AsSpan().SequenceEqual(b.AsSpan(), ReferenceEqualityComparer.Instance));

    protected override void OnParametersSet()
    {
        var other = (Marks, State, IsFolded, IsShown, ShownColumn, MayAct, CarryTo?.Key, CarriedOn, Day);
        _changed = !Marks.IsAs(_other.Marks) || !ReferenceEquals(_other.Day, Day)
            || (_other.State, _other.IsFolded, _other.IsShown, _other.ShownColumn, _other.MayAct, _other.CarryTo, _other.CarriedOn) != (State, IsFolded, IsShown, ShownColumn, MayAct, CarryTo?.Key, CarriedOn)
            || !AreSame(_before, Block.Cards);
        if (_changed)
        {
            (_before, _other) = (Block.Cards, other);
            Sum();
        }
    }

    protected override bool ShouldRender() => _changed;

    private void Sum()
    {
        _sums = BandSums.Of(Block);
        foreach (var column in BoardWording.Columns)
        {
            var all = _sums.Columns[(int)column];
            var shown = Shown(all);
            ref var kept = ref _columns[(int)column];
            kept = (AreSame(kept.Shown, shown) ? kept.Shown : shown, all.Length);
        }

        _left = Shown(_sums.Left);
        _name = Say.Block(Block);
        _time = string.Create(CultureInfo.InvariantCulture, $"{Block.Start:HH:mm}–{Block.End:HH:mm}");
        _until = Block.End.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private ImmutableArray<BoardCard> Shown(ImmutableArray<BoardCard> cards) => Marks.Filter.IsAll ? cards : [.. cards.Where(card => Marks.Filter.Shows(card, Marks.Me))];
}
