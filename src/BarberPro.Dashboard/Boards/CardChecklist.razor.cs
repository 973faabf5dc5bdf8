using System.Collections.Immutable;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>The items of the open card. Ticking, adding and removing go upon the card as it is; a text that two change is asked.</summary>
public sealed partial class CardChecklist
{
    private BoardCard? _seen;
    private (BoardCard? Card, bool MayAct) _shown;
    private ConditionDraft _condition = new();
    private long? _editing;
    private string _text = "", _new = "", _fault = "";
    private string? _base;
    private int _added;
    private bool _isBusy;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    [Parameter] public bool MayAct { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private Drafts Drafts { get; set; } = default!;

    [Inject] private Catalogue Catalogue { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override void OnParametersSet()
    {
        if (_shown.Card?.Id != Card.Id)
        {
            (_editing, _seen, _new, _fault) = (null, null, "", "");
        }

        _shown = (Card, MayAct);
    }

    private static string? ToneOf(BoardItem item) => !item.Done ? null : item.Evidence is not null ? "a" : "d";

    private async Task OnItemAsync(ItemEventArgs act)
    {
        if (Card.Items.FirstOrDefault(one => one.Id == act.Item) is not { } item)
        {
            return;
        }

        switch (act.Act)
        {
            case "tick":
                var done = !item.Done;
                await Desk.ActAsync(Card.Id, card => card.Items.Any(one => one.Id == item.Id && one.Done != done) ? new CardEdit { SomeItems = [new ItemEdit(item.Id, null, done, null)] } : null, Texts[done ? "StepTick" : "StepUntick"]);
                break;
            case "remove":
                await Desk.ActAsync(Card.Id, card => card.Items.Any(one => one.Id == item.Id) ? new CardEdit { Items = new([.. Kept(card).Where(one => one.Id != item.Id)]) } : null, Texts["StepRemoveItem"]);
                break;
            case "edit":
                Edit(item, item.Condition);
                break;
            case "offer":
                Edit(item, ConditionOffers.For(item, Card, Catalogue)); // only put before the person: they save it, or another one
                break;
        }
    }

    private void Edit(BoardItem item, MetricCondition? condition) =>
        (_editing, _seen, _text, _base, _fault, _condition) = (item.Id, Card, item.Text, null, "", ConditionDraft.Of(condition, Catalogue));

    private async Task SaveAsync()
    {
        if (_isBusy || _editing is not { } id || _seen is not { } seen || seen.Items.FirstOrDefault(one => one.Id == id) is not { } before)
        {
            return;
        }

        if (!_condition.TryRead(Catalogue, out var condition))
        {
            _fault = Texts["BadCondition"];
            return;
        }

        _isBusy = true;
        if (_base is { } written)
        {
            seen = seen with { Items = [.. seen.Items.Select(one => one.Id == id ? one with { Text = written } : one)] };
        }

        var text = _text.Trim();
        var edit = new ItemEdit(id, text == before.Text ? default(Given<string>?) : new Given<string>(text), null, Equals(condition, before.Condition) ? default(Given<MetricCondition?>?) : new Given<MetricCondition?>(condition));
        if (edit is { Text: null, Condition: null } || await Desk.EditAsync(seen, new CardEdit { SomeItems = [edit] }, Texts["StepEdit"]))
        {
            await CancelAsync();
        }
        else if (Desk.Conflict is null)
        {
            _fault = Desk.Notice;
        }

        _isBusy = false;
    }

    private async Task CancelAsync()
    {
        var id = _editing;
        (_editing, _fault) = (null, "");
        await Drafts.ForgetAsync($"item-{id}");
    }

    private async Task AddAsync()
    {
        var text = _new.Trim();
        if (text.Length == 0 || _isBusy)
        {
            return;
        }

        _isBusy = true;
        if (await Desk.ActAsync(Card.Id, card => new CardEdit { Items = new([.. Kept(card), new ItemEdit(null, text, null, null)]) }, Texts["StepAddItem"]))
        {
            _new = "";
            _added++;
        }

        _isBusy = false;
    }

    /// <summary>All items as they are, by their ids.</summary>
    private static IEnumerable<ItemEdit> Kept(BoardCard card) => card.Items.Select(item => new ItemEdit(item.Id, null, null, null));
}
