using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>The board's head: sums of the whole day, who is here, what to show, the way back.</summary>
public sealed partial class BoardTools
{
    private const int MostPeople = 8;

    private (BoardSnapshot? Board, PresenceSnapshot? Presence) _summed;
    private ImmutableArray<(string Name, string Title, bool IsHere)> _people = [];
    private ImmutableArray<string> _areas = [];
    private int _items, _itemsDone, _cards, _done, _blocked;

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
        if (ReferenceEquals(_summed.Board, Board) && ReferenceEquals(_summed.Presence, Presence))
        {
            return;
        }

        _summed = (Board, Presence);
        (_items, _itemsDone, _cards, _done, _blocked) = (0, 0, 0, 0, 0);
        foreach (var card in Board.Cards)
        {
            _items += card.Items.Length;
            _itemsDone += card.Items.Count(item => item.Done);
            _cards++;
            _done += card.Column == CardColumn.Done ? 1 : 0;
            _blocked += card.Column == CardColumn.Blocked ? 1 : 0;
        }

        var here = Presence.Viewers.Select(viewer => viewer.Person).ToHashSet();
        _people = [.. here.Concat(Board.Cards.SelectMany(card => card.Assignees)).Distinct().Where(name => name.Length > 0).OrderByDescending(name => name == Desk.Me).ThenByDescending(here.Contains).ThenBy(name => name, StringComparer.CurrentCulture)
            .Take(MostPeople).Select(name => (name, TitleOf(name, here.Contains(name)), here.Contains(name)))];
        _areas = [.. Board.Cards.Select(card => card.FocusArea).Where(area => area.Length > 0).Distinct()];
    }

    private string TitleOf(string name, bool isHere)
    {
        var role = Board.Budgets.FirstOrDefault(budget => budget.Person == name)?.Role;
        return (role is null ? name : $"{name}, {role}") + (isHere ? $" · {Texts["HereNow"]}" : "");
    }

    private Task TogglePersonAsync(string name) =>
        OnFilter.InvokeAsync(Filter with { People = Filter.People.SymmetricExcept([name]) });
}
