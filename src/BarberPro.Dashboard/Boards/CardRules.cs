using System.Collections.Immutable;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Boards;

/// <summary>A field that is at fault, and which text says why.</summary>
internal sealed record CardFault(string Field, string Text, object? Detail = null);

/// <summary>What a card's fields may name.</summary>
/// <param name="Blocks">Keys, in the day's order.</param>
internal sealed record BoardNames(ImmutableArray<string> Blocks, IReadOnlySet<string> People, Catalogue Catalogue);

/// <summary>What a card may be, and what an edit makes of it. Pure.</summary>
internal static class CardRules
{
    public const int LongestTitle = 300, LongestComment = 10_000, LongestReason = 1_000, LongestItem = 1_000, LongestName = 200, LongestAddress = 2_000,
        MostItems = 1_000, MostAssignees = 20, MostLinks = 50, MostMinutes = 240;

    /// <summary>Of one card, and of one piece of work.</summary>
    public const double MostHours = 1_000;

    public static ImmutableArray<string> Priorities { get; } = ["High", "Medium", "Low"];

    /// <summary>What is wrong with an edit whatever the card is like by now.</summary>
    public static IEnumerable<CardFault> Faults(CardEdit edit, BoardNames names)
    {
        List<CardFault?> faults =
        [
            edit.Column is { Value: var column } && !Enum.IsDefined(column) ? new("column", "FaultColumn") : null,
            edit.BlockKey is { Value: var block } && !names.Blocks.Contains(block) ? new("block", "FaultBlock", block) : null,
            edit.Title is { Value: var title } ? Text("title", title, LongestTitle, isNeeded: true) : null,
            edit.PlannedHours is { Value: { } hours } ? Hours("plannedHours", hours) : null,
            edit.BlockedReason is { Value: var reason } ? Text("blockedReason", reason, LongestReason) : null,
            edit.Priority is { Value: var priority } && priority is not "" && !Priorities.Contains(priority) ? new("priority", "FaultPriority", string.Join(", ", Priorities)) : null,
            edit.FocusArea is { Value: var area } ? Text("focusArea", area, LongestName) : null,
            edit.SettingGroup is { Value: var group } ? Text("settingGroup", group, LongestName) : null,
            edit.Metric is { Value: { } metric } ? Condition("metric", metric, names.Catalogue) : null,
        ];
        if (edit.Assignees is { Value: var assignees })
        {
            faults.Add(assignees.Length > MostAssignees ? new("assignees", "FaultTooMany", MostAssignees) : null);
            faults.AddRange(assignees.Index().Select(person => names.People.Contains(person.Item) ? null : new CardFault($"assignees[{person.Index}]", "FaultPerson", Shown(person.Item))));
        }

        if (edit.Links is { Value: var links })
        {
            faults.Add(links.Length > MostLinks ? new("links", "FaultTooMany", MostLinks) : null);
            faults.AddRange(links.Index().SelectMany(link => Link($"links[{link.Index}]", link.Item)));
        }

        if (edit.Items is { Value: var items })
        {
            faults.Add(items.Length > MostItems ? new("items", "FaultTooMany", MostItems) : null);
            faults.AddRange(items.Index().SelectMany(item => Item($"items[{item.Index}]", item.Item, names.Catalogue, mayBeNew: true)));
            faults.AddRange(items.Index().Where(item => item.Item.Id is { } id && items.Take(item.Index).Any(other => other.Id == id)).Select(item => new CardFault($"items[{item.Index}].id", "FaultItemTwice")));
        }

        faults.AddRange(edit.SomeItems.Index().SelectMany(item => Item($"changedItems[{item.Index}]", item.Item, names.Catalogue, mayBeNew: false)));
        return faults.OfType<CardFault>();
    }

    /// <summary>The card with the edit; where it stands within its column is found by its neighbours. What is wrong shows on the card as it is now.</summary>
    public static (BoardCard Card, ImmutableArray<CardFault> Faults) Apply(BoardCard card, CardEdit edit, string person, DateTimeOffset now)
    {
        var faults = new List<CardFault>();
        var column = edit.Column?.Value ?? card.Column;
        var reason = edit.BlockedReason is { Value: var given } ? given.Trim() : card.BlockedReason;
        if (column == CardColumn.Blocked && reason.Length == 0)
        {
            faults.Add(new CardFault("blockedReason", "FaultBlockedNeedsReason"));
        }
        else if (column != CardColumn.Blocked && edit.BlockedReason is not null && reason.Length > 0)
        {
            faults.Add(new CardFault("blockedReason", "FaultReasonWithoutBlocked"));
        }

        return (card with
        {
            Column = column,
            BlockKey = edit.BlockKey?.Value ?? card.BlockKey,
            Title = edit.Title is { Value: var title } ? title.Trim() : card.Title,
            Assignees = edit.Assignees is { Value: var assignees } ? [.. assignees.Distinct()] : card.Assignees,
            PlannedHours = edit.PlannedHours is { Value: var hours } ? hours : card.PlannedHours,
            BlockedReason = column == CardColumn.Blocked ? reason : "",
            BlockedAt = column != CardColumn.Blocked ? null : card.Column == CardColumn.Blocked ? card.BlockedAt : now,
            Priority = edit.Priority?.Value ?? card.Priority,
            FocusArea = edit.FocusArea is { Value: var area } ? area.Trim() : card.FocusArea,
            SettingGroup = edit.SettingGroup is { Value: var group } ? group.Trim() : card.SettingGroup,
            Metric = edit.Metric is { Value: var metric } ? metric : card.Metric,
            Links = edit.Links is { Value: var links } ? links : card.Links,
            Items = Items(card, edit, person, now, faults),
        }, [.. faults]);
    }

    public static BoardItem Tick(BoardItem item, bool done, string person, DateTimeOffset now) => item.Done == done ? item
        : item with { Done = done, DoneAt = done ? now : null, DoneBy = done ? person : "", Evidence = null };

    public static CardFault? Text(string field, string? text, int longest, bool isNeeded = false) =>
        text is null || (isNeeded && string.IsNullOrWhiteSpace(text)) ? new(field, "FaultEmpty")
        : text.Length > longest ? new(field, "FaultTooLong", longest)
        // PostgreSQL's text has no place for it, nor for half of a pair.
        : text.Contains('\0', StringComparison.Ordinal) || HasHalfPair(text) ? new(field, "FaultCharacter")
        : null;

    public static CardFault? Hours(string field, double hours) => double.IsFinite(hours) && hours is >= 0 and <= MostHours ? null : new(field, "FaultHours", MostHours);

    public static CardFault? Condition(string field, MetricCondition condition, Catalogue catalogue) =>
        catalogue.Find(condition.Metric) is not { } metric ? new($"{field}.metric", "FaultMetric", Shown(condition.Metric))
        : condition.Labels.Keys.FirstOrDefault(label => !metric.Labels.Contains(label)) is { } label ? new($"{field}.labels", "FaultLabel", Shown(label))
        : condition.Labels.Values.Any(value => value.Length > LongestName || value.Contains('\0', StringComparison.Ordinal)) ? new($"{field}.labels", "FaultCharacter")
        : !double.IsFinite(condition.Value) ? new($"{field}.value", "FaultNumber")
        : !Enum.IsDefined(condition.Comparison) ? new($"{field}.comparison", "FaultComparison")
        : condition.Minutes is < 1 or > MostMinutes ? new($"{field}.minutes", "FaultMinutes", MostMinutes)
        : null;

    public static bool Same(BoardCard a, BoardCard b) => ReferenceEquals(a, b) || (a with { Assignees = b.Assignees, Timers = b.Timers, SpentBy = b.SpentBy, Links = b.Links, Items = b.Items } == b
        && a.Assignees.SequenceEqual(b.Assignees) && a.Timers.SequenceEqual(b.Timers) && a.SpentBy.SequenceEqual(b.SpentBy) && a.Links.SequenceEqual(b.Links) && a.Items.SequenceEqual(b.Items));

    private static ImmutableArray<BoardItem> Items(BoardCard card, CardEdit edit, string person, DateTimeOffset now, List<CardFault> faults)
    {
        var items = card.Items;
        if (edit.Items is { Value: var all })
        {
            items = [.. all.Index().Select(item => Change(item.Item, $"items[{item.Index}]")).OfType<BoardItem>()];
        }

        foreach (var (index, change) in edit.SomeItems.Index())
        {
            if (Change(change, $"changedItems[{index}]") is { } changed)
            {
                items = [.. items.Select(item => item.Id == changed.Id ? changed : item)];
            }
        }

        return items;

        BoardItem? Change(ItemEdit change, string field)
        {
            if (change.Id is { } id && card.Items.All(item => item.Id != id))
            {
                faults.Add(new CardFault($"{field}.id", "FaultItem"));
                return null;
            }

            var item = items.FirstOrDefault(item => item.Id == change.Id) ?? new BoardItem { Id = 0, Text = "", Done = false, DoneAt = null, DoneBy = "", Condition = null, Evidence = null };
            item = item with { Text = change.Text is { Value: var text } ? text.Trim() : item.Text, Condition = change.Condition is { Value: var condition } ? condition : item.Condition };
            return change.Done is { Value: var done } ? Tick(item, done, person, now) : item;
        }
    }

    private static IEnumerable<CardFault> Item(string field, ItemEdit item, Catalogue catalogue, bool mayBeNew)
    {
        if (item.Id is null && !mayBeNew)
        {
            yield return new CardFault($"{field}.id", "FaultItem");
        }

        var text = item.Text is { Value: var given } ? Text($"{field}.text", given, LongestItem, isNeeded: true)
            : item.Id is null ? new CardFault($"{field}.text", "FaultEmpty") : null;
        if (text is not null)
        {
            yield return text;
        }

        // What happens now and then never has a value for most of a minute's seconds.
        if (item.Condition is { Value: { } condition } && (Condition($"{field}.condition", condition, catalogue)
            ?? (catalogue.Find(condition.Metric)!.Kind == MetricKind.Event ? new CardFault($"{field}.condition.metric", "FaultMetricIsEvent") : null)) is { } wrong)
        {
            yield return wrong;
        }
    }

    private static IEnumerable<CardFault> Link(string field, CardLink link)
    {
        if (Text($"{field}.title", link.Title, LongestTitle) is { } title)
        {
            yield return title;
        }

        // A page of ours, or one of the web: nothing that runs.
        var isOwn = link.Address is ['/', ..] and not ['/', '/' or '\\', ..];
        if ((Text($"{field}.address", link.Address, LongestAddress, isNeeded: true) ?? (isOwn || (Uri.TryCreate(link.Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto")
            ? null : new CardFault($"{field}.address", "FaultAddress"))) is { } address)
        {
            yield return address;
        }
    }

    private static bool HasHalfPair(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shown(string? text) => text is { Length: > 40 } ? text[..40] + "…" : text ?? "";
}
