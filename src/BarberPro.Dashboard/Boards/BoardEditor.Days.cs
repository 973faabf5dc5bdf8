using BarberPro.Dashboard.Access;

namespace BarberPro.Dashboard.Boards;

/// <summary>Cards that come: added by people, or left over.</summary>
internal sealed partial class BoardEditor
{
    /// <summary>To the day in view; not found while there is none.</summary>
    public Task<CardWrite> AddAsync(Actor actor, NewCard card, CancellationToken cancellationToken) =>
        keeper.Day is { } day ? AddAsync(actor, day, card, cancellationToken) : Task.FromResult(NotFound);

    /// <returns>Not found where there is no such day.</returns>
    public async Task<CardWrite> AddAsync(Actor actor, int day, NewCard card, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await BoardTransaction.BeginAsync(dataSource, Now(), cancellationToken);
            if (!await transaction.HoldDayAsync(day, cancellationToken))
            {
                return NotFound;
            }

            List<CardFault?> faults =
            [
                transaction.Day.ClosedAt is not null ? new("day", "FaultDayIsClosed", day) : null,
                transaction.Blocks.Any(block => block.InPlan && block.Key == card.BlockKey) ? null : new("block", "FaultBlock", card.BlockKey),
                !Enum.IsDefined(card.Column) ? new("column", "FaultColumn") : card.Column == CardColumn.Blocked ? new("column", "FaultNewIsBlocked") : null,
                CardRules.Text("title", card.Title, CardRules.LongestTitle, isNeeded: true),
            ];
            if (faults.OfType<CardFault>().ToList() is { Count: > 0 } found)
            {
                return Refused(found);
            }

            var id = await InsertAsync(transaction, NewKey(), card.BlockKey, card.Column, card.Title.Trim(), cancellationToken);
            var difference = CardHistory.Added(card.Title.Trim());
            var change = await transaction.AddChangeAsync(id, actor.Name, difference, cancellationToken);
            var stored = await transaction.ReadCardAsync(id, cancellationToken) ?? throw new InvalidOperationException("A card that was just added is gone.");
            return await CommitAsync(new Held(transaction, stored), actor, "card.added", null, new { card.BlockKey, title = card.Title.Trim() }, change, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A card that is left over goes to a later block of the day; without one to the next day, with a reason.</summary>
    public async Task<CardWrite> CarryAsync(Actor actor, long card, int version, string? toBlock, string reason, CancellationToken cancellationToken)
    {
        var write = await WriteAsync(card, async board =>
        {
            var before = board.Stored.Card;
            var blocks = board.Transaction.Blocks;
            var to = blocks.FirstOrDefault(block => block.InPlan && block.Key == toBlock);
            List<CardFault?> faults =
            [
                toBlock is not null && to is null ? new("toBlock", "FaultBlock", toBlock) : null,
                CardRules.Text("reason", reason ?? "", CardRules.LongestReason, isNeeded: toBlock is null),
            ];
            if (faults.OfType<CardFault>().ToList() is { Count: > 0 } found)
            {
                return Refused(found);
            }

            if (before.Version != version)
            {
                return Stale(before);
            }

            var from = blocks.First(block => block.Key == before.BlockKey);
            if (before.Column == CardColumn.Done || before.LeftFor is not null || (to is not null && to.StartsMinute < from.EndsMinute))
            {
                return Refused([before.Column == CardColumn.Done ? new("column", "FaultCarryDone") : before.LeftFor is { } left ? new("toBlock", "FaultAlreadyLeft", left) : new CardFault("toBlock", "FaultNotLater")]);
            }

            var after = before with { Travelled = before.Travelled + 1, TravelReason = (reason ?? "").Trim() };
            if (to is not null)
            {
                after = after with { BlockKey = to.Key, TravelledFrom = from.Title };
                after = after with { Rank = await board.Transaction.PlaceAsync(after, null, cancellationToken) ?? after.Rank };
            }
            else
            {
                const string next = "select coalesce((select min(number) from day where number > @Number), @Number + 1)";
                after = after with { LeftFor = await board.Transaction.ScalarAsync<int>(next, new { board.Transaction.Day.Number }, cancellationToken) };
            }

            return await SaveAsync(board, actor, "card.carried", after, isRemoved: false, cancellationToken);
        }, cancellationToken);
        if (write is { Outcome: CardOutcome.Saved, Card.LeftFor: not null })
        {
            await TakeOverAsync(cancellationToken);
        }

        return write;
    }

    /// <summary>What was left for a day appears on its board as soon as its plan is there; what was done of it stays where it was done.</summary>
    public async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        foreach (var day in await store.ReadDaysToTakeOverAsync(cancellationToken))
        {
            await TakeOverAsync(day, cancellationToken);
        }
    }

    private async Task TakeOverAsync(int day, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select card.id, card.day, card.title, block.key as block, card.travel_reason as reason, case when card.planned_hours is not null then greatest(0, card.planned_hours - spent.hours) end as hours,
                   (select by from card_change where card_change.card = card.id and jsonb_exists(after, 'leftFor') order by id desc limit 1) as by
              from day join card on {BoardStore.Leftover} join block on block.id = card.block,
                   lateral (select coalesce(sum(work.hours), 0) as hours from card_work work where work.card = card.id and work.removed_at is null) spent
             where day.number = @day order by card.day, block.position, card.rank
            """;
        const string copy = """
            update card set focus_area = old.focus_area, priority = old.priority, risk = old.risk, role = old.role, assignees = old.assignees, planned_hours = @Hours, metric = old.metric,
                   setting_group = old.setting_group, links = old.links, travelled = old.travelled, travelled_from = @from, travel_reason = old.travel_reason, carried_from = old.id
              from card old where card.id = @id and old.id = @old
            """;
        const string items = """
            insert into card_item (card, key, text, position, plan_line, condition)
            select @id, '+' || id, text, position, 0, condition from card_item where card = @old and not done and deleted_at is null and removed_at is null
            """;

        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = await BoardTransaction.BeginAsync(dataSource, Now(), cancellationToken);
            if (!await transaction.HoldDayAsync(day, cancellationToken) || transaction.Day.ClosedAt is not null || !transaction.Blocks.Any(block => block.InPlan))
            {
                return;
            }

            var left = await transaction.QueryAsync<LeftRow>(sql, new { day }, cancellationToken);
            foreach (var card in left)
            {
                var block = transaction.Blocks.FirstOrDefault(block => block.InPlan && block.Key == card.Block) ?? transaction.Blocks[0];
                string from = texts["DayNumber", card.Day];
                var id = await InsertAsync(transaction, NewKey(), block.Key, CardColumn.Todo, card.Title, cancellationToken);
                await transaction.ExecuteAsync(copy, new { id, old = card.Id, card.Hours, from }, cancellationToken);
                await transaction.ExecuteAsync(items, new { id, old = card.Id }, cancellationToken);
                await transaction.AddChangeAsync(id, card.By ?? Actor.Itself.Name, CardHistory.Carried(from, texts["DayNumber", day], card.Reason), cancellationToken);
            }

            if (left.Count > 0)
            {
                var changed = await transaction.ReadChangedAsync(cancellationToken);
                await audit.RecordAsync(new AuditEvent { Actor = Actor.Itself, Action = "card.carried", Subject = $"day {day}", After = new { from = left.Select(card => card.Id) } }, transaction.Transaction, cancellationToken);
                await transaction.Transaction.CommitAsync(CancellationToken.None);
                keeper.Take(day, transaction.Day.Version, changed);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No text of a plan makes such a key.</summary>
    private static string NewKey() => "+" + Guid.NewGuid().ToString("N");

    private static async Task<long> InsertAsync(BoardTransaction transaction, string key, string block, CardColumn column, string title, CancellationToken cancellationToken)
    {
        const string last = "select max(rank) from card where block = @block and board_column = @column";
        const string sql = """
            insert into card (day, block, key, title, position, plan_line, focus_area, priority, risk, role, board_column, rank, changed_at, seq)
            values (@Number, @block, @key, @title, 0, 0, '', '', '', '', @column, @rank, @Now, @Version) returning id
            """;

        var place = new { block = transaction.BlockId(block), column = CardJson.Name(column) };
        var rank = CardRank.Between(await transaction.ScalarAsync<string?>(last, place, cancellationToken), null);
        var id = await transaction.ScalarAsync<long>(sql, new { transaction.Day.Number, place.block, key, title, place.column, rank, transaction.Now, transaction.Day.Version }, cancellationToken);
        transaction.Added(id);
        return id;
    }

    /// <summary>The card on the next day goes again, where nobody has touched it there.</summary>
    private static async Task<bool> TakeBackAsync(BoardTransaction transaction, long card, CancellationToken cancellationToken)
    {
        const string find = "select version = 1 and not exists (select from card_work work where work.card = card.id) and not exists (select from card_comment comment where comment.card = card.id) from card where carried_from = @card";
        const string remove = """
            with board as (update day set board_version = board_version + 1 where number = (select day from card where carried_from = @card) returning board_version)
            update card set deleted_at = @Now, carried_from = null, seq = board.board_version from board where carried_from = @card
            """;

        if (await transaction.ScalarAsync<bool?>(find, new { card }, cancellationToken) is not { } untouched)
        {
            return true;
        }

        return untouched && await transaction.ExecuteAsync(remove, new { card, transaction.Now }, cancellationToken) == 1;
    }

    private sealed record LeftRow
    {
        public required long Id { get; init; }
        public required int Day { get; init; }
        public required string Title { get; init; }
        public required string Block { get; init; }
        public required string Reason { get; init; }
        public required double? Hours { get; init; }
        public required string? By { get; init; }
    }
}
