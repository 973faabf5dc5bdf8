using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>A field that is to be changed, also to nothing; a field that is not given stays as it is.</summary>
public readonly record struct Given<T>(T Value)
{
    public static implicit operator Given<T>(T value) => new(value);
}

/// <summary>What somebody changes of a card, in one go: all of it or nothing.</summary>
public sealed record CardEdit
{
    public Given<CardColumn>? Column { get; init; }

    public Given<string>? BlockKey { get; init; }

    /// <summary>The card above it in its column; null for the top. Not given with a move: the end.</summary>
    public Given<long?>? AfterCardId { get; init; }

    public Given<string>? Title { get; init; }

    public Given<ImmutableArray<string>>? Assignees { get; init; }

    public Given<double?>? PlannedHours { get; init; }

    /// <summary>Needed with a move to Blocked.</summary>
    public Given<string>? BlockedReason { get; init; }

    public Given<string>? Priority { get; init; }

    public Given<string>? FocusArea { get; init; }

    public Given<string>? SettingGroup { get; init; }

    public Given<MetricCondition?>? Metric { get; init; }

    public Given<ImmutableArray<CardLink>>? Links { get; init; }

    /// <summary>All items in their order: without an id a new one; one that is not there any more is taken away.</summary>
    public Given<ImmutableArray<ItemEdit>>? Items { get; init; }

    /// <summary>Some items alone, by their id; the others stay.</summary>
    public ImmutableArray<ItemEdit> SomeItems { get; init; } = [];
}

public sealed record ItemEdit(long? Id, Given<string>? Text, Given<bool>? Done, Given<MetricCondition?>? Condition);

public sealed record NewCard(string BlockKey, CardColumn Column, string Title);

/// <param name="Field">As in JSON: "column", "items[3].text".</param>
/// <param name="Text">For a person, in their language.</param>
public sealed record FieldFault(string Field, string Text);

/// <summary>How a write ended: exactly one of saved, stale, refused, or no such card.</summary>
/// <param name="Card">As it is now, after the write; as it stands where the writer's version was stale; null where there is none.</param>
/// <param name="Change">Of the history, to undo it; null where nothing was changed.</param>
public sealed record CardWrite(CardOutcome Outcome, BoardCard? Card, long? Change, ImmutableArray<FieldFault> Faults);

public enum CardOutcome
{
    Saved,
    Stale,
    Refused,
    NotFound,
}

public sealed record CardComment(long Id, string Author, string Text, DateTimeOffset At);

/// <summary>One field of one change: from what, to what, as a person reads it.</summary>
/// <param name="Field">"column", "title", "items", "timer", "carried": which text says it.</param>
public sealed record CardChange(long Id, DateTimeOffset At, string By, string Field, string From, string To);
