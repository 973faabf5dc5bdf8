using System.Globalization;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>A request for entries that does not make sense; the message is for people, the field for programs.</summary>
internal sealed class AuditQueryFault(string field, string message) : Exception(message)
{
    public string Field { get; } = field;
}

/// <summary>Which entries: from the first instant on, before the second, and older than <see cref="Before"/>.</summary>
internal sealed record AuditQuery
{
    public const int MostEntries = 500;

    private const int LongestText = 200;

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>A kind, an id, or part of a name.</summary>
    public string? Actor { get; init; }

    /// <summary>"plan.imported", or its noun alone.</summary>
    public string? Action { get; init; }

    public AuditResult? Result { get; init; }

    /// <summary>Anywhere in the entry.</summary>
    public string? Text { get; init; }

    public long? Before { get; init; }

    public int Limit { get; init; } = 100;

    /// <exception cref="AuditQueryFault">A parameter is not usable.</exception>
    public static AuditQuery Read(IQueryCollection query, IStringLocalizer texts)
    {
        var read = new AuditQuery
        {
            From = Instant(query, "from", texts),
            To = Instant(query, "to", texts),
            Actor = Word(query, "actor", texts),
            Action = Word(query, "action", texts),
            Result = Word(query, "result", texts) is { } result ? ResultOf(result) ?? throw new AuditQueryFault("result", texts["NotAResult"]) : null,
            Text = Word(query, "text", texts),
            Before = Number(query, "before", long.MaxValue, texts["NotASeq"]),
            Limit = (int)(Number(query, "limit", MostEntries, texts["NotALimit", MostEntries]) ?? 100),
        };
        return read.From is { } from && read.To is { } to && to <= from ? throw new AuditQueryFault("to", texts["EmptySpan"]) : read;
    }

    public static AuditResult? ResultOf(string name) =>
        Enum.GetValues<AuditResult>().Where(result => AuditWriting.Name(result) == name).Select(result => (AuditResult?)result).FirstOrDefault();

    private static string? Word(IQueryCollection query, string name, IStringLocalizer texts)
    {
        var text = query[name].ToString().Trim();
        return text.Length == 0 ? null : text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal) ? text : throw new AuditQueryFault(name, texts["NotAWord", LongestText]);
    }

    private static long? Number(IQueryCollection query, string name, long most, string fault)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : throw new AuditQueryFault(name, fault);
    }

    private static DateTimeOffset? Instant(IQueryCollection query, string name, IStringLocalizer texts)
    {
        // The plus sign of an offset that was not escaped arrives as a blank. Without an offset it is no instant.
        var text = query[name].ToString().Replace(' ', '+');
        return text.Length == 0 ? null
            : text.Contains('T', StringComparison.OrdinalIgnoreCase)
                && (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.OrdinalIgnoreCase))
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && instant.Year is >= 1970 and < 5000 ? instant
            : throw new AuditQueryFault(name, texts["NotAnInstant"]);
    }
}
