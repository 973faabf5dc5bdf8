using System.Text.Json;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Metrics;

internal sealed class SeriesStore(NpgsqlDataSource dataSource) : ISeriesRegistry
{
    private const long LockKey = 0x4261726265725365;

    public async Task<IReadOnlyList<int>> RegisterAsync(IReadOnlyList<(string Key, Labels Labels)> series, CancellationToken cancellationToken)
    {
        if (series.Count == 0)
        {
            return [];
        }

        // One at a time, and only what is missing: an id that is tried and not used would leave a hole in every frame.
        const string insert = """
            insert into series (key, labels)
            select distinct wanted.key, wanted.labels::jsonb
              from unnest(@keys, @labels) as wanted(key, labels)
             where not exists (select from series where series.key = wanted.key and series.labels = wanted.labels::jsonb)
            """;
        const string select = """
            select series.id
              from unnest(@keys, @labels) with ordinality as wanted(key, labels, place)
              join series on series.key = wanted.key and series.labels = wanted.labels::jsonb
             order by place
            """;
        var arguments = new { keys = series.Select(one => one.Key).ToArray(), labels = series.Select(one => JsonSerializer.Serialize(one.Labels.ToDictionary())).ToArray() };

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var ids = (await connection.QueryAsync<int>(new CommandDefinition(select, arguments, cancellationToken: cancellationToken))).AsList();
        if (ids.Count < series.Count)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(insert, arguments, transaction, cancellationToken: cancellationToken));
            ids = (await connection.QueryAsync<int>(new CommandDefinition(select, arguments, transaction, cancellationToken: cancellationToken))).AsList();
            await transaction.CommitAsync(cancellationToken);
        }

        return ids;
    }

    public async Task<IReadOnlyList<(int Id, string Key, Labels Labels)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition("select id, key, labels::text as labels from series order by id", cancellationToken: cancellationToken));
        return [.. rows.Select(row => (row.Id, row.Key, Labels.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(row.Labels)!)))];
    }

    private sealed record Row
    {
        public required int Id { get; init; }

        public required string Key { get; init; }

        public required string Labels { get; init; }
    }
}
