using System.Collections.Immutable;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>A key as it is listed; its text is nowhere.</summary>
internal sealed record ApiKeyRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Role Role { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

internal sealed record WallKeyRow
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>Makes and revokes keys of scripts and of walls. The record and the key become true together; the text is handed out this once.</summary>
internal sealed class Keys(NpgsqlDataSource dataSource, AccessBook book, LastSeen seen, IAudit audit, TimeProvider clock)
{
    public const int LongestName = 80;

    public static bool IsName(string? name) => name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl);

    /// <summary>What a ticket for a new key is bound to.</summary>
    public static string TargetOf(string name, Role role) => $"{name.Trim()} {RoleNames.Of(role)}";

    /// <exception cref="AuditUnavailableException">It could not be recorded, and was not made.</exception>
    public async Task<(Guid Id, string Key)> AddAsync(Actor actor, string name, Role role, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into api_key (id, name, hash, role, created_by, created_at, expires_at) values (@id, @name, @hash, @role, @by, @now, @expiresAt)
            """;

        var (id, key) = (Guid.CreateVersion7(), Secret.New(Secret.KeyPrefix));
        await ChangeAsync(sql, new { id, name = name.Trim(), hash = Secret.Hash(key), role, by = actor.Name, now = clock.GetUtcNow(), expiresAt = expiresAt?.ToUniversalTime() },
            new AuditEvent { Actor = actor, Action = "key.made", Subject = name.Trim(), After = new { id, role = RoleNames.Of(role), expiresAt } }, cancellationToken);
        return (id, key);
    }

    /// <returns>False when there is no such key, or it was revoked before.</returns>
    public async Task<bool> RevokeAsync(Actor actor, Guid id, CancellationToken cancellationToken) => book.Now.Keys.GetValueOrDefault(id) is { } key
        && await ChangeAsync("update api_key set revoked_at = @now where id = @id and revoked_at is null", new { id, now = clock.GetUtcNow() },
            new AuditEvent { Actor = actor, Action = "key.revoked", Subject = key.Name, Before = new { id, role = RoleNames.Of(key.Role) } }, cancellationToken);

    public async Task<(Guid Id, string Key)> AddWallAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into wall_key (id, name, hash, created_by, created_at) values (@id, @name, @hash, @by, @now)
            """;

        var (id, key) = (Guid.CreateVersion7(), Secret.New(Secret.WallPrefix));
        await ChangeAsync(sql, new { id, name = name.Trim(), hash = Secret.Hash(key), by = actor.Name, now = clock.GetUtcNow() },
            new AuditEvent { Actor = actor, Action = "wall-key.made", Subject = name.Trim(), After = new { id } }, cancellationToken);
        return (id, key);
    }

    public async Task<bool> RevokeWallAsync(Actor actor, Guid id, CancellationToken cancellationToken) => book.Now.Walls.GetValueOrDefault(id) is { } wall
        && await ChangeAsync("update wall_key set revoked_at = @now where id = @id and revoked_at is null", new { id, now = clock.GetUtcNow() },
            new AuditEvent { Actor = actor, Action = "wall-key.revoked", Subject = wall.Name, Before = new { id } }, cancellationToken);

    public async Task<WallEntry?> FindWallAsync(string? key, CancellationToken cancellationToken)
    {
        const string sql = """
            select id, name from wall_key where hash = @hash and revoked_at is null
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<WallEntry>(new CommandDefinition(sql, new { hash = Secret.Hash(key ?? "") }, cancellationToken: cancellationToken));
    }

    public async Task<ImmutableArray<ApiKeyRow>> ReadAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            select id, name, role, created_by, created_at, expires_at, last_used_at from api_key where revoked_at is null order by created_at
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<ApiKeyRow>(new CommandDefinition(sql, cancellationToken: cancellationToken))).Select(key => key with { LastUsedAt = seen.Latest(key.Id, key.LastUsedAt) })];
    }

    public async Task<ImmutableArray<WallKeyRow>> ReadWallsAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            select id, name, created_by, created_at, last_seen_at from wall_key where revoked_at is null order by created_at
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<WallKeyRow>(new CommandDefinition(sql, cancellationToken: cancellationToken))).Select(wall => wall with { LastSeenAt = seen.Latest(wall.Id, wall.LastSeenAt) })];
    }

    private async Task<bool> ChangeAsync(string sql, object parameters, AuditEvent entry, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)) == 0)
            {
                return false;
            }

            await audit.RecordAsync(entry, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await book.ReloadAsync(cancellationToken);
        return true;
    }
}
