using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>What a link that was just used lets its holder become.</summary>
internal sealed record SignInLink
{
    public required Guid Id { get; init; }
    public required Role Role { get; init; }
    public required string CreatedBy { get; init; }
}

/// <summary>Links that bring somebody in, once. Only a hash of their token is kept.</summary>
internal sealed class SignInLinks(NpgsqlDataSource dataSource, TimeProvider clock)
{
    public const string First = "first";
    public const string Invitation = "invitation";

    /// <returns>The token.</returns>
    public async Task<string> AddAsync(string kind, Role role, string createdBy, TimeSpan? lasts, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into sign_in_link (id, kind, hash, role, created_by, created_at, expires_at) values (@id, @kind, @hash, @role, @createdBy, @now, @expires)
            """;

        var token = Secret.New();
        var now = clock.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { id = Guid.CreateVersion7(), kind, hash = Secret.Hash(token), role, createdBy, now, expires = now + lasts }, cancellationToken: cancellationToken));
        return token;
    }

    /// <returns>Null where it is unknown, expired or used; of two uses at the same time one wins.</returns>
    public async Task<SignInLink?> UseAsync(string kind, string? token, CancellationToken cancellationToken)
    {
        const string sql = """
            update sign_in_link set used_at = @now
             where hash = @hash and kind = @kind and used_at is null and (expires_at is null or expires_at > @now)
            returning id, role, created_by
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SignInLink>(new CommandDefinition(sql, new { kind, hash = Secret.Hash(token ?? ""), now = clock.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    /// <summary>What it was used for did not come about.</summary>
    public async Task GiveBackAsync(Guid id, CancellationToken cancellationToken)
    {
        const string sql = """
            update sign_in_link set used_at = null where id = @id
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>A new start has a new link.</summary>
    public async Task WithdrawAsync(string kind, CancellationToken cancellationToken)
    {
        const string sql = """
            delete from sign_in_link where kind = @kind and used_at is null
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { kind }, cancellationToken: cancellationToken));
    }
}
