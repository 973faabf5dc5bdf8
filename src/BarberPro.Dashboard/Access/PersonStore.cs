using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Identity's people in PostgreSQL. Attempts and locks are written at once, each in one statement, so that attempts at the same time all count.</summary>
internal sealed partial class PersonStore(NpgsqlDataSource dataSource, AccessBook book)
    : IUserPasswordStore<Person>, IUserSecurityStampStore<Person>, IUserLockoutStore<Person>, IUserTwoFactorStore<Person>, IUserAuthenticatorKeyStore<Person>, IUserTwoFactorRecoveryCodeStore<Person>
{
    private const string Columns = """
        id, name, normalized_name, password_hash, security_stamp, version, role, failed_attempts, locked_until, two_factor, two_factor_secret, recovery_codes,
        issuer, subject, created_at, last_seen_at, disabled_at
        """;

    public async Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into person (id, name, normalized_name, password_hash, security_stamp, version, role, two_factor, two_factor_secret, recovery_codes, issuer, subject, created_at)
            values (@Id, @Name, @NormalizedName, @PasswordHash, @SecurityStamp, @Version, @Role, @TwoFactor, @TwoFactorSecret, @RecoveryCodes, @Issuer, @Subject, @CreatedAt)
            on conflict (normalized_name) do nothing
            """;

        user.Version = Guid.NewGuid().ToString("N");
        if (await ExecuteAsync(sql, user, cancellationToken) == 0)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateUserName(user.Name));
        }

        await book.ReloadAsync(cancellationToken);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken)
    {
        const string sql = """
            update person
               set name = @Name, normalized_name = @NormalizedName, password_hash = @PasswordHash, security_stamp = @SecurityStamp, version = @next, role = @Role,
                   two_factor = @TwoFactor, two_factor_secret = @TwoFactorSecret, recovery_codes = @RecoveryCodes, issuer = @Issuer, subject = @Subject, disabled_at = @DisabledAt
             where id = @Id and version = @Version
            """;

        var next = Guid.NewGuid().ToString("N");
        var parameters = new DynamicParameters(user);
        parameters.Add("next", next);
        try
        {
            if (await ExecuteAsync(sql, parameters, cancellationToken) == 0)
            {
                return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateUserName(user.Name));
        }

        user.Version = next;
        await book.ReloadAsync(cancellationToken);
        return IdentityResult.Success;
    }

    /// <summary>People are disabled, never deleted: the audit names them.</summary>
    public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Guid.TryParse(userId, out var id) ? await FindAsync($"select {Columns} from person where id = @id", new { id }, cancellationToken) : null;

    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        FindAsync($"select {Columns} from person where normalized_name = @normalizedUserName", new { normalizedUserName }, cancellationToken);

    public async Task<IReadOnlyList<Person>> ReadAllAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<Person>(new CommandDefinition($"select {Columns} from person order by normalized_name", cancellationToken: cancellationToken))];
    }

    /// <summary>Whether anybody can sign in as administrator with a password, or through another provider.</summary>
    public async Task<bool> HasAdministratorAsync(CancellationToken cancellationToken)
    {
        const string sql = """
            select exists (select 1 from person where role = 5 and disabled_at is null and (password_hash is not null or subject is not null))
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, cancellationToken: cancellationToken));
    }

    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken)
    {
        user.Name = userName ?? "";
        return Task.CompletedTask;
    }

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.NormalizedName);

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken)
    {
        user.NormalizedName = normalizedName;
        return Task.CompletedTask;
    }

    public Task<string?> GetPasswordHashAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Person user, string? passwordHash, CancellationToken cancellationToken)
    {
        user.PasswordHash = passwordHash;
        return Task.CompletedTask;
    }

    public Task<string?> GetSecurityStampAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.SecurityStamp);

    public Task SetSecurityStampAsync(Person user, string stamp, CancellationToken cancellationToken)
    {
        user.SecurityStamp = stamp;
        return Task.CompletedTask;
    }

    public void Dispose() { } // the data source is the program's

    private async Task<Person?> FindAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Person>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }

    private async Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
    }
}
