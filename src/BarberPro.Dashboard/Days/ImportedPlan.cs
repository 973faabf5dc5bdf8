using System.Collections.Immutable;

namespace BarberPro.Dashboard.Days;

/// <summary>What a plan says, and what of it could not be read. Lines count from 1.</summary>
public sealed record ImportedPlan
{
    /// <summary>The plan's text, repaired.</summary>
    public string Markdown { get; init; } = "";

    public int? Number { get; init; }

    public int? BaselineNumber { get; init; }

    public string Title { get; init; } = "";

    public string Author { get; init; } = "";

    public DateOnly? Date { get; init; }

    /// <summary>Of the plan, or the one given to the importer where the plan names none.</summary>
    public required TimeZoneInfo Zone { get; init; }

    public string LaunchId { get; init; } = "";

    public string NextReview { get; init; } = "";

    public string EscalationContact { get; init; } = "";

    /// <summary>The paragraphs of its summary and its conclusion.</summary>
    public ImmutableArray<PlanText> Prose { get; init; } = [];

    public ImmutableArray<PlanText> Achievements { get; init; } = [];

    public ImmutableArray<FocusArea> FocusAreas { get; init; } = [];

    public ImmutableArray<Block> Blocks { get; init; } = [];

    public ImmutableArray<PlannedCard> Cards { get; init; } = [];

    public ImmutableArray<PlannedPerson> People { get; init; } = [];

    public ImmutableArray<PlanText> Budget { get; init; } = [];

    public ImmutableArray<PlannedRisk> Risks { get; init; } = [];

    public ImmutableArray<PlanText> RollbackProcedures { get; init; } = [];

    public ImmutableArray<PlannedTarget> Targets { get; init; } = [];

    public ImmutableArray<HandoffItem> Handoff { get; init; } = [];

    /// <summary>Lines that were given a place, each with the place; blank lines aside, every line is here or in <see cref="NotUnderstood"/>.</summary>
    public ImmutableArray<PlacedLine> Understood { get; init; } = [];

    public ImmutableArray<PlanText> NotUnderstood { get; init; } = [];

    public ImmutableArray<RepairedText> Repaired { get; init; } = [];

    /// <summary>Why this plan can't be imported; empty where it can.</summary>
    public ImmutableArray<PlanFault> Faults { get; init; } = [];
}

public sealed record PlanText(int Line, string Text);

public readonly record struct PlacedLine(int Line, string Place);

public sealed record RepairedText(int Line, string From, string To);

/// <param name="Role">"DevOps Engineer".</param>
/// <param name="Note">"primary focus"; empty where there is none.</param>
public sealed record PlannedPerson(string Role, double Hours, string Note, int Line);

public sealed record PlannedRisk(string Subject, string Handling, int Line);

public sealed record HandoffItem(string Key, string Section, string Text, int Line);

public enum PlanFaultKind
{
    Empty, TooLarge, Binary, TooDeep, NoTitle, NoNumber, NoDate, BadDate, BadHours, NegativeHours, EndBeforeStart, OverlappingBlocks, DuplicateBlock, DuplicateTask, TextTooLong, TooMany, DayIsClosed,
}

/// <param name="Field">Of the plan: "title", "date", "block Morning hours".</param>
/// <param name="Detail">What the message of its kind is filled with: the text at fault, and what it collides with.</param>
public sealed record PlanFault(PlanFaultKind Kind, int Line, string Field, params string[] Detail);
