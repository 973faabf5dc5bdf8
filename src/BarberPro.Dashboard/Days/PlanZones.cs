using System.Globalization;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Days;

/// <summary>The names that plans use for time zones. An abbreviation is not unique in the world; these are the meanings that it has where BarberPro works.</summary>
internal static partial class PlanZones
{
    private static readonly (string Name, string Id, double Hours)[] Known =
    [
        ("ART", "America/Argentina/Buenos_Aires", -3), ("UYT", "America/Montevideo", -3), ("CLT", "America/Santiago", -4), ("CLST", "America/Santiago", -3),
        ("BRT", "America/Sao_Paulo", -3), ("PYT", "America/Asuncion", -3), ("BOT", "America/La_Paz", -4), ("PET", "America/Lima", -5), ("COT", "America/Bogota", -5),
        ("ECT", "America/Guayaquil", -5), ("VET", "America/Caracas", -4), ("UTC", "UTC", 0), ("GMT", "UTC", 0), ("Z", "UTC", 0),
        ("CET", "Europe/Madrid", 1), ("CEST", "Europe/Madrid", 2), ("EST", "America/New_York", -5), ("EDT", "America/New_York", -4),
    ];

    /// <summary>The zone of an abbreviation, an IANA name or "UTC-3"; null where there is none of that name here.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        var id = Array.Find(Known, zone => zone.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Id ?? FixedOffsetId(name);
        // Besides these only IANA's own form, "Region/City": the system would also take file names and Windows names.
        return id is null && !name.Contains('/', StringComparison.Ordinal) ? null
            : TimeZoneInfo.TryFindSystemTimeZoneById(id ?? name, out var zone) ? zone : null;
    }

    public static string? AbbreviationOf(string id, TimeSpan offset) =>
        Array.Find(Known, zone => zone.Id == id && zone.Hours == offset.TotalHours).Name;

    // IANA's signs are the other way round.
    private static string? FixedOffsetId(string name) => FixedOffset().Match(name) is not { Success: true } match ? null
        : int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture) is var hours && hours == 0 ? "UTC"
        : string.Create(CultureInfo.InvariantCulture, $"Etc/GMT{(match.Groups["sign"].Value == "+" ? '-' : '+')}{hours}");

    [GeneratedRegex(@"^(?:UTC|GMT)(?<sign>[+-])0?(?<hours>\d{1,2})(?::?00)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FixedOffset();
}
