using System.Collections.Immutable;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Table <c>frame</c>: the seconds as they came, and how far they have become minutes.</summary>
internal sealed class FrameLog(NpgsqlDataSource dataSource, Partitions partitions)
{
    private const string UniqueViolation = PostgresErrorCodes.UniqueViolation;

    /// <summary>Writes frames that are newer than all written before, and the minutes that they complete, all or nothing.</summary>
    /// <param name="foldedUpTo">The instant before which every frame is in a minute.</param>
    public async Task AppendAsync(IReadOnlyList<Frame> frames, IReadOnlyList<Minute> minutes, DateTimeOffset foldedUpTo, CancellationToken cancellationToken)
    {
        await partitions.EnsureAsync(frames.Select(frame => frame.At), minutes.Select(minute => minute.At), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (frames.Count == 1 && minutes.Count == 0)
        {
            await using var insert = new NpgsqlCommand("insert into frame (at, values) values ($1, $2)", connection)
            {
                Parameters = { new() { Value = frames[0].At, NpgsqlDbType = NpgsqlDbType.TimestampTz }, new() { Value = Dense(frames[0]), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double } },
            };
            await insert.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (frames.Count > 0)
        {
            await using var rows = await CopyRows.BeginAsync(connection, "frame (at, values)", cancellationToken);
            foreach (var frame in frames)
            {
                rows.StartRow(2);
                rows.Write(frame.At);
                rows.Write(Dense(frame));
                await rows.FlushIfFullAsync(cancellationToken);
            }

            await rows.CompleteAsync(cancellationToken);
        }

        if (minutes.Count > 0)
        {
            await AddMinutesAsync(connection, transaction, minutes, cancellationToken);
            const string fold = "insert into folded (up_to) values (@foldedUpTo) on conflict (one) do update set up_to = excluded.up_to";
            await connection.ExecuteAsync(new CommandDefinition(fold, new { foldedUpTo = foldedUpTo.ToUniversalTime() }, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The frames that are in no minute yet, oldest first: after a crash those of the minute in which it happened.</summary>
    public async Task<IReadOnlyList<Frame>> ReadUnfoldedAsync(CancellationToken cancellationToken)
    {
        const string sql = "select at, values from frame where at >= coalesce((select up_to from folded), '-infinity') order by at";
        var frames = new List<Frame>();
        var set = SeriesSet.Empty;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var values = reader.GetFieldValue<double[]>(1);
            if (set.All.Length != values.Length)
            {
                set = new SeriesSet(0, [.. Enumerable.Range(1, values.Length).Select(id => new Series(id, "", Labels.None, ""))]);
            }

            frames.Add(new Frame(0, reader.GetFieldValue<DateTimeOffset>(0), set, ImmutableArray.Create(values)));
        }

        return frames;
    }

    public async Task<DateTimeOffset?> ReadNewestAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition("select at from frame order by at desc limit 1", cancellationToken: cancellationToken)) is { } at ? new DateTimeOffset(at) : null;
    }

    /// <summary>Puts late samples into frames that are there. One whose frame is not, or too narrow for it, is left to its minute.</summary>
    public async Task AmendAsync(IReadOnlyList<LateSample> samples, CancellationToken cancellationToken)
    {
        if (samples.Count == 0)
        {
            return;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sample in samples)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("update frame set values[$1] = $2 where at = $3 and cardinality(values) >= $1")
            {
                Parameters = { new() { Value = sample.SeriesId }, new() { Value = sample.Value }, new() { Value = sample.At.ToUniversalTime() } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task AddMinutesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Minute> minutes, CancellationToken cancellationToken)
    {
        const string savepoint = "minutes";
        await transaction.SaveAsync(savepoint, cancellationToken);
        try
        {
            await MinuteRows.AddAsync(connection, minutes, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == UniqueViolation)
        {
            // The day was back-filled up to now, or a start fell into this minute.
            await transaction.RollbackAsync(savepoint, cancellationToken);
            await MinuteRows.MergeAsync(connection, minutes, replaceThinner: true, cancellationToken);
        }
    }

    private static double[] Dense(Frame frame)
    {
        var all = frame.Set.All;
        var values = new double[all.IsEmpty ? 0 : all.Max(series => series.Id)];
        Array.Fill(values, double.NaN);
        for (var place = 0; place < all.Length; place++)
        {
            values[all[place].Id - 1] = frame.Values[place];
        }

        return values;
    }
}
