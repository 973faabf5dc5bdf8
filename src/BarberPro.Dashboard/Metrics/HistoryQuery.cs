using System.Globalization;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Metrics;

internal enum Aggregate { Mean, Min, Max, Sum }

/// <summary>A request for history that does not make sense; the message is for people, the parameter for programs.</summary>
internal sealed class HistoryFault(string parameter, string message) : Exception(message)
{
    public string Parameter { get; } = parameter;
}

/// <summary>A span of whole steps. <see cref="From"/> is a multiple of the step.</summary>
internal sealed record HistoryQuery(DateTimeOffset From, DateTimeOffset To, int Step, Aggregate Aggregate, bool WithBaseline)
{
    public const int MostPoints = 20_000;

    /// <summary>Over all series of one request.</summary>
    public const int MostPointsInAll = 1_000_000;

    private const int MostSeconds = 2_000_000;

    private static readonly TimeSpan Behind = TimeSpan.FromHours(24);

    /// <summary>Without a span: the last day, and the hour ahead, of which the baseline is known.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    public int Length => (int)((To - From).TotalSeconds / Step);

    public bool ByMinute => Step % RecentMinutes.Seconds == 0;

    /// <exception cref="HistoryFault">A parameter is not usable.</exception>
    public static HistoryQuery Read(IQueryCollection query, int series, DateTimeOffset now, IStringLocalizer texts)
    {
        var to = Instant(query, "to", texts);
        var from = Instant(query, "from", texts);
        (from, to) = (from ?? (to ?? now) - Behind, to ?? now + Ahead);
        if (to <= from)
        {
            throw new HistoryFault("to", texts["EmptySpan"]);
        }

        var step = Number(query, "step", texts) ?? DefaultStep(to.Value - from.Value);
        var aggregate = query["aggregate"].ToString() is { Length: > 0 } name
            ? Enum.TryParse<Aggregate>(name, ignoreCase: true, out var known) && char.IsLetter(name[0]) ? known : throw new HistoryFault("aggregate", texts["NotAnAggregate"])
            : Aggregate.Mean;
        var (first, last) = (Floor(from.Value, step), Floor(to.Value.AddSeconds(step).AddTicks(-1), step));
        var points = (last - first) / step;
        var most = Math.Min(MostPoints, MostPointsInAll / Math.Max(1, series));
        if (step % RecentMinutes.Seconds != 0)
        {
            most = Math.Min(most, MostSeconds / step / Math.Max(1, series));
        }

        return points <= most
            ? new HistoryQuery(DateTimeOffset.FromUnixTimeSeconds(first), DateTimeOffset.FromUnixTimeSeconds(last), step, aggregate, query["baseline"] != "false")
            : throw new HistoryFault("step", texts["TooManyPoints", points, most]);
    }

    private static int DefaultStep(TimeSpan span) => span <= TimeSpan.FromMinutes(15) ? 1 : span <= TimeSpan.FromHours(1) ? 5 : span <= TimeSpan.FromDays(2) ? 60
        : (int)Math.Min(3_600, Math.Ceiling(span.TotalMinutes / 2_880) * 60);

    private static long Floor(DateTimeOffset at, int step) => at.ToUnixTimeSeconds() / step * step; // never before 1970

    private static int? Number(IQueryCollection query, string name, IStringLocalizer texts)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step is >= 1 and <= 3_600 && (step <= 60 || step % 60 == 0) ? step
            : throw new HistoryFault(name, texts["NotAStep"]);
    }

    private static DateTimeOffset? Instant(IQueryCollection query, string name, IStringLocalizer texts)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 100_000_000_000)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1_000));
        }

        // The plus sign of an offset that was not escaped arrives as a blank. Without an offset it is no instant.
        text = text.Replace(' ', '+');
        return (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.OrdinalIgnoreCase))
            && text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && instant.Year is >= 1970 and < 5000 ? instant
            : throw new HistoryFault(name, texts["NotAnInstant", text]);
    }
}
