using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>When each person, key and screen was last there: noted in memory, written once a minute, never while a request waits.</summary>
internal sealed partial class LastSeen(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<LastSeen> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _keys = new(), _walls = new(), _people = new();

    public void Key(Guid id) => _keys[id] = clock.GetUtcNow();

    public void Wall(Guid id) => _walls[id] = clock.GetUtcNow();

    public void Person(Guid id) => _people[id] = clock.GetUtcNow();

    /// <summary>What is stored may be a minute old: the later of it and of what is noted here.</summary>
    public DateTimeOffset? Latest(Guid id, DateTimeOffset? stored)
    {
        var noted = _keys.TryGetValue(id, out var at) || _walls.TryGetValue(id, out at) || _people.TryGetValue(id, out at) ? at : (DateTimeOffset?)null;
        return stored is { } earlier && (noted is null || earlier > noted) ? earlier : noted;
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(_keys, "update api_key set last_used_at = seen.at from unnest(@ids, @at) as seen(id, at) where api_key.id = seen.id", cancellationToken);
        await WriteAsync(_walls, "update wall_key set last_seen_at = seen.at from unnest(@ids, @at) as seen(id, at) where wall_key.id = seen.id", cancellationToken);
        await WriteAsync(_people, "update person set last_seen_at = seen.at from unnest(@ids, @at) as seen(id, at) where person.id = seen.id", cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryWriteAsync(CancellationToken.None);
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.NotWritten(logger, exception.Message); // the next minute has a newer one
        }
    }

    private async Task WriteAsync(ConcurrentDictionary<Guid, DateTimeOffset> seen, string sql, CancellationToken cancellationToken)
    {
        var noted = seen.ToArray();
        if (noted.Length == 0)
        {
            return;
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { ids = noted.Select(one => one.Key).ToArray(), at = noted.Select(one => one.Value).ToArray() }, cancellationToken: cancellationToken));
        foreach (var one in noted)
        {
            seen.TryRemove(one); // unless a newer one came meanwhile
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "When keys and screens were last seen could not be written: {Reason}")]
        public static partial void NotWritten(ILogger logger, string reason);
    }
}
