using System.Globalization;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Days;

/// <summary>Times, hours and dates as plans write them. Pure.</summary>
internal static partial class PlanTimes
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyy/MM/dd", "d MMMM yyyy", "d MMM yyyy", "MMMM d, yyyy", "MMM d, yyyy", "MMMM d yyyy"];

    /// <param name="Outside">What stands around the hours and their brackets: "Infrastructure Scaling".</param>
    /// <param name="Label">What stands before them within the brackets: "Morning"; empty where nothing does.</param>
    /// <param name="Zone">The zone's name as written; empty where none is.</param>
    internal sealed record HoursText(string Outside, string Label, string From, string To, string Zone);

    /// <summary>Finds "09:00-12:00 ART" or "9 AM - 6 PM" in a heading.</summary>
    public static HoursText? FindHours(string heading)
    {
        var match = Hours().Match(heading);
        if (!match.Success)
        {
            return null;
        }

        var (before, after) = (heading[..match.Index], heading[(match.Index + match.Length)..]);
        var label = "";
        var open = before.LastIndexOf('(');
        if (open >= 0 && before.IndexOf(')', open) < 0)
        {
            label = Trim(before[(open + 1)..]);
            before = before[..open];
            after = after.TrimStart() is ['(' or ')', .. var rest] ? rest : after;
        }

        return new HoursText(Trim(Trim(before) + " " + Trim(after)), label, match.Groups["from"].Value, match.Groups["to"].Value, match.Groups["zone"].Value);
    }

    /// <summary>Null where one of the two is no time of day. An end of 24:00 or midnight is <see cref="TimeOnly.MaxValue"/>.</summary>
    public static (TimeOnly From, TimeOnly To)? Parse(HoursText hours)
    {
        var to = ParseTime(hours.To, "");
        if (to is not { } end || ParseTime(hours.From, Meridiem(hours.From, hours.To)) is not { } start || start.Hour24)
        {
            return null;
        }

        return (start.Time, end.Hour24 || end.Time == TimeOnly.MinValue ? TimeOnly.MaxValue : end.Time);
    }

    /// <summary>"4 hours", "1.5 h", "1 h 30 min", "90 minutes", also negative ones; null where it is none of these.</summary>
    public static double? ParseDuration(string text)
    {
        var match = Duration().Match(text.Trim());
        if (!match.Success)
        {
            return null;
        }

        static double Number(Group group) => group.Success ? double.Parse(group.Value.Replace(',', '.'), CultureInfo.InvariantCulture) : 0;
        var hours = Number(match.Groups["hours"]) + (Number(match.Groups["minutes"]) / 60);
        return match.Groups["minus"].Success ? -hours : hours;
    }

    /// <summary>The date at the text's start, and the name of the zone at its end (empty where there is none).</summary>
    public static (DateOnly? Date, string Zone, bool Whole) ParseDate(string text)
    {
        var match = DateAndTime().Match(text.Trim());
        var found = match.Success && DateOnly.TryParseExact(match.Groups["date"].Value.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date : (DateOnly?)null;
        return (found, match.Groups["zone"].Value, match.Success);
    }

    private static string Meridiem(string from, string to)
    {
        // "9-6 PM" is from the morning on, "1-5 PM" is not.
        var meridiem = TimeOfDay().Match(to).Groups["meridiem"].Value;
        return meridiem.Length == 0 || !int.TryParse(TimeOfDay().Match(from).Groups["hour"].Value, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(TimeOfDay().Match(to).Groups["hour"].Value, CultureInfo.InvariantCulture, out var last) || first > 12 ? ""
            : meridiem[0] is 'p' or 'P' && first % 12 < last % 12 ? "pm" : "am";
    }

    private static (TimeOnly Time, bool Hour24)? ParseTime(string text, string meridiem)
    {
        var match = TimeOfDay().Match(text);
        var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = match.Groups["minute"].Success ? int.Parse(match.Groups["minute"].Value, CultureInfo.InvariantCulture) : 0;
        var half = match.Groups["meridiem"].Success ? match.Groups["meridiem"].Value : meridiem;
        if (half.Length > 0)
        {
            if (hour is < 1 or > 12)
            {
                return null;
            }

            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        return hour == 24 && minute == 0 ? (TimeOnly.MinValue, true) : hour > 23 || minute > 59 ? null : (new TimeOnly(hour, minute), false);
    }

    private static string Trim(string text) => text.Trim().Trim(':', ',', '-', '–', '—', '·', '|').Trim();

    private const string Time = @"\d{1,2}(?:[:.]\d{2})?(?:\s*(?:[AaPp]\.?[Mm]\.?|hs?)\b\.?)?";
    private const string Zone = @"(?<zone>(?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:/[A-Za-z_+-]+\d*)+|[A-Z]{1,5})";

    // Either with minutes or with am/pm on one side: "Phase 1 - 2" is no pair of hours.
    [GeneratedRegex(@"(?<![\d:])(?=" + Time + @"\s*(?:-|–|—|to|until)\s*\d{1,2}(?:[:.]\d{2}|\s*[AaPp]\.?[Mm]|\s*hs?\b)|\d{1,2}(?:[:.]\d{2}|\s*[AaPp]\.?[Mm]))(?<from>" + Time + @")\s*(?:-|–|—|to|until)\s*(?<to>" + Time + @")(?:\s+" + Zone + @"(?![A-Za-z]))?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hours();

    [GeneratedRegex(@"^(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?:(?<meridiem>[AaPp])\.?[Mm]\.?|hs?)?\.?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"^(?<minus>[-−])?\s*(?:(?<hours>\d{1,6}(?:[.,]\d{1,3})?)\s*(?:hours?|hrs?|h|horas?)\b\.?)?\s*(?:(?:and\s+)?(?<minutes>\d{1,6})\s*(?:minutes?|mins?|m)\b\.?)?(?<=\w\.?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(?<date>\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2} [A-Za-z]{3,9} \d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4})(?:[T ]+\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:\s*" + Zone + @"|\s+\((?<zone>[^)]+)\)|\s+(?<zone>\S+))?$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DateAndTime();
}
