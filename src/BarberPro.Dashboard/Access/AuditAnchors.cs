using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Writes the chain's head into the anchor file, and into the database that it did: each would have to be rewritten with the other.</summary>
internal sealed class AuditAnchors(NpgsqlDataSource dataSource, AuditAnchorFile file, TimeProvider clock)
{
    /// <summary>Any number, the same in every version of the program.</summary>
    private const long AnchorKey = 0x4261726265724163;

    private readonly string _place = $"{Environment.MachineName}:{file.Path}";

    /// <returns>None where the head is the one of the newest line, or there is no entry yet.</returns>
    public async Task<AuditAnchor?> AnchorAsync(CancellationToken cancellationToken)
    {
        const string lockSql = "select pg_advisory_xact_lock(@AnchorKey)";
        const string headSql = "select seq, hash from audit order by seq desc limit 1";
        const string witnessSql = "insert into audit_anchor (place, line, line_hash) values (@_place, @Line, @hash) on conflict do nothing";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two programs of one machine may have one file.
        await connection.ExecuteAsync(new CommandDefinition(lockSql, new { AnchorKey }, transaction, cancellationToken: cancellationToken));
        var head = await connection.QuerySingleOrDefaultAsync<Head>(new CommandDefinition(headSql, null, transaction, cancellationToken: cancellationToken));
        var last = file.ReadLast();
        if (head is null || (last is not null && last.Seq == head.Seq && last.Hash == Convert.ToHexStringLower(head.Hash)))
        {
            return null;
        }

        var anchor = new AuditAnchor((last?.Line ?? 0) + 1, AuditChain.ToMicroseconds(clock.GetUtcNow()), head.Seq, Convert.ToHexStringLower(head.Hash), last?.LineHash ?? AuditAnchor.NoLine);
        file.Append(anchor);
        await connection.ExecuteAsync(new CommandDefinition(witnessSql, new { _place, anchor.Line, hash = Convert.FromHexString(anchor.LineHash) }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return anchor;
    }

    /// <summary>The newest line; none where nothing was anchored yet.</summary>
    public AuditAnchor? Newest() => file.ReadLast();

    /// <summary>What the database and the file say, in this order: a line that comes meanwhile is in the file at least.</summary>
    public async Task<(IReadOnlyList<AuditAnchor> Anchors, IReadOnlyList<AuditWitness> Witnesses)> ReadAsync(CancellationToken cancellationToken)
    {
        const string sql = "select line, encode(line_hash, 'hex') as line_hash from audit_anchor where place = @_place order by line";

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var witnesses = await connection.QueryAsync<WitnessRow>(new CommandDefinition(sql, new { _place }, cancellationToken: cancellationToken));
        return (file.Read(), [.. witnesses.Select(row => new AuditWitness(row.Line, row.LineHash))]);
    }

    private sealed record Head
    {
        public required long Seq { get; init; }
        public required byte[] Hash { get; init; }
    }

    private sealed record WitnessRow
    {
        public required long Line { get; init; }
        public required string LineHash { get; init; }
    }
}
