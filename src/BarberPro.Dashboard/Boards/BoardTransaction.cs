using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// One change of a day's board. It holds the day from its first statement to its end: whoever else changes that board, on any node, waits here,
/// so that ranks are found and versions compared with nobody in between. It takes few turns with the database: each lengthens the wait of the others.
/// </summary>
internal sealed class BoardTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly HashSet<long> _changed = [];
    private ImmutableArray<StoredBoardCard>? _read;

    private BoardTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now) => (_connection, Transaction, Now) = (connection, transaction, now);

    public NpgsqlTransaction Transaction { get; }

    public DateTimeOffset Now { get; }

    public HeldDay Day { get; private set; } = null!;

    /// <summary>In the day's order; those that the plan has no longer come last.</summary>
    public ImmutableArray<StoredBoardBlock> Blocks { get; private set; } = [];

    public static async Task<BoardTransaction> BeginAsync(NpgsqlDataSource dataSource, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            return new BoardTransaction(connection, await connection.BeginTransactionAsync(cancellationToken), now);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <returns>False where there is no such day.</returns>
    public async Task<bool> HoldDayAsync(int day, CancellationToken cancellationToken)
    {
        await using var rows = await _connection.QueryMultipleAsync(Command(Hold("@day"), new { day }, cancellationToken));
        return await ReadHeldAsync(rows);
    }

    /// <returns>The card's day, held; null where there is no such card.</returns>
    public async Task<StoredBoardCard?> HoldCardAsync(long card, CancellationToken cancellationToken)
    {
        // Each statement sees what was committed before it began, the last ones what whoever held the day before has made of the card.
        var sql = $"{Hold("(select day from card where id = @card)")};\n{BoardStore.CardsSql}";

        await using var rows = await _connection.QueryMultipleAsync(Command(sql, new { card, ids = new[] { card } }, cancellationToken));
        return await ReadHeldAsync(rows) ? (await BoardStore.ReadCardsAsync(rows)).SingleOrDefault() : null;
    }

    public async Task<StoredBoardCard?> ReadCardAsync(long card, CancellationToken cancellationToken) =>
        (await BoardStore.ReadCardsAsync(_connection, Transaction, [card], cancellationToken)).SingleOrDefault();

    /// <summary>The cards that this changed, as they are now.</summary>
    public async Task<ImmutableArray<StoredBoardCard>> ReadChangedAsync(CancellationToken cancellationToken) =>
        _read ?? await BoardStore.ReadCardsAsync(_connection, Transaction, [.. _changed], cancellationToken);

    /// <summary>Names of people and roles on the day's cards.</summary>
    public async Task<IReadOnlyList<string>> ReadNamesAsync(CancellationToken cancellationToken) =>
        [.. await _connection.QueryAsync<string>(Command("select distinct unnest(assignees || role) from card where day = @Number", new { Day.Number }, cancellationToken))];

    /// <summary>Finds the rank that puts the card behind another one of its column; null for the top.</summary>
    /// <param name="card">With its new column and block.</param>
    /// <param name="behind">Not given: the end.</param>
    /// <returns>Null where there is no such card on the day. One that has left the column meanwhile is as good as the end.</returns>
    public async Task<string?> PlaceAsync(BoardCard card, Given<long?>? behind, CancellationToken cancellationToken)
    {
        const string sql = "select id, rank from card where block = @block and board_column = @column and id <> @Id order by rank, id";
        var arguments = new { block = BlockId(card.BlockKey), column = CardJson.Name(card.Column), card.Id };
        var others = (await _connection.QueryAsync<(long Id, string Rank)>(Command(sql, arguments, cancellationToken))).ToList();
        var place = others.Count;
        if (behind is { Value: var above })
        {
            place = above is null ? 0 : others.FindIndex(other => other.Id == above) + 1;
            if (above is { } id && place == 0)
            {
                if (id == card.Id || await ScalarAsync<int?>("select day from card where id = @id and day = @Number", new { id, Day.Number }, cancellationToken) is null)
                {
                    return null;
                }

                place = others.Count;
            }
        }

        var (lower, upper) = (place > 0 ? others[place - 1].Rank : null, place < others.Count ? others[place].Rank : null);
        if ((lower is null || string.CompareOrdinal(lower, card.Rank) < 0) && (upper is null || string.CompareOrdinal(card.Rank, upper) < 0))
        {
            return card.Rank; // it stands there, or may as it is
        }

        var rank = CardRank.Between(lower, upper);
        return rank.Length <= CardRank.Longest ? rank : await SpreadAsync(others, place, cancellationToken);
    }

    public long BlockId(string key) => Blocks.First(block => block.Key == key).Id;

    /// <summary>Writes what differs, and the difference into the history.</summary>
    /// <returns>Of the history; null where nothing differs.</returns>
    public async Task<(long Id, CardDifference Difference)?> SaveAsync(BoardCard before, BoardCard after, string by, bool wasRemoved, bool isRemoved, CancellationToken cancellationToken)
    {
        const string sql = $"""
            with written as (
                update card set block = @block, title = @Title, board_column = @column, rank = @Rank, assignees = @assignees, planned_hours = @PlannedHours, priority = @Priority, focus_area = @FocusArea,
                       blocked_reason = @BlockedReason, blocked_at = @BlockedAt, setting_group = @SettingGroup, metric = @metric::jsonb, links = @links::jsonb,
                       travelled = @Travelled, travelled_from = @TravelledFrom, travel_reason = @TravelReason, left_for = @LeftFor,
                       deleted_at = case when @isRemoved then coalesce(deleted_at, @Now) end, changed_at = @Now, version = version + 1, seq = @Version
                 where id = @Id and version = @seen returning id)
            insert into card_change (card, at, by, before, after) select id, @Now, @by, @old::jsonb, @new::jsonb from written returning id;
            {BoardStore.CardsSql}
            """;

        after = await new ItemWriter(this, after.Id).WriteAsync(before.Items, after, cancellationToken);
        var difference = CardDifference.Between(before, after, wasRemoved, isRemoved);
        if (difference.IsEmpty)
        {
            return null;
        }

        _changed.Add(after.Id);
        await using var rows = await _connection.QueryMultipleAsync(Command(sql, new
        {
            block = BlockId(after.BlockKey), after.Title, column = CardJson.Name(after.Column), after.Rank, assignees = after.Assignees.ToArray(), after.PlannedHours, after.Priority, after.FocusArea,
            after.BlockedReason, after.BlockedAt, after.SettingGroup, metric = after.Metric is null ? null : CardJson.Write(after.Metric), links = CardJson.Write(after.Links),
            after.Travelled, after.TravelledFrom, after.TravelReason, after.LeftFor, isRemoved, Now, Day.Version, after.Id, seen = before.Version,
            by, old = Json(difference.Before), @new = Json(difference.After), ids = _changed.ToArray(),
        }, cancellationToken));
        var change = await rows.ReadSingleOrDefaultAsync<long?>() ?? throw new InvalidOperationException($"Card {after.Id} changed while its day was held.");
        _read = await BoardStore.ReadCardsAsync(rows);
        return (change, difference);
    }

    public async Task<long> AddChangeAsync(long card, string by, CardDifference difference, CancellationToken cancellationToken)
    {
        const string sql = "insert into card_change (card, at, by, before, after) values (@card, @Now, @by, @before::jsonb, @after::jsonb) returning id";

        return await ScalarAsync<long>(sql, new { card, Now, by, before = Json(difference.Before), after = Json(difference.After) }, cancellationToken);
    }

    /// <summary>Something beside its fields changed: everybody reads it again, and who edits it is not in conflict.</summary>
    public async Task TouchAsync(long card, CancellationToken cancellationToken)
    {
        const string other = """
            with board as (update day set board_version = board_version + 1 where number = (select day from card where id = @card) returning board_version)
            update card set seq = board.board_version from board where card.id = @card
            """;

        (_read, _) = (null, _changed.Add(card));
        if (await ExecuteAsync("update card set seq = @Version where id = @card and day = @Number", new { Day.Version, card, Day.Number }, cancellationToken) == 0)
        {
            await ExecuteAsync(other, new { card }, cancellationToken); // a timer that ran on another day's card
        }
    }

    /// <summary>A new card is not read before it is written.</summary>
    public void Added(long card) => (_read, _) = (null, _changed.Add(card));

    public Task<int> ExecuteAsync(string sql, object arguments, CancellationToken cancellationToken) => _connection.ExecuteAsync(Command(sql, arguments, cancellationToken));

    public async Task<T?> ScalarAsync<T>(string sql, object arguments, CancellationToken cancellationToken) => await _connection.ExecuteScalarAsync<T>(Command(sql, arguments, cancellationToken));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object arguments, CancellationToken cancellationToken) => [.. await _connection.QueryAsync<T>(Command(sql, arguments, cancellationToken))];

    private static string Hold(string day) => $"""
        update day set board_version = board_version + 1 where number = {day}
        returning number, date, zone, closed_at, board_version as version;
        select id, key, title, starts_minute, ends_minute, removed_at is null as in_plan from block where day = {day} order by removed_at nulls first, position, id
        """;

    private async Task<bool> ReadHeldAsync(SqlMapper.GridReader rows)
    {
        if (await rows.ReadSingleOrDefaultAsync<HeldDay>() is not { } held)
        {
            return false;
        }

        Day = held;
        Blocks = [.. await rows.ReadAsync<StoredBoardBlock>()];
        return true;
    }

    private CommandDefinition Command(string sql, object arguments, CancellationToken cancellationToken) => new(sql, arguments, Transaction, cancellationToken: cancellationToken);

    private static string Json(JsonObject fields) => fields.ToJsonString(CardJson.Options);

    /// <summary>Numbers the column anew: its ranks grew long.</summary>
    private async Task<string> SpreadAsync(List<(long Id, string Rank)> others, int place, CancellationToken cancellationToken)
    {
        const string sql = """
            update card set rank = fresh.rank, seq = @Version
              from unnest(@ids, @ranks) as fresh(id, rank) where card.id = fresh.id
            """;

        var ranks = CardRank.Spread(others.Count + 1).ToList();
        var own = ranks[place];
        ranks.RemoveAt(place);
        await ExecuteAsync(sql, new { Day.Version, ids = others.Select(other => other.Id).ToArray(), ranks = ranks.ToArray() }, cancellationToken);
        _changed.UnionWith(others.Select(other => other.Id));
        return own;
    }
}

/// <summary>A day whose board is being changed, and the version that this makes of it.</summary>
internal sealed record HeldDay
{
    public required int Number { get; init; }
    public required DateOnly Date { get; init; }
    public required string Zone { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required long Version { get; init; }
}
