using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace BarberPro.Dashboard.Access;

/// <summary>The filters of the page as its address has them; instants are times of the audit's zone, without an offset.</summary>
internal sealed record AuditFilter
{
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff"];

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Result { get; init; }

    public string? Text { get; init; }

    public bool IsEmpty => this == new AuditFilter();

    /// <returns>None where a time or the result is not usable, as in an address written by hand.</returns>
    public AuditQuery? ToQuery(TimeZoneInfo zone, long? before)
    {
        var (from, to, result) = (Instant(From, zone), Instant(To, zone), Result is { Length: > 0 } name ? AuditQuery.ResultOf(name) : null);
        return (from is null && !string.IsNullOrEmpty(From)) || (to is null && !string.IsNullOrEmpty(To)) || (result is null && !string.IsNullOrEmpty(Result)) || to <= from ? null
            : new AuditQuery { From = from, To = to, Actor = Word(Actor), Action = Word(Action), Result = result, Text = Word(Text), Before = before };
    }

    /// <summary>The address of the page with these filters.</summary>
    public string Page(long? before) => QueryHelpers.AddQueryString("audit", Parts(From, To).Append(KeyValuePair.Create("before", before?.ToString(CultureInfo.InvariantCulture))).Where(part => !string.IsNullOrWhiteSpace(part.Value)));

    /// <summary>The address of the same entries as a table.</summary>
    public string Csv(TimeZoneInfo zone) =>
        QueryHelpers.AddQueryString("api/audit.csv", Parts(Instant(From, zone)?.ToString("O", CultureInfo.InvariantCulture), Instant(To, zone)?.ToString("O", CultureInfo.InvariantCulture)).Where(part => !string.IsNullOrWhiteSpace(part.Value)));

    private KeyValuePair<string, string?>[] Parts(string? from, string? to) =>
    [
        KeyValuePair.Create("from", from), KeyValuePair.Create("to", to), KeyValuePair.Create("actor", Actor),
        KeyValuePair.Create("action", Action), KeyValuePair.Create("result", Result), KeyValuePair.Create("text", Text),
    ];

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace("\0", "", StringComparison.Ordinal);

    private static DateTimeOffset? Instant(string? text, TimeZoneInfo zone) =>
        DateTime.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is >= 1970 and < 5000 ? new DateTimeOffset(local, zone.GetUtcOffset(local)) : null;
}
