using Npgsql;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Writes rows of table <c>minute</c>.</summary>
internal static class MinuteRows
{
    private const string Columns = "(series, count, places, at, sum, min, max, values)";

    /// <summary>Adds rows that are not there yet.</summary>
    /// <exception cref="PostgresException">One of them is there (23505); the transaction, or savepoint, is to be rolled back.</exception>
    public static Task AddAsync(NpgsqlConnection connection, IEnumerable<Minute> minutes, CancellationToken cancellationToken) =>
        CopyAsync(connection, "minute " + Columns, minutes, cancellationToken);

    /// <summary>Adds rows of which some may be there. Inside a transaction.</summary>
    /// <param name="replaceThinner">Whether a row that is there gives way to one of more samples; if not, it stays as it is.</param>
    public static async Task MergeAsync(NpgsqlConnection connection, IEnumerable<Minute> minutes, bool replaceThinner, CancellationToken cancellationToken)
    {
        const string stage = """
            create temp table if not exists minute_staging (series integer, count smallint, places smallint, at timestamptz, sum double precision, min double precision,
                max double precision, values double precision[]) on commit delete rows;
            truncate minute_staging
            """;
        await ExecuteAsync(stage);
        await CopyAsync(connection, "minute_staging " + Columns, minutes, cancellationToken);
        await ExecuteAsync($"""
            insert into minute {Columns}
            select distinct on (series, at) series, count, places, at, sum, min, max, values from minute_staging order by series, at, count desc
            on conflict (series, at) {(replaceThinner
                ? "do update set count = excluded.count, places = excluded.places, sum = excluded.sum, min = excluded.min, max = excluded.max, values = excluded.values where excluded.count >= minute.count"
                : "do nothing")}
            """);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>A minute's samples by second, however the row keeps them.</summary>
    public static double[] Expand(double[] values)
    {
        if (values.Length == RecentMinutes.Seconds)
        {
            return values;
        }

        var seconds = new double[RecentMinutes.Seconds];
        for (var second = 0; second < seconds.Length; second++)
        {
            seconds[second] = values.Length == 0 ? double.NaN : values[second * values.Length / seconds.Length];
        }

        return seconds;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string target, IEnumerable<Minute> minutes, CancellationToken cancellationToken)
    {
        await using var rows = await CopyRows.BeginAsync(connection, target, cancellationToken);
        foreach (var minute in minutes)
        {
            rows.StartRow(8);
            rows.Write(minute.SeriesId);
            rows.Write((short)minute.Count);
            rows.Write((short)minute.Values.Length);
            rows.Write(minute.At);
            rows.Write(minute.Sum);
            rows.Write(minute.Min);
            rows.Write(minute.Max);
            rows.Write(Pack(minute.Values));
            await rows.FlushIfFullAsync(cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }

    /// <summary>A value that held the whole minute is kept once: weights, replicas and limits stand still for hours.</summary>
    private static ReadOnlySpan<double> Pack(double[] values) =>
        values.Length > 1 && !double.IsNaN(values[0]) && !values.AsSpan().ContainsAnyExcept(values[0]) ? values.AsSpan(0, 1) : values;
}
