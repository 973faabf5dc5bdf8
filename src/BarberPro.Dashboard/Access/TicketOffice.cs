using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Single-use tickets for dangerous actions: made with the screen that shows what would happen, handed back with the click.</summary>
internal sealed class TicketOffice(NpgsqlDataSource dataSource, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private const int Bytes = 32;

    /// <param name="actorId">Who may use it: <see cref="Actor.Id"/>.</param>
    /// <param name="version">What the person saw: a version, a hash; the ticket is worth nothing once it has moved.</param>
    public async Task<string> IssueAsync(string actorId, string action, string target, string version, CancellationToken cancellationToken)
    {
        const string sql = """
            with expired as (delete from ticket where expires_at <= @now)
            insert into ticket (hash, actor, action, target, version, expires_at)
            values (@hash, @actorId, @action, @target, @version, @expiresAt)
            """;

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        var now = clock.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { hash = Hash(token), actorId, action, target, version, now, expiresAt = now + Lifetime }, cancellationToken: cancellationToken));
        return token;
    }

    /// <returns>True once, for the person, action, target and version it was made for. Why it is refused is nobody's business.</returns>
    public async Task<bool> RedeemAsync(string token, string actorId, string action, string target, string version, CancellationToken cancellationToken)
    {
        const string sql = """
            update ticket set used_at = @now
             where hash = @hash and actor = @actorId and action = @action and target = @target and version = @version
               and used_at is null and expires_at > @now
            returning true
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { hash = Hash(token), actorId, action, target, version, now = clock.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
