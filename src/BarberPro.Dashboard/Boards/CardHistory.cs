using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Changes as they are kept, and as a person reads them. Pure.</summary>
internal static class CardHistory
{
    public const string Timer = "timer", Time = "time", AddedAs = "added";
    private const string CarriedTo = "carried";

    // What goes along with another field, or tells a person nothing.
    private static readonly string[] Silent = ["rank", "itemOrder", "blockedAt", "travelled", "travelledFrom", "travelReason", "leftFor", "removed"];

    public static CardDifference Difference(CardChangeRow row) => new((JsonObject)JsonNode.Parse(row.Before)!, (JsonObject)JsonNode.Parse(row.After)!);

    /// <summary>A card that comes: taken back, it is removed.</summary>
    public static CardDifference Added(string title) => new(new JsonObject { ["removed"] = true, [AddedAs] = null }, new JsonObject { ["removed"] = false, [AddedAs] = title });

    public static CardDifference Carried(string from, string to, string reason) => new(new JsonObject { [CarriedTo] = from }, new JsonObject { [CarriedTo] = reason.Length == 0 ? to : $"{to}: {reason}" });

    /// <summary>The piece of work that was added; null where it was something else.</summary>
    public static long? WorkOf(CardDifference difference) => difference.After[Time]?["work"]?.GetValue<long>();

    public static CardDifference TimeTakenBack(CardDifference added) => new(new JsonObject { [Time] = added.After[Time]!.DeepClone() }, new JsonObject { [Time] = null });

    /// <summary>A timer ran, or did not: that is no text that could be put back.</summary>
    public static bool CanBeUndone(CardDifference difference) => !difference.After.ContainsKey(Timer) && !difference.After.ContainsKey(Time) && !difference.After.ContainsKey(CarriedTo);

    public static IEnumerable<CardChange> Tell(CardChangeRow row, IReadOnlyDictionary<string, string> blocks, Func<MetricCondition, string> wording, IStringLocalizer<CardTexts> texts)
    {
        var difference = Difference(row);
        var (before, after) = (difference.Before, difference.After);
        CardChange Change(string field, string from, string to) => new(row.Id, row.At, row.By, field, from, to);
        string Say(string field, JsonNode? value) => Text(field, value, blocks, wording, texts);

        var isCarried = Number(after["travelled"]) > Number(before["travelled"]);
        if (isCarried)
        {
            var to = after["leftFor"] is { } day ? texts["DayNumber", day.GetValue<int>()].Value : Say("block", after["block"]);
            var reason = after["travelReason"]?.GetValue<string>() ?? "";
            yield return Change(CarriedTo, Say("block", before["block"]), reason.Length == 0 ? to : $"{to}: {reason}");
        }

        if (after.ContainsKey(AddedAs))
        {
            yield return Change(AddedAs, "", Say("title", after[AddedAs]));
        }
        else if (after["removed"] is { } removed)
        {
            yield return Change(removed.GetValue<bool>() ? "removed" : "restored", "", "");
        }

        foreach (var (field, value) in after.Where(field => !Silent.Contains(field.Key) && field.Key != AddedAs && !field.Key.StartsWith("items.", StringComparison.Ordinal)))
        {
            if (!isCarried || field != "block")
            {
                yield return Change(field, Say(field, before[field]), Say(field, value));
            }
        }

        foreach (var item in after.Select(field => field.Key.Split('.')).Where(path => path[0] == "items").Select(path => path[1]).Distinct())
        {
            yield return Change("items", Item(before, item), Item(after, item));
        }

        if (after.ContainsKey("rank") && !after.ContainsKey("column") && !after.ContainsKey("block"))
        {
            yield return Change("place", "", "");
        }
    }

    /// <summary>The parts of an item that a change touched: its tick, its text. A condition that came or went is told by its item's text alone.</summary>
    private static string Item(JsonObject fields, string item) =>
        string.Join(' ', new[] { fields[$"items.{item}.done"] is { } done ? (done.GetValue<bool>() ? "☑" : "☐") : "", fields[$"items.{item}.text"]?.GetValue<string>() ?? "" }.Where(part => part.Length > 0));

    private static string Text(string field, JsonNode? value, IReadOnlyDictionary<string, string> blocks, Func<MetricCondition, string> wording, IStringLocalizer<CardTexts> texts) => (field, value) switch
    {
        (_, null) => "",
        ("block", _) => blocks.GetValueOrDefault(value.GetValue<string>()) ?? value.GetValue<string>(),
        ("column", _) => texts[$"Column-{value.GetValue<string>()}"],
        ("assignees", JsonArray people) => string.Join(", ", people.Select(person => person!.GetValue<string>())),
        ("links", JsonArray links) => string.Join(", ", links.Select(link => link!["title"]!.GetValue<string>())),
        ("metric", _) => CardJson.Read<MetricCondition>(value.ToJsonString()) is { } condition ? wording(condition) : "",
        (Time, _) => string.Create(CultureInfo.CurrentCulture, $"{value["person"]!.GetValue<string>()} {value["hours"]!.GetValue<double>():0.##} h"),
        _ => value is JsonValue plain && plain.TryGetValue<string>(out var text) ? text : value.ToJsonString(),
    };

    private static int Number(JsonNode? value) => value?.GetValue<int>() ?? 0;
}
