using System.Collections.Immutable;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>A card as stored: also one that nobody sees any more.</summary>
/// <param name="Seq">The board's version with which it changed last.</param>
/// <param name="IsVisible">It is in the plan, or a person added it, or has worked on it; and nobody removed it.</param>
internal sealed record StoredBoardCard(int Day, BoardCard Card, long Seq, bool IsVisible, bool IsRemoved);

/// <summary>A day's board as stored.</summary>
internal sealed record StoredBoard(int Day, DateOnly Date, string Zone, DateTimeOffset? ClosedAt, long Version, ImmutableArray<StoredBoardBlock> Blocks, ImmutableArray<StoredBoardCard> Cards);

internal sealed record StoredBoardBlock
{
    public required long Id { get; init; }
    public required string Key { get; init; }
    public required string Title { get; init; }
    public required int StartsMinute { get; init; }
    public required int EndsMinute { get; init; }
    public required bool InPlan { get; init; }

    public BoardBlock WithCards(ImmutableArray<BoardCard> cards) =>
        new(Key, Title, TimeOnly.MinValue.AddMinutes(StartsMinute), EndsMinute == 1440 ? TimeOnly.MaxValue : TimeOnly.MinValue.AddMinutes(EndsMinute), cards);
}

/// <summary>Reads of boards. Writes are in <see cref="BoardTransaction"/>.</summary>
internal sealed class BoardStore(NpgsqlDataSource dataSource)
{
    private const string CardColumns = """
        select card.id, card.day, card.version, block.key as block_key, card.title, board_column, card.rank, assignees, role, planned_hours, priority, risk, focus_area,
               blocked_reason, blocked_at, travelled, travelled_from, travel_reason, left_for, metric::text as metric, setting_group, links::text as links,
               case when card.plan_title is null then 0 else card.plan_line end as plan_line, card.changed_at, card.seq, card.deleted_at is not null as is_removed,
               (select count(*)::integer from card_comment comment where comment.card = card.id) as comments,
               card.deleted_at is null and (card.removed_at is null or board_column <> 'todo' or cardinality(assignees) > 0
                   or exists (select from card_comment comment where comment.card = card.id) or exists (select from card_work work where work.card = card.id and work.removed_at is null)
                   or exists (select from card_item item where item.card = card.id and item.done and item.deleted_at is null)) as is_visible
          from card join block on block.id = card.block
        """;

    private const string ItemColumns = """
        select item.id, item.card, item.text, item.done, item.done_at, item.done_by, item.condition::text as condition, item.evidence::text as evidence
          from card_item item join card on card.id = item.card
        """;

    // What the plan has no longer stays in sight where it was done.
    private const string ItemInSight = "item.deleted_at is null and (item.removed_at is null or item.done) order by item.card, item.position, item.id";

    private const string WorkColumns = """
        select work.card, work.person, case when work.ended_at is null then work.started_at end as since, work.hours
          from card_work work join card on card.id = work.card
        """;

    /// <summary>A card was left for the day, or for one that never came before it; and is not there.</summary>
    public const string Leftover = """
        card.left_for is not null and card.day < day.number and card.left_for <= day.number and card.deleted_at is null and card.board_column <> 'done'
            and not exists (select from card copy where copy.carried_from = card.id)
        """;

    /// <summary>Timers that run.</summary>
    public const string TimerColumns = """
        select work.id, work.card, work.person, work.started_at as since, day.zone,
               coalesce((select max(ends_minute) from block where block.day = day.number and block.removed_at is null), 0) as ends_minute
          from card_work work join card on card.id = work.card join day on day.number = card.day
         where work.ended_at is null and work.removed_at is null
        """;

    /// <returns>Null where there is no such day.</returns>
    public async Task<StoredBoard?> ReadAsync(int day, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, day, since: -1, cancellationToken);
    }

    /// <summary>Of the cards only those that changed after a version.</summary>
    public async Task<StoredBoard?> ReadSinceAsync(int day, long version, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, day, version, cancellationToken);
    }

    /// <returns>Null where there is no such day.</returns>
    public async Task<(long Version, bool IsClosed)?> ReadVersionAsync(int day, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<(long, bool)?>(new CommandDefinition("select board_version, closed_at is not null from day where number = @day", new { day }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken)
    {
        const string sql = "select id, author, text, at from card_comment where card = @card order by id";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<CommentRow>(new CommandDefinition(sql, new { card }, cancellationToken: cancellationToken)))
            .Select(row => new CardComment(row.Id, row.Author, row.Text, row.At))];
    }

    public async Task<IReadOnlyList<CardChangeRow>> ReadChangesAsync(long card, CancellationToken cancellationToken)
    {
        const string sql = "select id, card, at, by, before::text as before, after::text as after from card_change where card = @card order by id desc";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<CardChangeRow>(new CommandDefinition(sql, new { card }, cancellationToken: cancellationToken))];
    }

    public async Task<IReadOnlyList<TimerRow>> ReadTimersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<TimerRow>(new CommandDefinition(TimerColumns, cancellationToken: cancellationToken))];
    }

    /// <returns>The card that the person's timer runs on; null where none runs.</returns>
    public async Task<long?> FindTimerAsync(string person, CancellationToken cancellationToken)
    {
        const string sql = "select card from card_work where person = @person and ended_at is null and removed_at is null";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(sql, new { person }, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyDictionary<string, string>> ReadBlockTitlesAsync(int day, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<(string Key, string Title)>(new CommandDefinition("select key, title from block where day = @day", new { day }, cancellationToken: cancellationToken)))
            .ToDictionary(block => block.Key, block => block.Title);
    }

    /// <summary>Items that a person took the tick from, and whose condition has not failed since.</summary>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> ReadUntickedAsync(long[] items, CancellationToken cancellationToken)
    {
        const string sql = "select id, unticked_at from card_item where id = any(@items) and unticked_at is not null";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<(long Id, DateTimeOffset At)>(new CommandDefinition(sql, new { items }, cancellationToken: cancellationToken))).ToDictionary(item => item.Id, item => item.At);
    }

    /// <summary>The condition failed: when it holds again, it may tick again.</summary>
    public async Task ArmAsync(long item, DateTimeOffset untickedAt, CancellationToken cancellationToken)
    {
        const string sql = "update card_item set unticked_at = null where id = @item and unticked_at = @untickedAt";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { item, untickedAt }, cancellationToken: cancellationToken));
    }

    /// <summary>Open days that cards were left for which are not there yet.</summary>
    public async Task<IReadOnlyList<int>> ReadDaysToTakeOverAsync(CancellationToken cancellationToken)
    {
        const string sql = $"select distinct day.number from day join card on {Leftover} where day.closed_at is null order by 1";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<int>(new CommandDefinition(sql, cancellationToken: cancellationToken))];
    }

    /// <returns>Null where there is none.</returns>
    public async Task<CardChangeRow?> FindChangeAsync(long change, CancellationToken cancellationToken)
    {
        const string sql = "select id, card, at, by, before::text as before, after::text as after from card_change where id = @change";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<CardChangeRow>(new CommandDefinition(sql, new { change }, cancellationToken: cancellationToken));
    }

    /// <returns>Null where there is none.</returns>
    public async Task<StoredBoardCard?> FindAsync(long card, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return (await ReadCardsAsync(connection, null, [card], cancellationToken)).SingleOrDefault();
    }

    /// <summary>Some cards, by @ids; <see cref="ReadCardsAsync(SqlMapper.GridReader)"/> reads them.</summary>
    public const string CardsSql = $"""
        {CardColumns} where card.id = any(@ids);
        {ItemColumns} where card.id = any(@ids) and {ItemInSight};
        {WorkColumns} where card.id = any(@ids) and work.removed_at is null
        """;

    public static async Task<ImmutableArray<StoredBoardCard>> ReadCardsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, long[] ids, CancellationToken cancellationToken)
    {
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(CardsSql, new { ids }, transaction, cancellationToken: cancellationToken));
        return await ReadCardsAsync(rows);
    }

    private static async Task<StoredBoard?> ReadAsync(NpgsqlConnection connection, int day, long since, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select number, date, zone, closed_at, board_version from day where number = @day;
            select id, key, title, starts_minute, ends_minute, removed_at is null as in_plan from block where day = @day order by removed_at nulls first, position, id;
            {CardColumns} where card.day = @day and card.seq > @since;
            {ItemColumns} where card.day = @day and card.seq > @since and {ItemInSight};
            {WorkColumns} where card.day = @day and card.seq > @since and work.removed_at is null
            """;

        // One look: a change between two statements would be half seen.
        await using var look = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(sql, new { day, since }, look, cancellationToken: cancellationToken));
        if (await rows.ReadSingleOrDefaultAsync<DayRow>() is not { } row)
        {
            return null;
        }

        ImmutableArray<StoredBoardBlock> blocks = [.. await rows.ReadAsync<StoredBoardBlock>()];
        return new StoredBoard(row.Number, row.Date, row.Zone, row.ClosedAt, row.BoardVersion, blocks, await ReadCardsAsync(rows));
    }

    public static async Task<ImmutableArray<StoredBoardCard>> ReadCardsAsync(SqlMapper.GridReader rows)
    {
        var cards = (await rows.ReadAsync<CardRow>()).ToList();
        var items = (await rows.ReadAsync<ItemRow>()).ToLookup(item => item.Card);
        var work = (await rows.ReadAsync<WorkRow>()).ToLookup(piece => piece.Card);
        return [.. cards.Select(card => new StoredBoardCard(card.Day, card.Card(items[card.Id], [.. work[card.Id]]), card.Seq, card.IsVisible, card.IsRemoved))];
    }

    private sealed record DayRow
    {
        public required int Number { get; init; }
        public required DateOnly Date { get; init; }
        public required string Zone { get; init; }
        public required DateTimeOffset? ClosedAt { get; init; }
        public required long BoardVersion { get; init; }
    }

    private sealed record CardRow
    {
        public required long Id { get; init; }
        public required int Day { get; init; }
        public required int Version { get; init; }
        public required string BlockKey { get; init; }
        public required string Title { get; init; }
        public required string BoardColumn { get; init; }
        public required string Rank { get; init; }
        public required string[] Assignees { get; init; }
        public required string Role { get; init; }
        public required double? PlannedHours { get; init; }
        public required string Priority { get; init; }
        public required string Risk { get; init; }
        public required string FocusArea { get; init; }
        public required string BlockedReason { get; init; }
        public required DateTimeOffset? BlockedAt { get; init; }
        public required int Travelled { get; init; }
        public required string TravelledFrom { get; init; }
        public required string TravelReason { get; init; }
        public required int? LeftFor { get; init; }
        public required string? Metric { get; init; }
        public required string SettingGroup { get; init; }
        public required string Links { get; init; }
        public required int PlanLine { get; init; }
        public required DateTimeOffset ChangedAt { get; init; }
        public required long Seq { get; init; }
        public required bool IsRemoved { get; init; }
        public required int Comments { get; init; }
        public required bool IsVisible { get; init; }

        public BoardCard Card(IEnumerable<ItemRow> items, IReadOnlyList<WorkRow> work) => new()
        {
            Id = Id,
            Version = Version,
            BlockKey = BlockKey,
            Title = Title,
            Column = CardJson.FindColumn(BoardColumn) ?? CardColumn.Todo,
            Rank = Rank,
            Assignees = [.. Assignees],
            Role = Role,
            PlannedHours = PlannedHours,
            SpentHours = work.Sum(piece => piece.Hours ?? 0),
            SpentBy = [.. work.Where(piece => piece.Hours is not null).GroupBy(piece => piece.Person).OrderBy(person => person.Key, StringComparer.Ordinal)
                .Select(person => new PersonHours(person.Key, person.Sum(piece => piece.Hours ?? 0)))],
            Timers = [.. work.Where(piece => piece.Since is not null).OrderBy(piece => piece.Since).Select(piece => new RunningTimer(piece.Person, piece.Since!.Value))],
            Priority = Priority,
            Risk = Risk,
            FocusArea = FocusArea,
            BlockedReason = BlockedReason,
            BlockedAt = BlockedAt,
            Travelled = Travelled,
            TravelledFrom = TravelledFrom,
            TravelReason = TravelReason,
            LeftFor = LeftFor,
            Metric = CardJson.Read<MetricCondition>(Metric),
            SettingGroup = SettingGroup,
            Links = CardJson.Read<ImmutableArray<CardLink>>(Links),
            Comments = Comments,
            Items = [.. items.Select(item => item.Item)],
            PlanLine = PlanLine,
            ChangedAt = ChangedAt,
        };
    }

    private sealed record ItemRow
    {
        public required long Id { get; init; }
        public required long Card { get; init; }
        public required string Text { get; init; }
        public required bool Done { get; init; }
        public required DateTimeOffset? DoneAt { get; init; }
        public required string DoneBy { get; init; }
        public required string? Condition { get; init; }
        public required string? Evidence { get; init; }

        public BoardItem Item => new()
        {
            Id = Id, Text = Text, Done = Done, DoneAt = DoneAt, DoneBy = DoneBy,
            Condition = CardJson.Read<MetricCondition>(Condition), Evidence = CardJson.Read<TickEvidence>(Evidence),
        };
    }

    private sealed record WorkRow
    {
        public required long Card { get; init; }
        public required string Person { get; init; }
        public required DateTimeOffset? Since { get; init; }
        public required double? Hours { get; init; }
    }

    private sealed record CommentRow
    {
        public required long Id { get; init; }
        public required string Author { get; init; }
        public required string Text { get; init; }
        public required DateTimeOffset At { get; init; }
    }
}

internal sealed record CardChangeRow
{
    public required long Id { get; init; }
    public required long Card { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string By { get; init; }
    public required string Before { get; init; }
    public required string After { get; init; }
}
