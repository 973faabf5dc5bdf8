using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Days;

internal enum PlanSection { Unknown, Title, Prose, Container, Achievements, Areas, Area, Tasks, Block, People, Budget, Risks, Rollback, Targets, Handoff }

/// <summary>What a heading of a plan begins, by its words and by what it stands under. Pure.</summary>
internal static partial class PlanHeading
{
    public static PlanSection Classify(string text, PlanSection parent)
    {
        if (parent is PlanSection.Targets or PlanSection.Handoff)
        {
            return parent;
        }

        if (parent is PlanSection.Areas)
        {
            return PlanSection.Area;
        }

        if (PlanTimes.FindHours(text) is not null && parent is PlanSection.Tasks or PlanSection.Title)
        {
            return PlanSection.Block;
        }

        var words = PlanWords.Of(text).ToHashSet();
        bool Has(params ReadOnlySpan<string> any)
        {
            foreach (var word in any)
            {
                if (words.Contains(word))
                {
                    return true;
                }
            }

            return false;
        }

        return parent switch
        {
            PlanSection.Title or PlanSection.Container or PlanSection.Risks =>
                Has("achievements", "achieved") ? PlanSection.Achievements
                : Has("areas") && Has("focus", "improvement", "improve") ? PlanSection.Areas
                : Has("team", "people") ? PlanSection.People
                : Has("budget") ? PlanSection.Budget
                : Has("rollback", "rollbacks") ? PlanSection.Rollback
                : Has("risk", "risks") ? PlanSection.Risks
                : parent is not PlanSection.Title ? PlanSection.Unknown
                : Has("tasks") ? PlanSection.Tasks
                : Has("success", "targets") ? PlanSection.Targets
                : Has("handoff", "handover") || (words.Contains("hand") && Has("off", "over")) ? PlanSection.Handoff
                : Has("summary", "conclusion", "closing") ? PlanSection.Prose
                : Has("resource", "resources", "review") ? PlanSection.Container
                : PlanSection.Unknown,
            _ => PlanSection.Unknown,
        };
    }

    /// <summary>"✅ Achievements", "#### 1. Auto-scaling": without what decorates and numbers it.</summary>
    public static string Clean(string text) => Number().Replace(Decoration().Replace(PlanLine.Plain(text), ""), "").Trim();

    public static int? DayNumber(string text) =>
        Day().Match(text) is { Success: true } match && int.TryParse(match.Groups["number"].Value, out var number) && number is > 0 and < 100_000 ? number : null;

    [GeneratedRegex(@"^[^\p{L}\p{Nd}(]+", RegexOptions.CultureInvariant)]
    private static partial Regex Decoration();

    [GeneratedRegex(@"^\d{1,3}[.)]\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:Day|Día)\s*#?(?<number>\d{1,9})\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Day();
}

/// <summary>One line of a plan: its marks taken off, its "key: value" taken apart. Pure.</summary>
internal static partial class PlanLine
{
    /// <summary>Without emphasis and without the box of a checklist.</summary>
    public static string Plain(string text) => Box().Replace(text, "").Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal).Trim();

    /// <summary>"**Priority:** High" as (priority, High); null where the line has no such form.</summary>
    public static (string Key, string Value)? Pair(string text) =>
        KeyAndValue().Match(Plain(text)) is { Success: true } match ? (string.Join(' ', PlanWords.Of(match.Groups["key"].Value)), match.Groups["value"].Value.Trim()) : null;

    public static (string Subject, string Remainder)? Split(string text) =>
        SubjectAndRest().Match(Plain(text)) is { Success: true } match ? (match.Groups["subject"].Value.Trim(), match.Groups["rest"].Value.Trim()) : null;

    /// <summary>"8 hours (primary focus)" as (8 hours, primary focus).</summary>
    public static (string Text, string Aside) Aside(string text) =>
        AtTheEnd().Match(text) is { Success: true } match ? (match.Groups["text"].Value.Trim(), match.Groups["aside"].Value.Trim()) : (text.Trim(), "");

    [GeneratedRegex(@"^\s*\[[ xX]\]\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Box();

    [GeneratedRegex(@"^(?<key>[\p{L}][\p{L} -]{1,40}?)\s*:\s*(?<value>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndValue();

    [GeneratedRegex(@"^(?<subject>[^:]{1,200}?)(?:\s*:\s*|\s+[–—-]\s+)(?<rest>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex SubjectAndRest();

    [GeneratedRegex(@"^(?<text>[^(]*)\((?<aside>[^()]*)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex AtTheEnd();
}
