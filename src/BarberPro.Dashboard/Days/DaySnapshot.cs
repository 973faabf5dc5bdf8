using System.Collections.Immutable;

namespace BarberPro.Dashboard.Days;

/// <summary>A time block of the day, in the day's own zone.</summary>
/// <param name="Key">Stable: "morning", "afternoon", "evening", or made from the title.</param>
public sealed record Block(string Key, string Title, TimeOnly Start, TimeOnly End);

/// <summary>A success target as the plan words it. Targets/ binds it to a metric by meaning.</summary>
/// <param name="Key">Stable over re-imports: made from the text's meaning, not from its place.</param>
/// <param name="Text">As the plan says it, repaired: "Average response time &lt;150ms for Argentina (improvement from 200ms SLA)".</param>
/// <param name="Section">The heading above it: "Performance Targets", "Business Metrics".</param>
/// <param name="Line">Its line in the plan, counted from 1.</param>
public sealed record PlannedTarget(string Key, string Text, string Section, int Line);

/// <summary>
/// The day in view. Published as LiveValue&lt;DaySnapshot&gt; when it changes: at midnight, at an import; not each second.
/// </summary>
/// <param name="Number">Null while there is no plan for today.</param>
/// <param name="Date">In the day's zone.</param>
/// <param name="BaselineDate">The day to compare with; Day 6 for Day 7.</param>
/// <param name="Version">Rises with each import.</param>
public sealed record DaySnapshot(int? Number, DateOnly Date, int? BaselineNumber, DateOnly BaselineDate, TimeZoneInfo Zone, ImmutableArray<Block> Blocks,
    ImmutableArray<PlannedTarget> Targets, string NextReview, string EscalationContact, int Version)
{
    /// <summary>The first block's start to the last one's end: what targets are judged over. The whole day where there are no blocks.</summary>
    public (DateTimeOffset From, DateTimeOffset To) OperatingHours => Blocks.IsEmpty
        ? (At(Date, TimeOnly.MinValue), At(Date.AddDays(1), TimeOnly.MinValue))
        : (At(Date, Blocks.Min(block => block.Start)), At(Date, Blocks.Max(block => block.End)));

    /// <summary>The instant of a time of day in the day's zone, in UTC. A time that a clock change skips is moved forward by the change.</summary>
    public DateTimeOffset At(DateOnly date, TimeOnly time)
    {
        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        if (Zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
