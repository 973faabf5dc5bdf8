using MessagePack;

namespace BarberPro.Dashboard.Live;

/// <summary>One series as viewers know it; its place in the list is the place of its value in a frame.</summary>
/// <remarks>The keys are for MessagePack, which by itself would write the names as C# spells them.</remarks>
[MessagePackObject]
public sealed record LiveSeries(
    [property: Key("id")] int Id,
    [property: Key("key")] string Key,
    [property: Key("labels")] IReadOnlyDictionary<string, string> Labels,
    [property: Key("unit")] string Unit);
