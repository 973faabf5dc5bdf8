using System.Collections.Immutable;
using System.Diagnostics;
using BarberPro.Dashboard.Metrics;
using Npgsql;
using NpgsqlTypes;

namespace BarberPro.Benchmarks;

/// <summary>The store, from a frame's acceptance to its minute's row, beside a raw COPY of the same rows into the same tables.</summary>
internal sealed class StoreBench : IBench
{
    private const string Write = "store write, frames of 1,000 series";
    private const int SeriesCount = 1_000;

    private static readonly ImmutableArray<Series> Series = [.. Enumerable.Range(1, SeriesCount).Select(id => new Series(id, "bench", Labels.Of(("n", $"{id}")), ""))];

    public string Name => "store";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var database = await BenchDatabase.StartAsync(cancellationToken);
        await database.Get<ISeriesRegistry>().RegisterAsync([.. Series.Select(s => (s.Key, s.Labels))], cancellationToken);
        var minutes = settings.Either(20, 3);
        var writer = database.Get<FrameWriter>();
        await writer.StartAsync(cancellationToken);

        // Each round on minutes of its own, in the same months and days; in turn, so that the machine's other work meets both.
        var at = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        List<double> own = [], raw = [];
        await StoreAsync(writer, Frames(at, 1), cancellationToken); // makes the partitions, warms both up
        await CopyAsync(database, Frames(at = at.AddMinutes(2), 1), cancellationToken);
        for (var round = 0; round < settings.Either(5, 2); round++)
        {
            // The store takes only frames that are newer than all before.
            raw.Add(await CopyAsync(database, Frames(at = at.AddMinutes(minutes + 2), minutes), cancellationToken));
            own.Add(await StoreAsync(writer, Frames(at = at.AddMinutes(minutes + 2), minutes), cancellationToken));
            BenchSettings.Say($"raw COPY {raw[^1] / 1e6:F2} M samples/s, store {own[^1] / 1e6:F2} M samples/s");
        }

        await writer.StopAsync(cancellationToken);
        var (ownRate, rawRate) = (Middle(own), Middle(raw));
        return
        [
            new(Write, "≥ 0.8 × raw COPY of the same rows", $"{ownRate / rawRate:F2} × ({ownRate / 1e6:F2} M samples/s, COPY {rawRate / 1e6:F2} M)", ownRate >= 0.8 * rawRate),
            new("the same, one frame as it comes", "", $"{await OneAsync(database, at.AddDays(1), cancellationToken):F1} ms until it is on the disk", null),
            await SizeAsync(database, cancellationToken),
        ];
    }

    /// <summary>Every value differs from the one before: nothing is saved by values that stand still.</summary>
    private static Frame[] Frames(DateTimeOffset from, int minutes)
    {
        var random = new Random(7);
        var set = new SeriesSet(1, Series);
        return [.. Enumerable.Range(0, minutes * 60).Select(second => new Frame(second + 1, from.AddSeconds(second), set, [.. Enumerable.Range(0, SeriesCount).Select(_ => random.NextDouble())]))];
    }

    /// <returns>Samples a second.</returns>
    private static async Task<double> StoreAsync(FrameWriter writer, Frame[] frames, CancellationToken cancellationToken)
    {
        var before = Stopwatch.GetTimestamp();
        foreach (var frame in frames)
        {
            writer.Accept(frame);
            while (writer.Waiting > 1_200)
            {
                await Task.Delay(1, cancellationToken);
            }
        }

        // The first frame of the next minute completes the last one.
        writer.Accept(frames[^1] with { At = frames[^1].At.AddSeconds(1) });
        while (writer.Waiting > 0)
        {
            await Task.Delay(1, cancellationToken);
        }

        return frames.Length * (double)SeriesCount / Stopwatch.GetElapsedTime(before).TotalSeconds;
    }

    private static async Task<double> CopyAsync(BenchDatabase database, Frame[] frames, CancellationToken cancellationToken)
    {
        var rows = frames.Chunk(60).SelectMany(minute => Enumerable.Range(0, SeriesCount).Select(n => Minute.Of(n + 1, minute[0].At, [.. minute.Select(f => f.Values[n])]))).ToArray();
        var values = frames.Select(f => f.Values.ToArray()).ToArray();
        await database.Get<Partitions>().EnsureAsync(frames.Select(f => f.At), rows.Select(m => m.At), cancellationToken);

        var before = Stopwatch.GetTimestamp();
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync("copy frame (at, values) from stdin (format binary)", cancellationToken))
        {
            for (var i = 0; i < frames.Length; i++)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(frames[i].At, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(values[i], NpgsqlDbType.Array | NpgsqlDbType.Double, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await using (var copy = await connection.BeginBinaryImportAsync("copy minute (series, count, places, at, sum, min, max, values) from stdin (format binary)", cancellationToken))
        {
            foreach (var row in rows)
            {
                await copy.StartRowAsync(cancellationToken);
                await copy.WriteAsync(row.SeriesId, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync((short)row.Count, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync((short)row.Values.Length, NpgsqlDbType.Smallint, cancellationToken);
                await copy.WriteAsync(row.At, NpgsqlDbType.TimestampTz, cancellationToken);
                await copy.WriteAsync(row.Sum, NpgsqlDbType.Double, cancellationToken);
                await copy.WriteAsync(row.Min, NpgsqlDbType.Double, cancellationToken);
                await copy.WriteAsync(row.Max, NpgsqlDbType.Double, cancellationToken);
                await copy.WriteAsync(row.Values, NpgsqlDbType.Array | NpgsqlDbType.Double, cancellationToken);
            }

            await copy.CompleteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return frames.Length * (double)SeriesCount / Stopwatch.GetElapsedTime(before).TotalSeconds;
    }

    private static async Task<double> OneAsync(BenchDatabase database, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var log = database.Get<FrameLog>();
        var times = new List<double>();
        foreach (var frame in Frames(at, 1))
        {
            var before = Stopwatch.GetTimestamp();
            await log.AppendAsync([frame], [], frame.At, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return Middle(times);
    }

    private static async Task<Row> SizeAsync(BenchDatabase database, CancellationToken cancellationToken)
    {
        const string size = "select sum(pg_total_relation_size(inhrelid))::float8 from pg_inherits where inhparent = '{0}'::regclass";
        // The frame that ends a round opens a minute of its own, which is as large as a whole one.
        var samples = await database.ReadAsync<double>("select (count(*) * 60)::float8 from minute", cancellationToken);
        var frames = await database.ReadAsync<double>("select (count(*) * 1000)::float8 from frame", cancellationToken);
        var bytes = await database.ReadAsync<double>(size.Replace("{0}", "minute", StringComparison.Ordinal), cancellationToken) / samples;
        var log = await database.ReadAsync<double>(size.Replace("{0}", "frame", StringComparison.Ordinal), cancellationToken) / frames;
        return new("bytes a stored sample, index included, no two values alike", "≤ 12", $"{bytes:F1} (and {log:F1} in the log of seconds, kept two days)", bytes <= 12);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
