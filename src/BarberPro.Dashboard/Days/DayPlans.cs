using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Days;

/// <summary>Reads and imports plans for the API and the page; after an import the calendar looks at once.</summary>
internal sealed class DayPlans(PlanStore store, DayCalendar calendar, IOptions<DaysOptions> options)
{
    /// <summary>Faults of the plan are in the answer's plan; then nothing was changed.</summary>
    public async Task<PlanImport> ImportAsync(string markdown, bool dryRun, CancellationToken cancellationToken)
    {
        var plan = await Task.Run(() => PlanImporter.Read(markdown, options.Value.DefaultZone), cancellationToken);
        if (!plan.Faults.IsEmpty)
        {
            return new PlanImport(plan, [], Created: false);
        }

        var import = await store.ImportAsync(plan, dryRun, onlyIfNew: false, cancellationToken);
        if (!dryRun && import.Plan.Faults.IsEmpty)
        {
            await calendar.LookAsync(cancellationToken);
        }

        return import;
    }
}
