using System.Collections.Immutable;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Targets;

/// <summary>Somebody looked at a target, and may have noted something. It never changes the verdict.</summary>
public sealed record TargetReview(string Target, string By, string Note, DateTimeOffset At);

/// <summary>A verdict that changed.</summary>
internal sealed record VerdictChange(int Day, DateOnly Date, string Target, DateTimeOffset At, DateTimeOffset? Since, string Verdict, double? Value, long Samples, string Evidence);

internal interface ITargetStore
{
    /// <summary>Adds the changes; one that the newest record already says is left out, as after a restart.</summary>
    Task RecordAsync(IReadOnlyCollection<VerdictChange> changes, CancellationToken cancellationToken);

    /// <summary>Reviews that nobody withdrew, oldest first.</summary>
    Task<ImmutableArray<TargetReview>> ReadReviewsAsync(int day, DateOnly date, CancellationToken cancellationToken);

    Task AddReviewAsync(int day, DateOnly date, TargetReview review, CancellationToken cancellationToken);

    /// <returns>False when there was none.</returns>
    Task<bool> WithdrawReviewsAsync(int day, DateOnly date, string target, DateTimeOffset at, CancellationToken cancellationToken);

    Task<ImmutableArray<VerdictChange>> ReadHistoryAsync(int day, DateOnly date, CancellationToken cancellationToken);
}

internal sealed class TargetStore(NpgsqlDataSource dataSource) : ITargetStore
{
    public async Task RecordAsync(IReadOnlyCollection<VerdictChange> changes, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into target_verdict (day, date, target, at, since, verdict, value, samples, evidence)
            select @Day, @Date, @Target, @At, @Since, @Verdict, @Value, @Samples, @Evidence::jsonb
             where @Verdict is distinct from
                   (select verdict from target_verdict where day = @Day and date = @Date and target = @Target order by id desc limit 1)
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, changes, cancellationToken: cancellationToken));
    }

    public async Task<ImmutableArray<TargetReview>> ReadReviewsAsync(int day, DateOnly date, CancellationToken cancellationToken)
    {
        const string sql = """
            select target, by, note, at from target_review
             where day = @day and date = @date and withdrawn_at is null
             order by id
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<ReviewRow>(new CommandDefinition(sql, new { day, date }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new TargetReview(row.Target, row.By, row.Note, row.At))];
    }

    public async Task AddReviewAsync(int day, DateOnly date, TargetReview review, CancellationToken cancellationToken)
    {
        const string sql = """
            insert into target_review (day, date, target, by, note, at) values (@day, @date, @Target, @By, @Note, @At)
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { day, date, review.Target, review.By, review.Note, review.At }, cancellationToken: cancellationToken));
    }

    public async Task<bool> WithdrawReviewsAsync(int day, DateOnly date, string target, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string sql = """
            update target_review set withdrawn_at = @at
             where day = @day and date = @date and target = @target and withdrawn_at is null
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, new { day, date, target, at }, cancellationToken: cancellationToken)) > 0;
    }

    public async Task<ImmutableArray<VerdictChange>> ReadHistoryAsync(int day, DateOnly date, CancellationToken cancellationToken)
    {
        const string sql = """
            select target, at, since, verdict, value, samples, evidence::text as evidence from target_verdict
             where day = @day and date = @date
             order by id
            """;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<VerdictRow>(new CommandDefinition(sql, new { day, date }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => new VerdictChange(day, date, row.Target, row.At, row.Since, row.Verdict, row.Value, row.Samples, row.Evidence))];
    }

    private sealed record ReviewRow
    {
        public required string Target { get; init; }
        public required string By { get; init; }
        public required string Note { get; init; }
        public required DateTimeOffset At { get; init; }
    }

    private sealed record VerdictRow
    {
        public required string Target { get; init; }
        public required DateTimeOffset At { get; init; }
        public DateTimeOffset? Since { get; init; }
        public required string Verdict { get; init; }
        public double? Value { get; init; }
        public required long Samples { get; init; }
        public required string Evidence { get; init; }
    }
}
