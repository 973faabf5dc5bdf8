using System.Collections.Immutable;
using System.Text.Json;

namespace BarberPro.Dashboard.Boards;

/// <summary>A request's body, field by field: what is not known, or of another type, is a fault that names its field; nothing is guessed.</summary>
internal sealed class CardBody(JsonElement body, string path, List<CardFault> faults)
{
    private const int LargestBody = 2 * 1024 * 1024;

    private readonly HashSet<string> _known = [];

    public List<CardFault> Faults => faults;

    /// <returns>Null where it is no object in JSON, or larger than any card.</returns>
    public static async Task<CardBody?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > LargestBody)
        {
            return null;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 }, cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object && IsText(document.RootElement) ? new CardBody(document.RootElement.Clone(), "", []) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <exception cref="InvalidOperationException">A text or name has half of a pair.</exception>
    private static bool IsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() is not null,
        JsonValueKind.Array => element.EnumerateArray().All(IsText),
        JsonValueKind.Object => element.EnumerateObject().All(field => field.Name is not null && IsText(field.Value)),
        _ => true,
    };

    /// <summary>All that an edit of a card may have.</summary>
    public CardEdit Edit(Func<string, MetricCondition?> conditions)
    {
        var edit = new CardEdit
        {
            Column = Column("column"),
            BlockKey = Text("block"),
            AfterCardId = Id("afterCardId"),
            Title = Text("title"),
            Assignees = List("assignees", (item, field) => item.ValueKind == JsonValueKind.String ? item.GetString()! : Wrong<string>(field)),
            PlannedHours = Number("plannedHours", mayBeNull: true),
            BlockedReason = Text("blockedReason"),
            Priority = Text("priority"),
            FocusArea = Text("focusArea"),
            SettingGroup = Text("settingGroup"),
            Metric = Condition("metric", conditions),
            Links = List("links", Link),
            Items = List("items", (item, field) => Item(item, field, conditions)),
            SomeItems = List("changedItems", (item, field) => Item(item, field, conditions)) is { Value: var some } ? some : [],
        };
        if (edit.Items is not null && !edit.SomeItems.IsEmpty)
        {
            faults.Add(new CardFault(path + "changedItems", "FaultItemsTwice"));
        }

        RefuseOthers();
        return edit;
    }

    /// <summary>After all that is known was asked for.</summary>
    public void RefuseOthers() =>
        faults.AddRange(body.EnumerateObject().Where(field => !_known.Contains(field.Name)).Select(field => new CardFault(path + (field.Name.Length > 40 ? field.Name[..40] + "…" : field.Name), "FaultUnknownField")));

    public Given<string>? Text(string name) => Find(name) is not { } value ? null : value.ValueKind == JsonValueKind.String ? new Given<string>(value.GetString()!) : Wrong<Given<string>?>(path + name);

    public Given<string?>? TextOrNull(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null && _known.Add(name) ? new Given<string?>(null)
        : Text(name) is { Value: var text } ? new Given<string?>(text) : null;

    public Given<bool>? Flag(string name) => Find(name) is not { } value ? null : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? new Given<bool>(value.GetBoolean()) : Wrong<Given<bool>?>(path + name);

    public Given<double?>? Number(string name, bool mayBeNull) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Null && mayBeNull ? new Given<double?>(null)
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? new Given<double?>(number) : Wrong<Given<double?>?>(path + name);

    public Given<long?>? Id(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Null ? new Given<long?>(null)
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var id) ? new Given<long?>(id) : Wrong<Given<long?>?>(path + name);

    public Given<CardColumn>? Column(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && CardJson.FindColumn(value.GetString()) is { } column ? new Given<CardColumn>(column) : Wrong<Given<CardColumn>?>(path + name, "FaultColumn");

    private Given<MetricCondition?>? Condition(string name, Func<string, MetricCondition?> conditions)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => new Given<MetricCondition?>(null),
            JsonValueKind.String => conditions(value.GetString()!) is { } read ? new Given<MetricCondition?>(read) : Wrong<Given<MetricCondition?>?>(path + name, "FaultCondition"),
            JsonValueKind.Object => ConditionOf(value, path + name) is { } condition ? new Given<MetricCondition?>(condition) : null,
            _ => Wrong<Given<MetricCondition?>?>(path + name),
        };
    }

    private MetricCondition? ConditionOf(JsonElement value, string field)
    {
        var fields = new CardBody(value, field + ".", faults);
        var before = faults.Count;
        var (metric, comparison, limit, minutes) = (fields.Text("metric"), fields.Text("comparison"), fields.Number("value", mayBeNull: false), fields.Number("minutes", mayBeNull: false));
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        if (fields.Find("labels") is { } given)
        {
            if (given.ValueKind == JsonValueKind.Object && given.EnumerateObject().All(label => label.Value.ValueKind == JsonValueKind.String))
            {
                labels = given.EnumerateObject().ToImmutableSortedDictionary(label => label.Name, label => label.Value.GetString()!);
            }
            else
            {
                faults.Add(new CardFault($"{field}.labels", "FaultType"));
            }
        }

        fields._known.Add("text"); // as it was read
        fields.RefuseOthers();
        faults.AddRange(new[] { ("metric", metric is null), ("comparison", comparison is null), ("value", limit is null), ("minutes", minutes is null) }
            .Where(part => part.Item2 && faults.All(fault => fault.Field != $"{field}.{part.Item1}")).Select(part => new CardFault($"{field}.{part.Item1}", "FaultEmpty")).ToList());
        if (comparison is { Value: var sign } && CardJson.FindComparison(sign) is null)
        {
            faults.Add(new CardFault($"{field}.comparison", "FaultComparison"));
        }

        if (minutes is { Value: { } count } && count != Math.Truncate(count))
        {
            faults.Add(new CardFault($"{field}.minutes", "FaultMinutes", CardRules.MostMinutes));
        }

        return faults.Count > before ? null : new MetricCondition(metric!.Value.Value, labels, CardJson.FindComparison(comparison!.Value.Value)!.Value, limit!.Value.Value!.Value,
            (int)Math.Clamp(minutes!.Value.Value!.Value, int.MinValue, int.MaxValue));
    }

    private ItemEdit Item(JsonElement value, string field, Func<string, MetricCondition?> conditions)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Wrong<ItemEdit>(field) ?? new ItemEdit(null, null, null, null);
        }

        var fields = new CardBody(value, field + ".", faults);
        var item = new ItemEdit(fields.Id("id")?.Value, fields.Text("text"), fields.Flag("done"), fields.Condition("condition", conditions));
        // What the answer of a read has besides may be sent back with it.
        fields._known.UnionWith(["doneAt", "doneBy", "evidence", "offer"]);
        fields.RefuseOthers();
        return item;
    }

    private CardLink Link(JsonElement value, string field)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Wrong<CardLink>(field) ?? new CardLink("", "");
        }

        var fields = new CardBody(value, field + ".", faults);
        var link = new CardLink(fields.Text("title")?.Value ?? "", fields.Text("address")?.Value ?? "");
        fields.RefuseOthers();
        return link;
    }

    private Given<ImmutableArray<T>>? List<T>(string name, Func<JsonElement, string, T?> read)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return Wrong<Given<ImmutableArray<T>>?>(path + name);
        }

        return new Given<ImmutableArray<T>>([.. value.EnumerateArray().Index().Select(item => read(item.Item, $"{path}{name}[{item.Index}]")!)]);
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return body.TryGetProperty(name, out var value) ? value : null;
    }

    private T? Wrong<T>(string field, string text = "FaultType")
    {
        faults.Add(new CardFault(field, text));
        return default;
    }
}
