using Npgsql;
using NpgsqlTypes;

namespace BarberPro.Dashboard.Metrics;

internal sealed class MinuteStore(NpgsqlDataSource dataSource, Partitions partitions, FrameLog log, RecentMinutes recent) : IMinuteStore
{
    /// <summary>Late samples that may wait while the database is away.</summary>
    private const int MostWaiting = 100_000;

    private readonly Lock _lock = new();
    private readonly Queue<LateSample> _waiting = new();

    public async Task WriteAsync(IReadOnlyCollection<Minute> minutes, CancellationToken cancellationToken)
    {
        var rows = minutes.Where(minute => minute.Count > 0).ToList();
        if (rows.Count == 0)
        {
            return;
        }

        await partitions.EnsureAsync([], rows.Select(row => row.At), cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await IsEmptyAsync(connection, rows, cancellationToken))
        {
            await MinuteRows.AddAsync(connection, rows, cancellationToken);
        }
        else
        {
            await MinuteRows.MergeAsync(connection, rows, replaceThinner: false, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task AmendAsync(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken)
    {
        var stored = recent.Amend(samples);
        try
        {
            if (stored.Count < samples.Count)
            {
                await log.AmendAsync([.. samples.Except(stored)], cancellationToken);
            }

            await AmendStoredAsync(stored, cancellationToken);
        }
        catch (NpgsqlException exception) when (exception is not PostgresException || exception.IsTransient)
        {
            // The database is away: they go in when it is back. Those of recent minutes are already in those.
            lock (_lock)
            {
                foreach (var sample in stored.Take(MostWaiting - _waiting.Count))
                {
                    _waiting.Enqueue(sample);
                }
            }
        }
    }

    /// <summary>Amends what waited for the database.</summary>
    public async Task AmendWaitingAsync(CancellationToken cancellationToken)
    {
        List<LateSample> samples;
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            samples = [.. _waiting];
        }

        await AmendStoredAsync(samples, cancellationToken);
        lock (_lock)
        {
            for (var done = 0; done < samples.Count; done++)
            {
                _waiting.Dequeue();
            }
        }
    }

    public async Task<IReadOnlyList<MinuteColumn>> ReadAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        const string sql = "select series, at, count, places, sum, min, max from minute where series = any($1) and at >= $2 and at < $3";
        var length = (int)Math.Max(0, (to - from).TotalMinutes);
        var byId = seriesIds.Distinct().ToDictionary(id => id, id => MinuteColumn.Empty(id, from, length) with { Places = new int[length] });
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var command = Command(connection, sql, [.. byId.Keys], from, to);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var column = MinuteColumn.Empty(0, from, 0);
            while (await reader.ReadAsync(cancellationToken))
            {
                var id = reader.GetInt32(0);
                column = column.SeriesId == id ? column : byId[id];
                var place = (int)((reader.GetDateTime(1).Ticks - from.UtcTicks) / TimeSpan.TicksPerMinute);
                column.Count[place] = reader.GetInt16(2);
                column.Places![place] = reader.GetInt16(3);
                column.Sum[place] = reader.GetDouble(4);
                column.Min[place] = reader.GetDouble(5);
                column.Max[place] = reader.GetDouble(6);
            }
        }

        foreach (var column in byId.Values)
        {
            recent.AddTo(column);
        }

        return [.. seriesIds.Select(id => byId[id])];
    }

    public async Task<double[]> ReadSecondsAsync(int seriesId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        (await ReadSecondsAsync([seriesId], from, to, cancellationToken))[0];

    public async Task<IReadOnlyList<double[]>> ReadSecondsAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        const string sql = "select series, at, values from minute where series = any($1) and at > $2 - interval '1 minute' and at < $3";
        var first = from.ToUnixTimeSeconds();
        var length = (int)Math.Max(0, to.ToUnixTimeSeconds() - first);
        var columns = seriesIds.Select(id =>
        {
            var seconds = new double[length];
            Array.Fill(seconds, double.NaN);
            return (Id: id, Seconds: seconds);
        }).ToArray();
        var byId = columns.ToLookup(column => column.Id, column => column.Seconds);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var command = Command(connection, sql, [.. seriesIds.Distinct()], from, to);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var place = (int)(new DateTimeOffset(reader.GetDateTime(1)).ToUnixTimeSeconds() - first);
                var values = MinuteRows.Expand(reader.GetFieldValue<double[]>(2));
                var (skip, start) = (Math.Max(0, -place), Math.Max(0, place));
                var count = Math.Min(values.Length - skip, length - start);
                foreach (var seconds in count > 0 ? byId[reader.GetInt32(0)] : [])
                {
                    values.AsSpan(skip, count).CopyTo(seconds.AsSpan(start));
                }
            }
        }

        foreach (var (id, seconds) in columns)
        {
            recent.AddTo(id, from, seconds);
        }

        return [.. columns.Select(column => column.Seconds)];
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, int[] series, DateTimeOffset from, DateTimeOffset to) => new(sql, connection)
    {
        Parameters =
        {
            new() { Value = series, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer },
            new() { Value = from.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = to.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    private static async Task<bool> IsEmptyAsync(NpgsqlConnection connection, List<Minute> rows, CancellationToken cancellationToken)
    {
        // Twice the same minute in one call is as good as one that is there.
        if (rows.Select(row => (row.SeriesId, row.At)).Distinct().Count() < rows.Count)
        {
            return false;
        }

        const string sql = "select not exists (select from minute where series = any($1) and at >= $2 and at <= $3)";
        await using var command = Command(connection, sql, [.. rows.Select(row => row.SeriesId).Distinct()], rows.Min(row => row.At), rows.Max(row => row.At));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Reads the rows, changes them, writes them back; those that are not there become rows of their late samples.</summary>
    private async Task AmendStoredAsync(IReadOnlyList<LateSample> samples, CancellationToken cancellationToken)
    {
        if (samples.Count == 0)
        {
            return;
        }

        const string sql = """
            select series, at, values, places from minute
             where (series, at) in (select * from unnest($1, $2))
             order by series, at for update
            """;
        var groups = samples.GroupBy(sample => (sample.SeriesId, Minute: sample.At.ToUnixTimeSeconds() / RecentMinutes.Seconds)).ToDictionary(group => group.Key, group => group.ToList());
        var keys = groups.Keys.Select(key => (key.SeriesId, At: DateTimeOffset.FromUnixTimeSeconds(key.Minute * RecentMinutes.Seconds))).ToList();
        await partitions.EnsureAsync([], keys.Select(key => key.At), cancellationToken);

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var rows = new Dictionary<(int, DateTimeOffset), double[]>();
        await using (var select = new NpgsqlCommand(sql, connection))
        {
            select.Parameters.Add(new() { Value = keys.Select(key => key.SeriesId).ToArray() });
            select.Parameters.Add(new() { Value = keys.Select(key => key.At).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
            await using var reader = await select.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var values = reader.GetFieldValue<double[]>(2);
                rows[(reader.GetInt32(0), reader.GetFieldValue<DateTimeOffset>(1))] = reader.GetInt16(3) == RecentMinutes.Seconds ? MinuteRows.Expand(values) : values;
            }
        }

        var amended = groups.Select(group =>
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(group.Key.Minute * RecentMinutes.Seconds);
            var values = rows.GetValueOrDefault((group.Key.SeriesId, at)) ?? MinuteRows.Expand([]);
            foreach (var sample in group.Value)
            {
                var second = (int)(sample.At.ToUnixTimeSeconds() % RecentMinutes.Seconds);
                var place = second * values.Length / RecentMinutes.Seconds;
                // A minute of a coarser source has no place for what lies between its samples; a gap it may fill.
                if (values.Length == RecentMinutes.Seconds || double.IsNaN(values[place]))
                {
                    values[place] = sample.Value;
                }
            }

            return Minute.Of(group.Key.SeriesId, at, values);
        }).ToList();
        await MinuteRows.MergeAsync(connection, amended, replaceThinner: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
