using System.Text.Json.Nodes;

namespace BarberPro.Dashboard.Boards;

/// <summary>What requests may have, for the description of the API; <see cref="CardBody"/> reads them, and refuses all else by its name.</summary>
internal static class CardBodies
{
    /// <param name="Column">"todo" (where it is not given), "doing" or "done".</param>
    internal sealed record Add(string Block, string? Column, string Title);

    /// <summary>Any of them; what is not given stays.</summary>
    /// <param name="AfterCardId">The card above it; null for the top. Not given with a move: the end.</param>
    /// <param name="Metric">An object, or a text such as "cache_hit_ratio of ar >= 90 % for 10 min".</param>
    /// <param name="Items">The whole checklist: without an id a new item, one that is not there goes.</param>
    /// <param name="ChangedItems">Some items by their ids; the others stay.</param>
    internal sealed record Change(string? Column, string? Block, long? AfterCardId, string? Title, IReadOnlyList<string>? Assignees, double? PlannedHours, string? BlockedReason, string? Priority, string? FocusArea,
        string? SettingGroup, JsonNode? Metric, IReadOnlyList<CardLink>? Links, IReadOnlyList<Item>? Items, IReadOnlyList<Item>? ChangedItems);

    internal sealed record Item(long? Id, string? Text, bool? Done, JsonNode? Condition);

    internal sealed record Comment(string Text);

    /// <param name="Person">Who spent them; not given: who calls.</param>
    internal sealed record Time(string? Person, double Hours);

    /// <param name="ToBlock">Null: the next day.</param>
    internal sealed record Carry(string? ToBlock, string? Reason);
}
