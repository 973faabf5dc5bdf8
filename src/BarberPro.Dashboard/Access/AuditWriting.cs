using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BarberPro.Dashboard.Access;

/// <summary>From what happened to what is written.</summary>
internal static class AuditWriting
{
    /// <summary>Of a name, an address, a subject: some come from strangers.</summary>
    private const int LongestText = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // read by people too; pages encode what they show
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static AuditEntry Write(AuditEvent happened, DateTimeOffset at) => new()
    {
        Seq = 0,
        At = AuditChain.ToMicroseconds(at),
        ActorKind = Name(happened.Actor.Kind),
        ActorId = Clean(happened.Actor.Id),
        ActorName = Clean(happened.Actor.Name),
        ActorAddress = happened.Actor.Address is { } address ? Clean(address) : null,
        Action = Clean(happened.Action),
        Subject = happened.Subject is { } subject ? Clean(subject) : null,
        Before = ToJson(happened.Before),
        After = ToJson(happened.After),
        Result = Name(happened.Result),
    };

    /// <summary>"person", "done".</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static string? ToJson(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Json);

    /// <summary>PostgreSQL takes no zero character and no half of a pair: whoever sends one must not keep the entry from being written.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestText));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > LongestText)
            {
                break;
            }

            clean.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        }

        return clean.ToString();
    }
}
