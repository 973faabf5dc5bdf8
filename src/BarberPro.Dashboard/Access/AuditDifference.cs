using System.Text.Json;

namespace BarberPro.Dashboard.Access;

/// <summary>One value that is another than it was; its path is empty where the whole is one value.</summary>
internal sealed record AuditDifference(string Path, string? Before, string? After)
{
    /// <summary>What differs between two texts of JSON, member by member; a list counts as one value.</summary>
    public static IReadOnlyList<AuditDifference> Of(string? before, string? after)
    {
        var (old, now) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        Flatten(before, old);
        Flatten(after, now);
        return [.. old.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Select(path => new AuditDifference(path, old.GetValueOrDefault(path), now.GetValueOrDefault(path)))
            .Where(difference => difference.Before != difference.After)];
    }

    private static void Flatten(string? text, Dictionary<string, string> values)
    {
        if (text is null)
        {
            return;
        }

        try
        {
            Flatten(JsonElement.Parse(text), "", values);
        }
        catch (JsonException)
        {
            values[""] = text; // somebody else's hand: shown as it is
        }
    }

    private static void Flatten(JsonElement element, string path, Dictionary<string, string> values)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            values[path] = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", values);
        }
    }
}
