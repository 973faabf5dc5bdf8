using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Targets;

/// <summary>The checklist as a Markdown table, in the language of the page. Nothing in it can break out of its cell.</summary>
internal static class TargetMarkdown
{
    public static string Of(TargetsSnapshot snapshot, ImmutableArray<TargetView> views, IStringLocalizer<TargetsTexts> texts)
    {
        if (snapshot.Day is not { } day)
        {
            return "";
        }

        var at = TimeZoneInfo.ConvertTime(snapshot.JudgedAt, day.Zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        var markdown = new StringBuilder().Append("## ").Append(texts["MdTitle", day.Number?.ToString(CultureInfo.InvariantCulture) ?? "–", at]).Append('\n');
        foreach (var section in views.GroupBy(view => view.Section))
        {
            markdown.Append("\n### ").Append(Cell(section.Key)).Append("\n\n");
            Row(markdown, [texts["Target"], texts["Verdict"], texts["DaySoFar"], texts["LastFive"], texts["Projected", ""].Value.TrimEnd(' ', ','), texts["MinutesInOut"], texts["Worst"], texts["Samples"], texts["Notes"]]);
            Row(markdown, [.. Enumerable.Repeat("---", 9)]);
            foreach (var view in section)
            {
                Row(markdown, [$"{view.Title} ({view.Threshold})".Replace(" ()", "", StringComparison.Ordinal), $"{view.Word} {view.Since}", string.Join(' ', view.Value), view.Five,
                    view.Projected.Length > 0 ? $"{view.Projected} ({view.ProjectedRange})" : view.ProjectedRange,
                    view.IsManual ? "" : $"{texts["MinutesIn", view.Inside]}, {texts["MinutesOut", view.Outside]}, {texts["MinutesNoData", view.Missing]}",
                    $"{view.WorstClock} {view.WorstValue}", $"{view.Samples} {view.SampleUnit}", string.Join("; ", view.Notes.Select(note => $"{note.Text} ({note.By})"))]);
            }
        }

        return markdown.ToString();
    }

    private static void Row(StringBuilder markdown, IEnumerable<string> cells) =>
        markdown.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");

    private static string Cell(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ").Trim();
}
