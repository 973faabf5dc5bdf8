using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// A change of a card as it is kept: what it changed, field by field, as it was and as it became. An item's fields are its own ("items.12.done"),
/// so that two people's ticks are two things. Pure.
/// </summary>
internal sealed record CardDifference(JsonObject Before, JsonObject After)
{
    private const string Rank = "rank";
    private const string Order = "itemOrder";
    private const string Items = "items.";

    /// <summary>What is told, and not restored: a place in a column or checklist is found again.</summary>
    private static readonly string[] Told = [Rank, Order, CardHistory.AddedAs];

    public bool IsEmpty => After.Count == 0;

    public static CardDifference Between(BoardCard before, BoardCard after, bool wasRemoved = false, bool isRemoved = false)
    {
        var (olds, news) = (Flatten(before, wasRemoved), Flatten(after, isRemoved));
        var difference = new CardDifference([], []);
        foreach (var field in olds.Keys.Union(news.Keys).ToList())
        {
            var (old, @new) = (olds.GetValueOrDefault(field), news.GetValueOrDefault(field));
            if (!JsonNode.DeepEquals(old, @new))
            {
                difference.Before[field] = old?.DeepClone();
                difference.After[field] = @new?.DeepClone();
            }
        }

        return difference;
    }

    /// <summary>Takes the change back.</summary>
    /// <returns>Null where somebody has changed since what it changed. Places in a column and in a checklist may have moved: they are found again.</returns>
    public (BoardCard Card, bool IsRemoved)? Undo(BoardCard now, bool isRemoved)
    {
        var fields = Flatten(now, isRemoved);
        if (After.Any(field => !Told.Contains(field.Key) && !JsonNode.DeepEquals(fields.GetValueOrDefault(field.Key), field.Value)))
        {
            return null;
        }

        foreach (var (field, value) in Before)
        {
            fields[field] = value?.DeepClone();
        }

        return Restore(now, fields);
    }

    private static SortedDictionary<string, JsonNode?> Flatten(BoardCard card, bool isRemoved)
    {
        var fields = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["column"] = Node(card.Column),
            ["block"] = card.BlockKey,
            [Rank] = card.Rank,
            ["title"] = card.Title,
            ["assignees"] = Node(card.Assignees),
            ["plannedHours"] = Node(card.PlannedHours),
            ["priority"] = card.Priority,
            ["focusArea"] = card.FocusArea,
            ["blockedReason"] = card.BlockedReason,
            ["blockedAt"] = Node(card.BlockedAt),
            ["settingGroup"] = card.SettingGroup,
            ["metric"] = Node(card.Metric),
            ["links"] = Node(card.Links),
            ["travelled"] = card.Travelled,
            ["travelledFrom"] = card.TravelledFrom,
            ["travelReason"] = card.TravelReason,
            ["leftFor"] = Node(card.LeftFor),
            ["removed"] = isRemoved,
            [Order] = Node(card.Items.Select(item => item.Id)),
        };
        foreach (var item in card.Items)
        {
            var own = string.Create(CultureInfo.InvariantCulture, $"{Items}{item.Id}.");
            fields[own + "text"] = item.Text;
            fields[own + "done"] = item.Done;
            fields[own + "doneAt"] = Node(item.DoneAt);
            fields[own + "doneBy"] = item.DoneBy;
            fields[own + "condition"] = Node(item.Condition);
            fields[own + "evidence"] = Node(item.Evidence);
        }

        return fields;
    }

    private static (BoardCard Card, bool IsRemoved) Restore(BoardCard card, SortedDictionary<string, JsonNode?> fields)
    {
        // An item without a text is one that was not there, or is there no more.
        var items = fields.Keys.Where(field => field.StartsWith(Items, StringComparison.Ordinal) && field.EndsWith(".text", StringComparison.Ordinal) && fields[field] is not null)
            .Select(field => Item(long.Parse(field.AsSpan(Items.Length, field.Length - Items.Length - ".text".Length), CultureInfo.InvariantCulture), fields)).ToList();
        var order = Value<ImmutableArray<long>>(fields[Order]);
        return (card with
        {
            Column = Value<CardColumn>(fields["column"]),
            BlockKey = Value<string>(fields["block"])!,
            Rank = Value<string>(fields[Rank])!,
            Title = Value<string>(fields["title"])!,
            Assignees = Value<ImmutableArray<string>>(fields["assignees"]),
            PlannedHours = Value<double?>(fields["plannedHours"]),
            Priority = Value<string>(fields["priority"])!,
            FocusArea = Value<string>(fields["focusArea"])!,
            BlockedReason = Value<string>(fields["blockedReason"])!,
            BlockedAt = Value<DateTimeOffset?>(fields["blockedAt"]),
            SettingGroup = Value<string>(fields["settingGroup"])!,
            Metric = Value<MetricCondition?>(fields["metric"]),
            Links = Value<ImmutableArray<CardLink>>(fields["links"]),
            Travelled = Value<int>(fields["travelled"]),
            TravelledFrom = Value<string>(fields["travelledFrom"])!,
            TravelReason = Value<string>(fields["travelReason"])!,
            LeftFor = Value<int?>(fields["leftFor"]),
            Items = [.. items.OrderBy(item => order.IndexOf(item.Id) is >= 0 and var place ? place : int.MaxValue)],
        }, Value<bool>(fields["removed"]));
    }

    private static BoardItem Item(long id, SortedDictionary<string, JsonNode?> fields)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"{Items}{id}.");
        return new BoardItem
        {
            Id = id,
            Text = Value<string>(fields.GetValueOrDefault(own + "text"))!,
            Done = Value<bool>(fields.GetValueOrDefault(own + "done")),
            DoneAt = Value<DateTimeOffset?>(fields.GetValueOrDefault(own + "doneAt")),
            DoneBy = Value<string>(fields.GetValueOrDefault(own + "doneBy"))!,
            Condition = Value<MetricCondition?>(fields.GetValueOrDefault(own + "condition")),
            Evidence = Value<TickEvidence?>(fields.GetValueOrDefault(own + "evidence")),
        };
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, CardJson.Options);

    private static T? Value<T>(JsonNode? node) => node is null ? default : node.Deserialize<T>(CardJson.Options);
}
