using System.Collections.Frozen;
using System.Security.Claims;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Who may do what, as of the last look.</summary>
internal sealed record AccessSnapshot(FrozenDictionary<Guid, PersonEntry> People, FrozenDictionary<Guid, KeyEntry> Keys, FrozenDictionary<string, KeyEntry> KeysByHash, FrozenDictionary<Guid, WallEntry> Walls)
{
    public static AccessSnapshot Empty { get; } = new(FrozenDictionary<Guid, PersonEntry>.Empty, FrozenDictionary<Guid, KeyEntry>.Empty, FrozenDictionary<string, KeyEntry>.Empty, FrozenDictionary<Guid, WallEntry>.Empty);
}

internal sealed record PersonEntry
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public required string SecurityStamp { get; init; }

    /// <summary>Came in by the first link, and has not chosen a password yet.</summary>
    public bool IsUnfinished { get; init; }
}

internal sealed record KeyEntry
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public required byte[] Hash { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed record WallEntry
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
}

/// <summary>
/// Keeps people, keys and walls in memory, so that no request waits for the database to know who asks, and nobody is thrown out while it is away.
/// Changes come by notification; what this node changes itself it reads again before it answers.
/// </summary>
internal sealed partial class AccessBook(NpgsqlDataSource dataSource, TimeProvider clock, ILogger<AccessBook> logger) : BackgroundService
{
    /// <summary>A net below the notifications.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private AccessSnapshot _now = AccessSnapshot.Empty;

    public AccessSnapshot Now => Volatile.Read(ref _now);

    /// <summary>The same caller as of now: with the role of now, or null where the session or key is no more.</summary>
    public ClaimsPrincipal? Check(ClaimsPrincipal principal)
    {
        var now = Now;
        _ = Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id);
        return Caller.KindOf(principal) switch
        {
            ActorKind.Person => now.People.GetValueOrDefault(id) is { } person && person.SecurityStamp == principal.FindFirstValue(Caller.Stamp) ? Caller.Of(person, Caller.AddressOf(principal)) : null,
            ActorKind.Key when id != Guid.Empty => now.Keys.GetValueOrDefault(id) is { } key && IsValid(key) ? Caller.Of(key, Caller.AddressOf(principal)) : null,
            ActorKind.Wall => now.Walls.GetValueOrDefault(id) is { } wall ? Caller.Of(wall, Caller.AddressOf(principal)) : null,
            ActorKind.Key or ActorKind.System => principal, // of the configuration, or this program's own
            _ => null,
        };
    }

    public bool IsValid(KeyEntry key) => key.ExpiresAt is not { } end || end > clock.GetUtcNow();

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            select id, name, role, security_stamp, password_hash is null and subject is null as is_unfinished from person where disabled_at is null;
            select id, name, role, hash, expires_at from api_key where revoked_at is null;
            select id, name from wall_key where revoked_at is null
            """;

        await _turn.WaitAsync(cancellationToken); // the newest look is the last to be kept
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(sql, cancellationToken: cancellationToken));
            var people = (await rows.ReadAsync<PersonEntry>()).ToFrozenDictionary(person => person.Id);
            var keys = (await rows.ReadAsync<KeyEntry>()).ToList();
            var walls = (await rows.ReadAsync<WallEntry>()).ToFrozenDictionary(wall => wall.Id);
            Volatile.Write(ref _now, new AccessSnapshot(people, keys.ToFrozenDictionary(key => key.Id), keys.ToFrozenDictionary(key => Convert.ToHexString(key.Hash), StringComparer.Ordinal), walls));
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested && exception is NpgsqlException or IOException or TimeoutException)
            {
                Log.Away(logger, exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        await using (var listen = new NpgsqlCommand("listen access", connection))
        {
            await listen.ExecuteNonQueryAsync(stoppingToken);
        }

        while (true)
        {
            await ReloadAsync(stoppingToken);
            await connection.WaitAsync(LookInterval, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Changes of people and keys cannot be heard of; those known stay as they are: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
