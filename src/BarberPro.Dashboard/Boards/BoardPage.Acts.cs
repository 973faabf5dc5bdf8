using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>What the board's page does when its person acts.</summary>
public sealed partial class BoardPage
{
    private long? _moving;
    private string? _movingTo;

    /// <summary>What the hand in the browser did.</summary>
    private async Task ActAsync(BoardActEventArgs act)
    {
        switch (act.Kind)
        {
            case "open": Open(act.Cards is [var card, ..] ? card : null); break;
            case "pick": Pick(act.Cards); break;
            case "clear" when !_marks.Picked.IsEmpty: ClearPicked(); break;
            case "clear": Open(null); break;
            case "move": await MoveAsync(act); break;
            case "hover":
                (_moving, _movingTo) = act.Cards is [var carried, ..] ? ((long?)carried, (string?)string.Create(CultureInfo.InvariantCulture, $"{act.Block}/{act.Column}/{act.After}")) : (default(long?), default(string));
                Show();
                break;
            case "undo": await Desk.UndoAsync(); break;
            case "add": BeginAdd(); break;
            case "ping": _pong++; break;
        }
    }

    /// <summary>Tells the others what this page is at.</summary>
    private void Show() => _here?.Show(_isEditing && Desk.MayAct ? _card?.Id : null, _moving, _movingTo);

    private async Task MoveAsync(BoardActEventArgs act)
    {
        (_moving, _movingTo) = (null, null);
        Show();
        ImmutableArray<BoardCard> cards = [.. act.Cards.Select(Desk.Find).OfType<BoardCard>()];
        if (!cards.IsEmpty)
        {
            await Desk.MoveAsync(act, cards);
            ClearPicked();
        }
    }

    /// <summary>To the end of a column.</summary>
    private Task MoveAsync(ImmutableArray<BoardCard> cards, string block, CardColumn column)
    {
        var last = _board.Blocks.FirstOrDefault(one => one.Key == block)?.Cards.LastOrDefault(card => card.Column == column && !cards.Contains(card));
        return MoveAsync(new BoardActEventArgs { Cards = [.. cards.Select(card => card.Id)], Block = block, Column = CardJson.Name(column), After = last?.Id });
    }

    private Task MovePickedAsync((string Block, CardColumn Column) to) => MoveAsync([.. _board.Cards.Where(card => _marks.Picked.Contains(card.Id))], to.Block, to.Column);

    private void Pick(IEnumerable<long> cards)
    {
        var picked = _marks.Picked.ToBuilder();
        foreach (var card in cards.Where(card => Desk.Find(card) is not null))
        {
            if (!picked.Remove(card))
            {
                picked.Add(card);
            }
        }

        _marks = _marks with { Picked = picked.ToImmutable() };
    }

    private void ClearPicked() => _marks = _marks.Picked.IsEmpty ? _marks : _marks with { Picked = [] };

    private void Filter(BoardFilter filter) => _marks = _marks with { Filter = filter };

    private void Fold(string block) => _folds[block] = !IsFolded(_board.Blocks.First(one => one.Key == block));

    private void ShowBlock(string block) => (_tabBlock, _tabColumn) = (block, BusiestOf(block));

    private void Open(long? card) => Go(card, isEditing: false);

    private void Edit(bool isEditing) => Go(_card?.Id, isEditing);

    /// <summary>What is open is in the address: a reload, after a sleep or a restart of the server, comes back to it.</summary>
    private void Go(long? card, bool isEditing)
    {
        var query = new List<string>();
        if (BlockQuery is { Length: > 0 } block)
        {
            query.Add($"block={Uri.EscapeDataString(block)}");
        }

        if (card is { } id)
        {
            query.Add(string.Create(CultureInfo.InvariantCulture, $"card={id}"));
            if (isEditing)
            {
                query.Add("edit=1");
            }
        }

        Tools.Navigation.NavigateTo(query.Count == 0 ? "board" : $"board?{string.Join('&', query)}", new NavigationOptions { ReplaceHistoryEntry = true });
    }

    private void BeginAdd() => _isAdding = true;

    private async Task EndAddAsync()
    {
        (_isAdding, _newTitle) = (false, "");
        await Tools.Drafts.ForgetAsync("add");
    }

    private async Task AddAsync()
    {
        var title = _newTitle.Trim();
        if (title.Length > 0 && await Desk.AddAsync(new NewCard(NewBlock, CardColumn.Todo, title)))
        {
            _newTitle = "";
            _added++;
        }
    }

    /// <summary>To a later block at once; to the next day with a reason.</summary>
    private async Task CarryAsync((BoardCard Card, string? ToBlock) carry)
    {
        if (carry.ToBlock is { } block)
        {
            await Desk.CarryAsync(carry.Card, block, Texts["LeftOverOf", _board.Blocks.FirstOrDefault(one => one.Key == carry.Card.BlockKey) is { } from ? Say.Block(from) : carry.Card.BlockKey]);
            return;
        }

        Desk.Ask(new Question(Texts["WhyLeft", carry.Card.Title], Texts["Reason"], Texts["LeaveIt"], $"leave-{carry.Card.Id}", reason => Desk.CarryAsync(carry.Card, null, reason)));
    }

    private async Task ConflictDone(bool isWritten)
    {
        if (isWritten && _isEditing && _card is { } card)
        {
            await Tools.Drafts.ForgetAsync(CardForm.DraftsOf(card.Id));
            Edit(false);
        }
        else if (!isWritten)
        {
            Desk.Close();
        }
    }
}
