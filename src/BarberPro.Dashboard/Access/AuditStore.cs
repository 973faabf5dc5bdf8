using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace BarberPro.Dashboard.Access;

/// <summary>Reads the audit; <see cref="AuditLog"/> writes it.</summary>
internal sealed class AuditStore(NpgsqlDataSource dataSource)
{
    private const string Columns = "seq, at, actor_kind, actor_id, actor_name, actor_address, action, subject, before, after, result, previous_hash, hash";

    /// <summary>The newest entries first, at most as many as the query allows.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ReadPageAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in ReadAsync(query, query.Limit, cancellationToken))
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>All that fit, the newest first.</summary>
    /// <param name="limit">None: all.</param>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(AuditQuery query, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from audit
             where ($1 is null or at >= $1)
               and ($2 is null or at < $2)
               and ($3 is null or actor_id = $3 or actor_kind = $3 or strpos(lower(actor_name), lower($3)) > 0)
               and ($4 is null or action = $4 or starts_with(action, $4 || '.'))
               and ($5 is null or result = $5)
               and ($6 is null or strpos(lower(concat_ws(' ', actor_name, actor_address, action, subject, before, after)), lower($6)) > 0)
               and ($7 is null or seq < $7)
             order by seq desc
             limit $8
            """;

        await using var command = dataSource.CreateCommand(sql);
        Add(command, query.From?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(command, query.To?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        Add(command, query.Actor, NpgsqlDbType.Text);
        Add(command, query.Action, NpgsqlDbType.Text);
        Add(command, query.Result is { } result ? AuditWriting.Name(result) : null, NpgsqlDbType.Text);
        Add(command, query.Text, NpgsqlDbType.Text);
        Add(command, query.Before, NpgsqlDbType.Bigint);
        Add(command, limit, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return Read(reader);
        }
    }

    /// <summary>The whole chain from its beginning, as it is at this moment.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadChainAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"select {Columns} from audit order by seq");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return Read(reader);
        }
    }

    private static void Add(NpgsqlCommand command, object? value, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });

    private static AuditEntry Read(NpgsqlDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        At = Instant(row, 1),
        ActorKind = Text(row, 2) ?? "",
        ActorId = Text(row, 3) ?? "",
        ActorName = Text(row, 4) ?? "",
        ActorAddress = Text(row, 5),
        Action = Text(row, 6) ?? "",
        Subject = Text(row, 7),
        Before = Text(row, 8),
        After = Text(row, 9),
        Result = Text(row, 10) ?? "",
        PreviousHash = row.IsDBNull(11) ? [] : row.GetFieldValue<byte[]>(11),
        Hash = row.IsDBNull(12) ? [] : row.GetFieldValue<byte[]>(12),
    };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An instant that no calendar here has was written by somebody else: the entry's hash will not fit, and that is what is told.</summary>
    private static DateTimeOffset Instant(NpgsqlDataReader row, int column)
    {
        try
        {
            return row.IsDBNull(column) ? DateTimeOffset.MinValue : row.GetFieldValue<DateTimeOffset>(column);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
        {
            return DateTimeOffset.MinValue;
        }
    }
}
