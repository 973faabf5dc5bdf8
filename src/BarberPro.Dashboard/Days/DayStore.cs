using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Days;

/// <summary>Reads of days and of what their plans have, as the plan says it; imports are in <see cref="PlanStore"/>, what people make of it is on the board.</summary>
internal sealed class DayStore(NpgsqlDataSource dataSource)
{
    private const string Columns = "number, date, zone, baseline_number, baseline_date, version, imported_at, closed_at";

    public async Task<IReadOnlyList<DayRow>> ReadDaysAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<DayRow>(new CommandDefinition($"select {Columns} from day order by number", cancellationToken: cancellationToken))];
    }

    public async Task<StoredDay?> ReadDayAsync(int number, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadDayAsync(connection, null, number, "", cancellationToken);
    }

    public async Task<StoredParts> ReadPartsAsync(int number, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadPartsAsync(connection, null, number, cancellationToken);
    }

    /// <summary>Moves an open day on to a later date. On several nodes at once one of them moves it.</summary>
    public async Task<bool> MoveAsync(int number, DateOnly to, CancellationToken cancellationToken)
    {
        const string sql = """
            update day set date = @to, baseline_date = @to - 1, version = version + 1
             where number = @number and closed_at is null and date < @to
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, new { number, to }, cancellationToken: cancellationToken)) == 1;
    }

    internal static Task<StoredDay?> ReadDayAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, int number, string locking, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<StoredDay>(new CommandDefinition($"select {Columns}, plan, plan_sha256 from day where number = @number {locking}",
            new { number }, transaction, cancellationToken: cancellationToken));

    internal static async Task<StoredParts> ReadPartsAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, int number, CancellationToken cancellationToken)
    {
        const string sql = """
            select id, key, title, starts_minute, ends_minute, removed_at
              from block where day = @number order by removed_at nulls first, position, id;
            select card.id, block.key as block_key, card.key, card.plan_title as title, card.plan_line, plan_focus_area as focus_area, plan_priority as priority, risk, role, assignees,
                   plan_hours as planned_hours, version, card.removed_at,
                   cardinality(assignees) > 0 or board_column <> 'todo' or exists (select from card_comment comment where comment.card = card.id)
                       or exists (select from card_work work where work.card = card.id and work.removed_at is null) as has_work
              from card join block on block.id = card.plan_block
             where card.day = @number and card.plan_title is not null order by card.removed_at nulls first, block.position, card.position, card.id;
            select item.id, card.key as card_key, item.key, plan_text as text, item.plan_line, done, done_at, item.version, item.removed_at
              from card_item item join card on card.id = item.card
             where card.day = @number and card.plan_title is not null and item.plan_text is not null order by item.removed_at nulls first, item.position, item.id;
            select key, section, text, plan_line, removed_at from planned_target where day = @number order by removed_at nulls first, position;
            select key, section, text, plan_line, removed_at from handoff_item where day = @number order by removed_at nulls first, position;
            """;

        await using var parts = await connection.QueryMultipleAsync(new CommandDefinition(sql, new { number }, transaction, cancellationToken: cancellationToken));
        return new StoredParts([.. await parts.ReadAsync<StoredBlock>()], [.. await parts.ReadAsync<StoredCard>()], [.. await parts.ReadAsync<StoredItem>()],
            [.. await parts.ReadAsync<StoredLine>()], [.. await parts.ReadAsync<StoredLine>()]);
    }
}
