using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Days;

/// <summary>Writes a plan whose keys are resolved, within an import's transaction. Nothing is deleted: what the plan lacks is marked.</summary>
internal sealed class PlanWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now)
{
    public async Task WriteAsync(StoredDay? day, ImportedPlan? before, ImportedPlan plan, string sha256, CancellationToken cancellationToken)
    {
        await WriteDayAsync(day, before, plan, sha256, cancellationToken);
        await WriteBlocksAsync(plan, cancellationToken);
        await WriteCardsAsync(plan, cancellationToken);
        await WriteItemsAsync(plan, cancellationToken);
        await WriteBoardAsync(plan.Number!.Value, cancellationToken);
        await WriteLinesAsync("planned_target", plan.Number.Value, [.. plan.Targets.Select((target, position) => new { target.Key, target.Section, target.Text, position, target.Line })],
            [.. plan.Targets.Select(target => target.Key)], cancellationToken);
        await WriteLinesAsync("handoff_item", plan.Number.Value, [.. plan.Handoff.Select((item, position) => new { item.Key, item.Section, item.Text, position, item.Line })],
            [.. plan.Handoff.Select(item => item.Key)], cancellationToken);
    }

    private async Task WriteDayAsync(StoredDay? day, ImportedPlan? before, ImportedPlan plan, string sha256, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into day (number, date, zone, baseline_number, baseline_date, plan, plan_sha256, imported_at)
            values (@Number, @date, @zone, @BaselineNumber,
                    coalesce((select other.date from day other where other.number = @BaselineNumber and other.date < @date), @date - 1), @Markdown, @sha256, @now)
            on conflict (number) do update
               set date = excluded.date, zone = excluded.zone, baseline_number = excluded.baseline_number,
                   baseline_date = case when day.date = excluded.date then day.baseline_date else excluded.baseline_date end,
                   plan = excluded.plan, plan_sha256 = excluded.plan_sha256, imported_at = excluded.imported_at, version = day.version + 1
            """;

        // A day that moved along stays where it is, unless the plan itself says another date than it did.
        var date = day is not null && before?.Date == plan.Date ? day.Date : plan.Date!.Value;
        await ExecuteAsync(sql, new { plan.Number, date, zone = plan.Zone.Id, plan.BaselineNumber, plan.Markdown, sha256, now }, cancellationToken);
    }

    private async Task WriteBlocksAsync(ImportedPlan plan, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into block (day, key, title, position, starts_minute, ends_minute)
            values (@Number, @Key, @Title, @position, @starts, @ends)
            on conflict (day, key) do update
               set title = excluded.title, position = excluded.position, starts_minute = excluded.starts_minute, ends_minute = excluded.ends_minute, removed_at = null
            """;

        await ExecuteAsync(sql, plan.Blocks.Select((block, position) => new
        {
            plan.Number, block.Key, block.Title, position, starts = StoredBlock.MinuteOf(block.Start), ends = StoredBlock.MinuteOf(block.End),
        }), cancellationToken);
        await ExecuteAsync("update block set removed_at = @now where day = @Number and removed_at is null and key <> all(@keys)",
            new { plan.Number, now, keys = plan.Blocks.Select(block => block.Key).ToArray() }, cancellationToken);
    }

    private async Task WriteCardsAsync(ImportedPlan plan, CancellationToken cancellationToken)
    {
        // What a person made of a field stays; what is as the last import left it becomes what this one says.
        const string sql = """
            insert into card (day, block, key, title, position, plan_line, focus_area, priority, risk, role, planned_hours, rank, changed_at, plan_title, plan_block, plan_focus_area, plan_priority, plan_hours)
            select @Number, block.id, @Key, @Title, @position, @Line, @FocusArea, @Priority, @Risk, @Role, @PlannedHours, 'm' || lpad(@position::text, 5, '0') || 'm', @now, @Title, block.id, @FocusArea, @Priority, @PlannedHours
              from block where block.day = @Number and block.key = @BlockKey
            on conflict (day, key) do update
               set block = case when card.block is not distinct from card.plan_block then excluded.block else card.block end,
                   title = case when card.title is not distinct from card.plan_title then excluded.title else card.title end,
                   focus_area = case when card.focus_area = card.plan_focus_area then excluded.focus_area else card.focus_area end,
                   priority = case when card.priority = card.plan_priority then excluded.priority else card.priority end,
                   planned_hours = case when card.planned_hours is not distinct from card.plan_hours then excluded.planned_hours else card.planned_hours end,
                   position = excluded.position, plan_line = excluded.plan_line, risk = excluded.risk, role = excluded.role, removed_at = null,
                   plan_title = excluded.plan_title, plan_block = excluded.plan_block, plan_focus_area = excluded.plan_focus_area, plan_priority = excluded.plan_priority, plan_hours = excluded.plan_hours,
                   version = card.version + case when (card.plan_block, card.plan_title, card.plan_focus_area, card.plan_priority, card.risk, card.role, card.plan_hours, card.removed_at)
                       is distinct from (excluded.plan_block, excluded.plan_title, excluded.plan_focus_area, excluded.plan_priority, excluded.risk, excluded.role, excluded.plan_hours, null::timestamptz) then 1 else 0 end
            """;

        await ExecuteAsync(sql, plan.Cards.Select((card, position) => new
        {
            plan.Number, card.BlockKey, card.Key, card.Title, position, card.Line, card.FocusArea, card.Priority, card.Risk, card.Role, card.PlannedHours, now,
        }), cancellationToken);
        await ExecuteAsync("update card set removed_at = @now, version = version + 1 where day = @Number and plan_title is not null and removed_at is null and key <> all(@keys)",
            new { plan.Number, now, keys = plan.Cards.Select(card => card.Key).ToArray() }, cancellationToken);
    }

    private async Task WriteItemsAsync(ImportedPlan plan, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into card_item (card, key, text, position, plan_line, plan_text)
            select card.id, @Key, @Text, @position, @Line, @Text from card where card.day = @Number and card.key = @card
            on conflict (card, key) do update
               set text = case when card_item.text is not distinct from card_item.plan_text then excluded.text else card_item.text end,
                   position = excluded.position, plan_line = excluded.plan_line, plan_text = excluded.plan_text, removed_at = null,
                   version = card_item.version + case when card_item.plan_text is distinct from excluded.plan_text or card_item.removed_at is not null then 1 else 0 end
            """;

        var before = await ReadItemVersionsAsync(plan, cancellationToken);
        var items = plan.Cards.SelectMany(card => card.Items.Select((item, position) => new { plan.Number, card = card.Key, item.Key, item.Text, position, item.Line })).ToList();
        await ExecuteAsync(sql, items, cancellationToken);

        // The items of a task that is gone stay as they are: the task is marked.
        const string removed = """
            update card_item item set removed_at = @now, version = item.version + 1
              from card
             where card.id = item.card and card.day = @Number and card.removed_at is null and item.removed_at is null and item.plan_text is not null
               and not exists (select from unnest(@cards, @keys) as kept(card, key) where kept.card = card.key and kept.key = item.key)
            """;

        await ExecuteAsync(removed, new { plan.Number, now, cards = items.Select(item => item.card).ToArray(), keys = items.Select(item => item.Key).ToArray() }, cancellationToken);

        // Who edits a card's items while the plan changes them must hear of it.
        var after = await ReadItemVersionsAsync(plan, cancellationToken);
        await ExecuteAsync("update card set version = version + 1 where id = any(@changed)",
            new { changed = after.Where(card => before.TryGetValue(card.Key, out var versions) && versions != card.Value).Select(card => card.Key).ToArray() }, cancellationToken);
    }

    /// <summary>A number that is another one as soon as one of a card's items is; cards that this import adds have none before.</summary>
    private async Task<Dictionary<long, long>> ReadItemVersionsAsync(ImportedPlan plan, CancellationToken cancellationToken)
    {
        const string sql = "select card.id, sum(item.version + 1)::bigint from card join card_item item on item.card = card.id where card.day = @Number group by card.id";

        return (await connection.QueryAsync<(long Card, long Versions)>(new CommandDefinition(sql, new { plan.Number }, transaction, cancellationToken: cancellationToken)))
            .ToDictionary(row => row.Card, row => row.Versions);
    }

    /// <summary>Two cards of one place get two, and everybody who shows the board is told.</summary>
    private async Task WriteBoardAsync(int number, CancellationToken cancellationToken)
    {
        const string ranks = """
            update card set rank = card.rank || lpad(card.id::text, 12, '0') || 'm'
             where card.day = @number
               and exists (select from card other where other.block = card.block and other.board_column = card.board_column and other.rank = card.rank and other.id < card.id)
            """;
        const string seq = """
            with board as (update day set board_version = board_version + 1 where number = @number returning board_version)
            update card set seq = board.board_version from board where card.day = @number
            """;

        await ExecuteAsync(ranks, new { number }, cancellationToken);
        await ExecuteAsync(seq, new { number }, cancellationToken);
    }

    private async Task WriteLinesAsync(string table, int number, IReadOnlyList<object> lines, string[] keys, CancellationToken cancellationToken)
    {
        var sql = $"""
            insert into {table} (day, key, section, text, position, plan_line)
            values ({number}, @Key, @Section, @Text, @position, @Line)
            on conflict (day, key) do update
               set section = excluded.section, text = excluded.text, position = excluded.position, plan_line = excluded.plan_line, removed_at = null
            """;

        await ExecuteAsync(sql, lines, cancellationToken);
        await ExecuteAsync($"update {table} set removed_at = @now where day = @number and removed_at is null and key <> all(@keys)", new { number, now, keys }, cancellationToken);
    }

    private Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
