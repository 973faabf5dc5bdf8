using BarberPro.Dashboard.Access;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Days;

/// <summary>Reads and imports plans for the API and the page; after an import the calendar looks at once.</summary>
internal sealed class DayPlans(PlanStore store, DayCalendar calendar, IAudit audit, IOptions<DaysOptions> options)
{
    /// <summary>Faults of the plan are in the answer's plan; then nothing was changed.</summary>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and was not done.</exception>
    public async Task<PlanImport> ImportAsync(Actor actor, string markdown, bool dryRun, CancellationToken cancellationToken)
    {
        var plan = await Task.Run(() => PlanImporter.Read(markdown, options.Value.DefaultZone), cancellationToken);
        if (!plan.Faults.IsEmpty)
        {
            return new PlanImport(plan, [], Created: false);
        }

        var import = await store.ImportAsync(plan, dryRun: true, onlyIfNew: false, cancellationToken);
        if (dryRun || !import.Plan.Faults.IsEmpty)
        {
            return import;
        }

        await audit.RecordAsync(new AuditEvent
        {
            Actor = actor,
            Action = "plan.imported",
            Subject = $"day {plan.Number}",
            After = new { plan.Number, plan.Date, changes = import.Changes.Length },
        }, cancellationToken);
        import = await store.ImportAsync(plan, dryRun: false, onlyIfNew: false, cancellationToken);
        if (import.Plan.Faults.IsEmpty)
        {
            await calendar.LookAsync(cancellationToken);
        }

        return import;
    }
}
