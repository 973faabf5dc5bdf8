using System.Collections.Immutable;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// Changes cards, for the page and the API alike: checked, recorded and kept in one transaction, and on every screen right after it. Who calls has
/// asked whether the actor may. Comments and time are only added, so that they conflict with nobody and leave a card's version as it is.
/// </summary>
internal sealed partial class BoardEditor(NpgsqlDataSource dataSource, BoardStore store, BoardKeeper keeper, IAudit audit, Catalogue catalogue, ConditionText wording, IStringLocalizer<CardTexts> texts,
    TimeProvider clock, AccessBook? book = null) : IBoardEditor, IDisposable
{
    /// <summary>One change at a time: the database would let them wait for each other anyway, each on a connection of its own.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <exception cref="AuditUnavailableException">It could not be recorded, and was not done; as with all that follow.</exception>
    public Task<CardWrite> EditAsync(Actor actor, long card, int version, CardEdit edit, CancellationToken cancellationToken) =>
        WriteAsync(card, async board =>
        {
            var faults = CardRules.Faults(edit, await NamesAsync(board, edit, cancellationToken)).ToList();
            if (faults.Count > 0 || board.Stored.Card.Version != version)
            {
                return faults.Count > 0 ? Refused(faults) : Stale(board.Stored.Card);
            }

            var (after, refused) = CardRules.Apply(board.Stored.Card, edit, actor.Name, board.Transaction.Now);
            if (!refused.IsEmpty)
            {
                return Refused(refused);
            }

            if (edit.AfterCardId is not null || after.Column != board.Stored.Card.Column || after.BlockKey != board.Stored.Card.BlockKey)
            {
                if (await board.Transaction.PlaceAsync(after, edit.AfterCardId, cancellationToken) is not { } rank)
                {
                    return Refused([new CardFault("afterCardId", "FaultAfterCard")]);
                }

                after = after with { Rank = rank };
            }

            if (after.Column == CardColumn.Done && board.Stored.Card.Column != CardColumn.Done)
            {
                await EndTimersAsync(board, cancellationToken); // nobody works on what is done
            }

            return await SaveAsync(board, actor, "card.changed", after, isRemoved: false, cancellationToken);
        }, cancellationToken);

    public async Task<CardWrite> RemoveAsync(Actor actor, long card, int version, CancellationToken cancellationToken) =>
        await WriteAsync(card, async board =>
        {
            if (board.Stored.Card.Version != version)
            {
                return Stale(board.Stored.Card);
            }

            await EndTimersAsync(board, cancellationToken);
            return await SaveAsync(board, actor, "card.removed", board.Stored.Card, isRemoved: true, cancellationToken);
        }, cancellationToken);

    /// <summary>The data ticks an item: once, and only while nobody did it or changed its condition.</summary>
    public Task<CardWrite> TickAsync(long card, long item, MetricCondition condition, TickEvidence evidence, CancellationToken cancellationToken) =>
        WriteAsync(card, async board =>
        {
            var before = board.Stored.Card;
            if (before.Items.FirstOrDefault(other => other.Id == item) is not { Done: false } open || open.Condition != condition)
            {
                return Stale(before);
            }

            var ticked = open with { Done = true, DoneAt = board.Transaction.Now, DoneBy = "", Evidence = evidence };
            return await SaveAsync(board, Actor.Itself, "card.ticked", before with { Items = before.Items.Replace(open, ticked) }, isRemoved: false, cancellationToken);
        }, cancellationToken);

    public async Task<CardWrite> CommentAsync(Actor actor, long card, string text, CancellationToken cancellationToken) =>
        await WriteAsync(card, async board =>
        {
            if (CardRules.Text("text", text, CardRules.LongestComment, isNeeded: true) is { } fault)
            {
                return Refused([fault]);
            }

            const string sql = "insert into card_comment (card, author, text, at) values (@card, @Name, @text, @Now) returning id";
            var comment = await board.Transaction.ScalarAsync<long>(sql, new { card, actor.Name, text = text.Trim(), board.Transaction.Now }, cancellationToken);
            await board.Transaction.TouchAsync(card, cancellationToken);
            return await CommitAsync(board, actor, "card.commented", null, new { comment }, change: null, cancellationToken);
        }, cancellationToken);

    /// <summary>Restores what a change changed, where nobody has changed it since; else stale.</summary>
    public async Task<CardWrite> UndoAsync(Actor actor, long change, CancellationToken cancellationToken)
    {
        if (await store.FindChangeAsync(change, cancellationToken) is not { } row)
        {
            return NotFound;
        }

        var difference = CardHistory.Difference(row);
        return await WriteAsync(row.Card, async board =>
        {
            var card = board.Stored.Card;
            if (CardHistory.WorkOf(difference) is { } work)
            {
                return await UndoTimeAsync(board, actor, work, difference, cancellationToken);
            }

            if (!CardHistory.CanBeUndone(difference))
            {
                return Refused([new CardFault("change", "FaultNotUndone")]);
            }

            if (difference.Undo(card, board.Stored.IsRemoved) is not var (after, isRemoved) || board.Transaction.Blocks.All(block => block.Key != after.BlockKey))
            {
                return Stale(card);
            }

            if (after.Rank != card.Rank || after.Column != card.Column || after.BlockKey != card.BlockKey)
            {
                after = after with { Rank = await FindPlaceAsync(board.Transaction, after, cancellationToken) };
            }

            if (card.LeftFor is not null && after.LeftFor is null && !await TakeBackAsync(board.Transaction, card.Id, cancellationToken))
            {
                return Stale(card); // it goes on there already
            }

            return await SaveAsync(board, actor, "card.undone", after, isRemoved, cancellationToken);
        }, cancellationToken, alsoRemoved: true);
    }

    public Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken) => store.ReadCommentsAsync(card, cancellationToken);

    /// <summary>Newest first; a change of several fields is several entries with one id.</summary>
    public async Task<IReadOnlyList<CardChange>> ReadHistoryAsync(long card, CancellationToken cancellationToken)
    {
        var changes = await store.ReadChangesAsync(card, cancellationToken);
        if (changes.Count == 0)
        {
            return [];
        }

        var stored = await store.FindAsync(card, cancellationToken);
        var blocks = stored is null ? null : await store.ReadBlockTitlesAsync(stored.Day, cancellationToken);
        return [.. changes.SelectMany(change => CardHistory.Tell(change, blocks ?? ImmutableDictionary<string, string>.Empty, wording.Of, texts))];
    }

    public void Dispose() => _turn.Dispose();

    private static CardWrite NotFound { get; } = new(CardOutcome.NotFound, null, null, []);

    private static CardWrite Stale(BoardCard card) => new(CardOutcome.Stale, card, null, []);

    private CardWrite Refused(IEnumerable<CardFault> faults) =>
        new(CardOutcome.Refused, null, null, [.. faults.Select(fault => new FieldFault(fault.Field, fault.Detail is null ? texts[fault.Text] : texts[fault.Text, fault.Detail]))]);

    private async Task<BoardNames> NamesAsync(Held board, CardEdit edit, CancellationToken cancellationToken) => new(
        [.. board.Transaction.Blocks.Where(block => block.InPlan || block.Key == board.Stored.Card.BlockKey).Select(block => block.Key)],
        edit.Assignees is null ? ImmutableHashSet<string>.Empty : await PeopleAsync(board.Transaction, cancellationToken), catalogue);

    /// <summary>Who a card can be given to: people of the program, whoever is on a card of the day already, and the plan's roles.</summary>
    private async Task<IReadOnlySet<string>> PeopleAsync(BoardTransaction transaction, CancellationToken cancellationToken) =>
        (await transaction.ReadNamesAsync(cancellationToken)).Concat(book?.Now.People.Values.Select(person => person.Name) ?? [])
            .Concat(keeper.Roles(transaction.Day.Number)).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);

    private async Task<CardWrite> WriteAsync(long card, Func<Held, Task<CardWrite>> work, CancellationToken cancellationToken, bool alsoRemoved = false, bool alsoClosed = false)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await TryAsync();
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation)
        {
            return await TryAsync(); // a timer was moved between two days on two nodes at once: the other one is done now
        }
        finally
        {
            _turn.Release();
        }

        async Task<CardWrite> TryAsync()
        {
            await using var transaction = await BoardTransaction.BeginAsync(dataSource, Now(), cancellationToken);
            return await transaction.HoldCardAsync(card, cancellationToken) is not { } stored || !(stored.IsVisible || (alsoRemoved && stored.IsRemoved)) ? NotFound
                : transaction.Day.ClosedAt is not null && !alsoClosed ? Refused([new CardFault("day", "FaultDayIsClosed", transaction.Day.Number)])
                : await work(new Held(transaction, stored));
        }
    }

    private async Task<CardWrite> SaveAsync(Held board, Actor actor, string action, BoardCard after, bool isRemoved, CancellationToken cancellationToken) =>
        await board.Transaction.SaveAsync(board.Stored.Card, after, actor.Name, board.Stored.IsRemoved, isRemoved, cancellationToken) is var (change, difference)
            ? await CommitAsync(board, actor, action, difference.Before, difference.After, change, cancellationToken)
            : new CardWrite(CardOutcome.Saved, board.Stored.Card, null, []);

    /// <summary>Records, commits, shows.</summary>
    private async Task<CardWrite> CommitAsync(Held board, Actor actor, string action, object? before, object? after, long? change, CancellationToken cancellationToken)
    {
        var transaction = board.Transaction;
        var changed = await transaction.ReadChangedAsync(cancellationToken);
        // Last: whoever else records waits until this ends.
        await audit.RecordAsync(new AuditEvent { Actor = actor, Action = action, Subject = $"day {transaction.Day.Number}: card {board.Stored.Card.Id}", Before = before, After = after }, transaction.Transaction, cancellationToken);
        await transaction.Transaction.CommitAsync(CancellationToken.None); // once it is sent, its outcome must be known
        keeper.Take(transaction.Day.Number, transaction.Day.Version, changed);
        return new CardWrite(CardOutcome.Saved, changed.FirstOrDefault(card => card.Card.Id == board.Stored.Card.Id)?.Card ?? board.Stored.Card, change, []);
    }

    /// <summary>Where it was, where that is still free; else next to it.</summary>
    private static async Task<string> FindPlaceAsync(BoardTransaction transaction, BoardCard card, CancellationToken cancellationToken)
    {
        const string sql = """
            select id from card where block = @block and board_column = @column and id <> @Id and rank < @Rank order by rank desc, id desc limit 1
            """;

        var above = await transaction.ScalarAsync<long?>(sql, new { block = transaction.BlockId(card.BlockKey), column = CardJson.Name(card.Column), card.Id, card.Rank }, cancellationToken);
        return await transaction.PlaceAsync(card, new Given<long?>(above), cancellationToken) ?? card.Rank;
    }

    /// <summary>In whole microseconds, as PostgreSQL keeps it: what is compared with what was read must be the same.</summary>
    private DateTimeOffset Now() => AuditChain.ToMicroseconds(clock.GetUtcNow());

    /// <summary>A card whose day is held.</summary>
    private sealed record Held(BoardTransaction Transaction, StoredBoardCard Stored);
}
