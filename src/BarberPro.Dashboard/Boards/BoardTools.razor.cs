using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>The board's head: sums of the whole day, who is here, what to show, the way back.</summary>
public sealed partial class BoardTools
{
    private const int MostPeople = 8;

    private static readonly ConditionalWeakTable<BoardSnapshot, Sums> Known = new();

    private (Sums? Sums, IReadOnlySet<string>? Here, BoardFilter? Filter, int LeftOver, UndoStep? Last, bool MayAct) _shown;
    private ImmutableArray<(string Name, string Title, bool IsHere)> _people = [];
    private Sums _sums = default!;
    private bool _changed;

    [Parameter, EditorRequired] public BoardSnapshot Board { get; set; } = BoardSnapshot.Loading;

    [Parameter, EditorRequired] public PresenceSnapshot Presence { get; set; } = PresenceSnapshot.Nobody;

    [Parameter, EditorRequired] public BoardFilter Filter { get; set; } = BoardFilter.All;

    [Parameter] public int LeftOver { get; set; }

    [Parameter] public EventCallback<BoardFilter> OnFilter { get; set; }

    [Parameter] public EventCallback OnAdd { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override void OnParametersSet()
    {
        _sums = Known.GetValue(Board, Sums.Of);
        var here = Presence.People;
        if (_shown.Sums is not { } sums || _shown.Here is not { } were || !sums.Assignees.SequenceEqual(_sums.Assignees) || sums.Budgets != _sums.Budgets || !(ReferenceEquals(were, here) || were.SetEquals(here)))
        {
            _people = [.. here.Concat(_sums.Assignees).Distinct().Where(name => name.Length > 0).OrderByDescending(name => name == Desk.Me).ThenByDescending(here.Contains).ThenBy(name => name, StringComparer.CurrentCulture)
                .Take(MostPeople).Select(name => (name, TitleOf(name, here.Contains(name)), here.Contains(name)))];
            _changed = true;
        }
        else
        {
            _changed = !sums.Equals(_sums) || (_shown.Filter, _shown.LeftOver, _shown.Last, _shown.MayAct) != (Filter, LeftOver, Desk.Last, Desk.MayAct);
        }

        _shown = (_sums, here, Filter, LeftOver, Desk.Last, Desk.MayAct);
    }

    protected override bool ShouldRender() => _changed;

    private string TitleOf(string name, bool isHere)
    {
        var role = Board.Budgets.FirstOrDefault(budget => budget.Person == name)?.Role;
        return (role is null ? name : $"{name}, {role}") + (isHere ? $" · {Texts["HereNow"]}" : "");
    }

    private Task TogglePersonAsync(string name) =>
        OnFilter.InvokeAsync(Filter with { People = Filter.People.SymmetricExcept([name]) });

    /// <summary>Of a snapshot, summed once, whoever looks.</summary>
    private sealed record Sums(int Items, int ItemsDone, int Cards, int Done, int Blocked, ImmutableArray<string> Areas, ImmutableArray<string> Assignees, ImmutableArray<RoleBudget> Budgets)
    {
        public static Sums Of(BoardSnapshot board)
        {
            var cards = board.Cards.ToList();
            return new Sums(cards.Sum(card => card.Items.Length), cards.Sum(card => card.Items.Count(item => item.Done)), cards.Count,
                cards.Count(card => card.Column == CardColumn.Done), cards.Count(card => card.Column == CardColumn.Blocked),
                [.. cards.Select(card => card.FocusArea).Where(area => area.Length > 0).Distinct()], [.. cards.SelectMany(card => card.Assignees).Distinct()], board.Budgets);
        }

        public bool Equals(Sums? other) => other is not null && (Items, ItemsDone, Cards, Done, Blocked) == (other.Items, other.ItemsDone, other.Cards, other.Done, other.Blocked)
            && Areas.SequenceEqual(other.Areas) && Assignees.SequenceEqual(other.Assignees);

        public override int GetHashCode() => HashCode.Combine(Items, ItemsDone, Cards, Done, Blocked);
    }
}
