using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Days;

/// <summary>What an import did, or would do.</summary>
/// <param name="Created">The day was not there before.</param>
public sealed record PlanImport(ImportedPlan Plan, ImmutableArray<PlanChange> Changes, bool Created);

/// <summary>Imports plans: all of one or nothing, one import a day at a time.</summary>
internal sealed class PlanStore(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Any number, the same in every version of the program.</summary>
    private const int LockSpace = 0x706C616E;

    /// <param name="plan">Without faults.</param>
    /// <param name="dryRun">Says what would change, and changes nothing.</param>
    /// <param name="onlyIfNew">Leaves a day that is there as it is.</param>
    public async Task<PlanImport> ImportAsync(ImportedPlan plan, bool dryRun, bool onlyIfNew, CancellationToken cancellationToken)
    {
        var number = plan.Number!.Value;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The row to lock is not there at a first import.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_xact_lock(@LockSpace, @number)", new { LockSpace, number }, transaction, cancellationToken: cancellationToken));
        var day = await DayStore.ReadDayAsync(connection, transaction, number, "for update", cancellationToken);
        var sha256 = Sha256(plan.Markdown);
        if (day is not null && (onlyIfNew || day.PlanSha256 == sha256))
        {
            return new PlanImport(plan, [], Created: false);
        }

        if (day is { ClosedAt: not null })
        {
            return new PlanImport(plan with { Faults = [new PlanFault(PlanFaultKind.DayIsClosed, 1, "number", plan.Title)] }, [], Created: false);
        }

        var stored = day is null ? StoredParts.None : await DayStore.ReadPartsAsync(connection, transaction, number, cancellationToken);
        var before = day is null ? null : PlanImporter.Read(day.Plan, day.ZoneInfo);
        var resolved = PlanMerge.Resolve(stored, plan);
        var changes = PlanChanges.Between(before, stored, resolved);
        if (!dryRun)
        {
            await new PlanWriter(connection, transaction, clock.GetUtcNow()).WriteAsync(day, before, resolved, sha256, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new PlanImport(resolved, changes, Created: day is null);
    }

    public static string Sha256(string markdown) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(markdown)));
}
