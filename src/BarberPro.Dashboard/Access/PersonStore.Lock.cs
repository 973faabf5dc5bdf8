using Dapper;

namespace BarberPro.Dashboard.Access;

/// <summary>Attempts, locks, the second factor and its recovery codes.</summary>
internal sealed partial class PersonStore
{
    public Task<int> GetAccessFailedCountAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.FailedAttempts);

    public Task<bool> GetLockoutEnabledAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Person user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask; // everybody can be locked out

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.LockedUntil);

    public async Task<int> IncrementAccessFailedCountAsync(Person user, CancellationToken cancellationToken)
    {
        const string sql = """
            update person set failed_attempts = failed_attempts + 1 where id = @Id returning failed_attempts
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return user.FailedAttempts = await connection.ExecuteScalarAsync<int>(new CommandDefinition(sql, new { user.Id }, cancellationToken: cancellationToken));
    }

    public async Task ResetAccessFailedCountAsync(Person user, CancellationToken cancellationToken)
    {
        const string sql = """
            update person set failed_attempts = 0 where id = @Id
            """;

        user.FailedAttempts = 0;
        await ExecuteAsync(sql, new { user.Id }, cancellationToken);
    }

    public async Task SetLockoutEndDateAsync(Person user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken)
    {
        const string sql = """
            update person set locked_until = @lockoutEnd where id = @Id
            """;

        user.LockedUntil = lockoutEnd;
        await ExecuteAsync(sql, new { user.Id, lockoutEnd }, cancellationToken);
    }

    public Task<bool> GetTwoFactorEnabledAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactor);

    public Task SetTwoFactorEnabledAsync(Person user, bool enabled, CancellationToken cancellationToken)
    {
        user.TwoFactor = enabled;
        return Task.CompletedTask;
    }

    public Task<string?> GetAuthenticatorKeyAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactorSecret);

    public Task SetAuthenticatorKeyAsync(Person user, string key, CancellationToken cancellationToken)
    {
        user.TwoFactorSecret = key;
        return Task.CompletedTask;
    }

    public Task<int> CountCodesAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.RecoveryCodes.Length);

    public Task ReplaceCodesAsync(Person user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        user.RecoveryCodes = [.. recoveryCodes.Select(HashOfCode)];
        return Task.CompletedTask;
    }

    /// <summary>One statement: of two uses at the same time one wins.</summary>
    public async Task<bool> RedeemCodeAsync(Person user, string code, CancellationToken cancellationToken)
    {
        const string sql = """
            update person set recovery_codes = array_remove(recovery_codes, @hash) where id = @Id and @hash = any (recovery_codes)
            """;

        var hash = HashOfCode(code);
        user.RecoveryCodes = [.. user.RecoveryCodes.Where(left => left != hash)];
        return await ExecuteAsync(sql, new { user.Id, hash }, cancellationToken) == 1;
    }

    private static string HashOfCode(string code) => Convert.ToHexString(Secret.Hash(code.Trim().ToUpperInvariant()));
}
