using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// Adds to the chain, one entry at a time whatever the number of programs: a lock of the transaction orders them, and ends with it,
/// so that what is rolled back leaves no gap. In a transaction of the caller's, record last: others wait until it ends.
/// </summary>
internal sealed class AuditLog(NpgsqlDataSource dataSource, TimeProvider clock) : IAudit
{
    /// <summary>Any number, the same in every version of the program.</summary>
    private const long ChainKey = 0x4261726265724175;

    /// <summary>Seconds. A refusal that comes late is as bad as none.</summary>
    private const int TimeLimit = 5;

    public async Task RecordAsync(AuditEvent entry, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await AppendAsync(entry, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            throw Unavailable(entry, exception);
        }
    }

    public async Task RecordAsync(AuditEvent entry, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await AppendAsync(entry, transaction, cancellationToken);
        }
        catch (Exception exception) when (IsAway(exception))
        {
            throw Unavailable(entry, exception);
        }
    }

    private async Task AppendAsync(AuditEvent happened, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Two statements, sent at once: the second sees what the one that held the lock before has committed.
        const string headSql = "select pg_advisory_xact_lock(@ChainKey); select seq, hash from audit order by seq desc limit 1";
        const string insertSql = """
            insert into audit (seq, at, actor_kind, actor_id, actor_name, actor_address, action, subject, before, after, result, previous_hash, hash)
            values (@Seq, @At, @ActorKind, @ActorId, @ActorName, @ActorAddress, @Action, @Subject, @Before, @After, @Result, @PreviousHash, @Hash)
            """;

        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.");
        Head? head;
        await using (var rows = await connection.QueryMultipleAsync(Command(headSql, new { ChainKey })))
        {
            await rows.ReadAsync();
            head = await rows.ReadSingleOrDefaultAsync<Head>();
        }

        var entry = AuditChain.Link(AuditWriting.Write(happened, clock.GetUtcNow()), (head?.Seq ?? 0) + 1, head?.Hash ?? AuditChain.Genesis);
        await connection.ExecuteAsync(Command(insertSql, entry));

        CommandDefinition Command(string sql, object? arguments) => new(sql, arguments, transaction, TimeLimit, cancellationToken: cancellationToken);
    }

    private static bool IsAway(Exception exception) => exception is NpgsqlException or TimeoutException or ObjectDisposedException;

    private static AuditUnavailableException Unavailable(AuditEvent entry, Exception exception) =>
        new($"The audit cannot be written, so that {entry.Action} is refused: {(exception as PostgresException)?.MessageText ?? exception.Message}", exception);

    private sealed record Head
    {
        public required long Seq { get; init; }
        public required byte[] Hash { get; init; }
    }
}
