using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BarberPro.Dashboard.Boards;

/// <summary>How parts of a card are written, in the database and in the API.</summary>
internal static class CardJson
{
    private static readonly (Comparison Comparison, string Sign, string Ascii)[] Comparisons =
        [(Comparison.Less, "<", "<"), (Comparison.AtMost, "≤", "<="), (Comparison.More, ">", ">"), (Comparison.AtLeast, "≥", ">=")];

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it in the database; pages encode what they show
        Converters = { new ComparisonConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T? Read<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Options);

    public static string Sign(Comparison comparison) => Array.Find(Comparisons, known => known.Comparison == comparison).Sign;

    public static Comparison? FindComparison(string? sign) =>
        Array.FindIndex(Comparisons, known => known.Sign == sign || known.Ascii == sign) is >= 0 and var place ? Comparisons[place].Comparison : null;

    public static string Name(CardColumn column) => column switch { CardColumn.Todo => "todo", CardColumn.Doing => "doing", CardColumn.Blocked => "blocked", _ => "done" };

    public static CardColumn? FindColumn(string? name) => name switch { "todo" => CardColumn.Todo, "doing" => CardColumn.Doing, "blocked" => CardColumn.Blocked, "done" => CardColumn.Done, _ => null };

    private sealed class ComparisonConverter : JsonConverter<Comparison>
    {
        public override Comparison Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            FindComparison(reader.GetString()) ?? throw new JsonException("No comparison.");

        public override void Write(Utf8JsonWriter writer, Comparison value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Array.Find(Comparisons, known => known.Comparison == value).Ascii);
    }
}
