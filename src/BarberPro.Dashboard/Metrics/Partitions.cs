using System.Globalization;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// The parts of <c>frame</c> (a day each) and <c>minute</c> (a month each), by UTC. Made ahead of time or for whatever date is written;
/// what is too old goes as a whole part, which costs the same however much it holds.
/// </summary>
internal sealed class Partitions(NpgsqlDataSource dataSource)
{
    /// <summary>Programs that share a database make parts one after another.</summary>
    private const long LockKey = 0x4261726265725061;

    private readonly Lock _lock = new();
    private HashSet<string> _known = [];

    public static string OfFrames(DateTimeOffset at) => at.UtcDateTime.ToString("'frame_'yyyyMMdd", CultureInfo.InvariantCulture);

    public static string OfMinutes(DateTimeOffset at) => at.UtcDateTime.ToString("'minute_'yyyyMM", CultureInfo.InvariantCulture);

    /// <summary>After a lost connection: another program, or a restored database, may have other parts.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _known = [];
        }
    }

    /// <summary>Makes the parts in which these frames and minutes lie, where they are not there yet.</summary>
    public async Task EnsureAsync(IEnumerable<DateTimeOffset> frames, IEnumerable<DateTimeOffset> minutes, CancellationToken cancellationToken)
    {
        var missing = Missing(frames, minutes);
        if (missing.Count == 0)
        {
            return;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: cancellationToken));
        var there = await ReadAsync(connection, transaction, cancellationToken);
        foreach (var (name, sql) in missing)
        {
            if (there.Add(name))
            {
                await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        lock (_lock)
        {
            _known = there;
        }
    }

    /// <summary>Drops the parts that end before these instants.</summary>
    /// <returns>Their names.</returns>
    public async Task<IReadOnlyList<string>> DropAsync(DateTimeOffset framesBefore, DateTimeOffset minutesBefore, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var old = (await ReadAsync(connection, null, cancellationToken)).Where(name => EndOf(name) is { } end
            && end <= (name.StartsWith("frame", StringComparison.Ordinal) ? framesBefore : minutesBefore)).Order(StringComparer.Ordinal).ToList();
        foreach (var name in old)
        {
            // Dropping waits for readers of the whole table, and new ones wait for it: it gives up soon, and is tried again later.
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition($"set local lock_timeout = '2s'; drop table if exists {name}", transaction: transaction, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            lock (_lock)
            {
                _known = [.. _known.Where(known => known != name)];
            }
        }

        return old;
    }

    private static async Task<HashSet<string>> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        const string sql = """
            select part.relname
              from pg_inherits join pg_class part on part.oid = inhrelid
             where inhparent in ('frame'::regclass, 'minute'::regclass)
            """;
        return (await connection.QueryAsync<string>(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);
    }

    private static DateTimeOffset? EndOf(string name) =>
        DateTimeOffset.TryParseExact(name, ["'frame_'yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day.AddDays(1)
        : DateTimeOffset.TryParseExact(name, ["'minute_'yyyyMM"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month) ? month.AddMonths(1)
        : null;

    private Dictionary<string, string> Missing(IEnumerable<DateTimeOffset> frames, IEnumerable<DateTimeOffset> minutes)
    {
        HashSet<string> known;
        lock (_lock)
        {
            known = _known;
        }

        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var day in frames.Select(at => at.UtcDateTime.Date).Distinct())
        {
            // Frames are added and dropped, never changed: there is nothing to clean. A frame of up to 1,000 series stays on one page.
            Add(OfFrames(day), "frame", day, day.AddDays(1), "autovacuum_enabled = false, toast_tuple_target = 8160");
        }

        foreach (var month in minutes.Select(at => (at.UtcDateTime.Year, at.UtcDateTime.Month)).Distinct().Select(month => new DateTime(month.Year, month.Month, 1, 0, 0, 0, DateTimeKind.Utc)))
        {
            // Cleaned often, so that the index alone answers: it may only where the cleaner has noted that all readers see a page.
            Add(OfMinutes(month), "minute", month, month.AddMonths(1), "autovacuum_vacuum_insert_threshold = 5000, autovacuum_vacuum_insert_scale_factor = 0.01");
        }

        return missing;

        void Add(string name, string table, DateTime from, DateTime to, string settings)
        {
            if (!known.Contains(name))
            {
                missing.TryAdd(name, string.Create(CultureInfo.InvariantCulture,
                    $"create table {name} partition of {table} for values from ('{from:yyyy-MM-dd}T00:00:00Z') to ('{to:yyyy-MM-dd}T00:00:00Z') with ({settings})"));
            }
        }
    }
}
