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

/// <summary>What the day wants to improve.</summary>
/// <param name="Priority">As the plan says it: "High", "Medium"; empty where it says nothing.</param>
public sealed record FocusArea(string Key, string Title, string Priority, double? EffortHours, ImmutableArray<string> Points, int Line);

public sealed record PlannedItem(string Key, string Text, int Line);

/// <summary>A task of a block, as the plan has it.</summary>
/// <param name="FocusArea">Title of the focus area that it belongs to; empty where the plan names none that fits.</param>
/// <param name="Risk">What the plan says of it among the high-risk changes; empty where it is not there.</param>
public sealed record PlannedCard(string Key, string BlockKey, string Title, string FocusArea, string Priority, string Risk, string Role, double? PlannedHours,
    ImmutableArray<PlannedItem> Items, int Line);

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
    public string Title { get; init; } = "";

    public string Author { get; init; } = "";

    public string LaunchId { get; init; } = "";

    /// <summary>When the day was closed; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public ImmutableArray<FocusArea> FocusAreas { get; init; } = [];

    /// <summary>Who the plan counts on, and for how long: the day's budget of hours.</summary>
    public ImmutableArray<PlannedPerson> People { get; init; } = [];

    /// <summary>The plan's tasks in the order of their blocks. What is done of them is on the board, not here.</summary>
    public ImmutableArray<PlannedCard> Cards { get; init; } = [];

    /// <summary>The baseline dates of the other days that are stored, by their date.</summary>
    public ImmutableDictionary<DateOnly, DateOnly> OtherBaselines { get; init; } = ImmutableDictionary<DateOnly, DateOnly>.Empty;

    /// <summary>The first block's start to the last one's end: what targets are judged over. The whole day where there are no blocks.</summary>
    public (DateTimeOffset From, DateTimeOffset To) OperatingHours => Blocks.IsEmpty
        ? (At(Date, TimeOnly.MinValue), At(Date.AddDays(1), TimeOnly.MinValue))
        : (At(Date, Blocks.Min(block => block.Start)), At(Date, Blocks.Max(block => block.End)));

    /// <summary>The metrics' day without a plan: compared with the day before.</summary>
    public static DaySnapshot WithoutPlan(DateOnly date, TimeZoneInfo zone, int version = 0) =>
        new(Number: null, date, BaselineNumber: null, date.AddDays(-1), zone, Blocks: [], Targets: [], NextReview: "", EscalationContact: "", version);

    /// <summary>The instant of a time of day in the day's zone, in UTC. A time that a clock change skips is moved forward by the change.</summary>
    public DateTimeOffset At(DateOnly date, TimeOnly time) => DayClock.At(date, time, Zone);
}
