using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>Where a card stands within its block. Written as "todo", "doing", "blocked", "done".</summary>
public enum CardColumn
{
    Todo,
    Doing,
    Blocked,
    Done,
}

/// <summary>
/// The board of the day in view. Published as LiveValue&lt;BoardSnapshot&gt; whenever a card changes, never because time passed;
/// a card that did not change is the same object as in the snapshot before.
/// </summary>
/// <param name="Day">Null while there is no plan for today.</param>
/// <param name="Version">Rises with each change of any card; the newest of all cards and of all people's timers.</param>
/// <param name="Budgets">What the plan gives each role, in its order: "DevOps Engineer", 8 h.</param>
/// <param name="People">Names that cards can be given to: who is known to the program, and who is on a card.</param>
/// <param name="IsClosed">The day was closed: it is read, not changed.</param>
public sealed record BoardSnapshot(int? Day, DateOnly Date, long Version, ImmutableArray<BoardBlock> Blocks, ImmutableArray<RoleBudget> Budgets,
    ImmutableArray<string> People, bool IsClosed)
{
    public static BoardSnapshot Loading { get; } = new(null, DateOnly.MinValue, 0, [], [], [], IsClosed: false);

    public IEnumerable<BoardCard> Cards => Blocks.SelectMany(block => block.Cards);

    /// <summary>What the plan gives each focus area, in its order.</summary>
    public ImmutableArray<AreaBudget> FocusAreas { get; init; } = [];
}

/// <param name="Cards">By column, then in the order of their rank.</param>
public sealed record BoardBlock(string Key, string Title, TimeOnly Start, TimeOnly End, ImmutableArray<BoardCard> Cards);

public sealed record AreaBudget(string Title, double? Hours);

/// <param name="Person">Who fills the role today, where somebody of it is on a card; else empty.</param>
public sealed record RoleBudget(string Role, double Hours, string Person);

/// <summary>A card as everybody sees it. Comments and history are asked for when it is opened.</summary>
public sealed record BoardCard
{
    public required long Id { get; init; }

    /// <summary>Rises by one with each change; a writer says which one they saw.</summary>
    public required int Version { get; init; }

    public required string BlockKey { get; init; }

    public required string Title { get; init; }

    public required CardColumn Column { get; init; }

    /// <summary>Orders the cards of a column, ordinal; never equal twice within one.</summary>
    public required string Rank { get; init; }

    public required ImmutableArray<string> Assignees { get; init; }

    public required string Role { get; init; }

    public required double? PlannedHours { get; init; }

    /// <summary>Finished work; what a running timer adds is shown from <see cref="Timers"/>.</summary>
    public required double SpentHours { get; init; }

    /// <summary>Who spent them.</summary>
    public ImmutableArray<PersonHours> SpentBy { get; init; } = [];

    public required ImmutableArray<RunningTimer> Timers { get; init; }

    /// <summary>"High", "Medium", "Low"; empty where nobody said.</summary>
    public required string Priority { get; init; }

    /// <summary>What the plan says of it among the high-risk changes; empty where it is not there.</summary>
    public required string Risk { get; init; }

    public required string FocusArea { get; init; }

    public required string BlockedReason { get; init; }

    public required DateTimeOffset? BlockedAt { get; init; }

    /// <summary>How often it was left over and carried on, to another block or day.</summary>
    public required int Travelled { get; init; }

    /// <summary>Where it was carried from last, as a block's title or "Day 7"; empty where it never was.</summary>
    public required string TravelledFrom { get; init; }

    public required string TravelReason { get; init; }

    /// <summary>It was left over for that day, where it goes on as a card of its own; null where it was not.</summary>
    public int? LeftFor { get; init; }

    /// <summary>The metric that it must move, and up to where.</summary>
    public required MetricCondition? Metric { get; init; }

    /// <summary>The configuration that it changes: "cdn"; empty where none.</summary>
    public required string SettingGroup { get; init; }

    public required ImmutableArray<CardLink> Links { get; init; }

    public required int Comments { get; init; }

    public required ImmutableArray<BoardItem> Items { get; init; }

    /// <summary>The plan's line, counted from 1; 0 where a person added the card.</summary>
    public required int PlanLine { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }
}

public sealed record BoardItem
{
    public required long Id { get; init; }

    public required string Text { get; init; }

    public required bool Done { get; init; }

    public required DateTimeOffset? DoneAt { get; init; }

    /// <summary>Who ticked it; empty where the data did, or nobody.</summary>
    public required string DoneBy { get; init; }

    /// <summary>Ticks it by itself once it has held for long enough.</summary>
    public required MetricCondition? Condition { get; init; }

    /// <summary>What ticked it: "≥ 90 % for 10 min, 600 of 600 samples". Null where a person did.</summary>
    public required TickEvidence? Evidence { get; init; }
}

/// <summary>"cache_hit_ratio of region ar ≥ 0.9 for 10 minutes". The value is in the metric's own unit, as the catalogue has it.</summary>
public sealed record MetricCondition(string Metric, ImmutableSortedDictionary<string, string> Labels, Comparison Comparison, double Value, int Minutes)
{
    public bool Equals(MetricCondition? other) => other is not null && Metric == other.Metric && Comparison == other.Comparison && Value.Equals(other.Value)
        && Minutes == other.Minutes && Labels.SequenceEqual(other.Labels);

    public override int GetHashCode() => HashCode.Combine(Metric, Comparison, Value, Minutes, Labels.Count);
}

/// <summary>Written as "&lt;", "≤" or "&lt;=", "&gt;", "≥" or "&gt;=".</summary>
public enum Comparison
{
    Less,
    AtMost,
    More,
    AtLeast,
}

/// <param name="Samples">Seconds with a value, of <paramref name="Of"/>.</param>
/// <param name="Worst">The value nearest to the limit, or beyond it, while it held.</param>
public sealed record TickEvidence(DateTimeOffset At, int Samples, int Of, double Worst);

public sealed record CardLink(string Title, string Address);

public sealed record PersonHours(string Person, double Hours);

public sealed record RunningTimer(string Person, DateTimeOffset Since)
{
    /// <summary>What it has added by then; a clock behind the one that started it takes nothing away.</summary>
    public double HoursAt(DateTimeOffset at) => Math.Max(0, (at - Since).TotalHours);
}
