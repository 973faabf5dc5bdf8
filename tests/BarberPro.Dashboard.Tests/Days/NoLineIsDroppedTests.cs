using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

/// <summary>Whatever happens to a plan on its way: each of its lines is either in what was read, or among what was not understood.</summary>
public sealed class NoLineIsDroppedTests
{
    private static readonly string[] Lines = PlanSamples.Shipped.Split('\n');
    private static readonly string[] Odd = ["", "---", "===", "hello", "- [ ] a target <5 %", "- item", "   - nested", "        deep", "1. task", "> quote", "```", "<div>", "| a | b |",
        "[x]: y", "## Lunch", "# Day 9", "### Block (22:00-23:00 ART)", "**Date:** 2020-01-01", "**Priority:** Odd", "***", "&amp; \\*", "<!-- comment", "\t- tab", "* star", "- ", "#", "#### ", "- - - x"];

    [Fact]
    public void Plan_WithLinesRemovedAddedOrGarbled_AccountsForEachLine()
    {
        var edit =
            from kind in Gen.Int[0, 4]
            from at in Gen.Int[0, Lines.Length - 1]
            from odd in Gen.OneOf(Gen.Int[0, Odd.Length - 1].Select(i => Odd[i]), Gen.String[Gen.Char[" -*#>[]`()|:<&\\abc01ñ✅Ã±\t"], 0, 12])
            from cut in Gen.Int[0, 30]
            select (kind, at, odd, cut);

        edit.List[0, 12].Sample(edits =>
        {
            var lines = Lines.ToList();
            foreach (var (kind, position, odd, cut) in edits)
            {
                var at = Math.Min(position, lines.Count - 1);
                switch (kind)
                {
                    case 0 when lines.Count > 1: lines.RemoveAt(at); break;
                    case 1: lines.Insert(at, odd); break;
                    case 2: lines[at] = lines[at][Math.Min(cut, lines[at].Length)..]; break;
                    case 3: lines[at] = lines[at][..Math.Min(cut, lines[at].Length)] + odd; break;
                    default: lines[at] = new string(' ', cut % 7) + lines[at]; break;
                }
            }

            AccountsForEachLine(string.Join('\n', lines));
        }, iter: 500);
    }

    [Fact]
    public void Plan_OfAnyText_AccountsForEachLine() =>
        Gen.String[Gen.Char["#-*1. \n\n\n:()[]`>~|&<ab09é\t\r"], 1, 200].Where(text => !string.IsNullOrWhiteSpace(text)).Sample(AccountsForEachLine, iter: 2_000);

    [Fact]
    public void Plan_ReadTwice_HasTheSameKeys() =>
        PlanImporter.Read(PlanSamples.Shipped).Should().BeEquivalentTo(PlanImporter.Read(PlanSamples.Shipped.ReplaceLineEndings("\r\n")), options => options.ComparingByValue<TimeZoneInfo>());

    private static void AccountsForEachLine(string markdown)
    {
        var plan = PlanImporter.Read(markdown);
        if (plan.Faults.Any(fault => fault.Kind is PlanFaultKind.Empty or PlanFaultKind.TooDeep or PlanFaultKind.Binary or PlanFaultKind.TooLarge))
        {
            return; // refused whole
        }

        var lines = markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var understood = plan.Understood.ToDictionary(line => line.Line, line => line.Place);
        var reported = plan.NotUnderstood.Select(text => text.Line).ToHashSet();
        understood.Keys.Should().NotIntersectWith(reported);
        var facts = Letters(Facts(plan));
        for (var i = 0; i < lines.Length; i++)
        {
            var here = understood.TryGetValue(i + 1, out var place);
            (here || reported.Contains(i + 1)).Should().Be(!string.IsNullOrWhiteSpace(lines[i]), "line {0} is '{1}'", i + 1, lines[i]);
            // Understood means more than a mark: its words are in the plan. Headings of sections say only what is under them.
            if (here && place is "item" or "task" or "target" or "prose" or "achievement" or "budget" or "rollback procedure" or "focus area" or "risk" or "handoff" or "Area" or "Block" or "Title")
            {
                var text = Letters(TextRepair.Repair([lines[i]]).Lines[0]);
                (text.Length == 0 || IsAmong(text, facts)).Should().BeTrue("line {0} ({1}) is '{2}' and should be among the facts", i + 1, place, lines[i]);
            }
        }
    }

    // A heading's or list's number may stand before the text; a block's heading is told as its label, title and hours.
    private static bool IsAmong(string text, string facts) =>
        facts.Contains(text, StringComparison.Ordinal) || facts.Contains(text.TrimStart("0123456789x".ToCharArray()), StringComparison.Ordinal) || text.Any(char.IsAsciiDigit);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static string Facts(ImportedPlan plan) => new StringBuilder(plan.Title).AppendLine()
        .AppendJoin('\n', plan.Prose.Concat(plan.Achievements).Concat(plan.Budget).Concat(plan.RollbackProcedures).Select(text => text.Text)).AppendLine()
        .AppendJoin('\n', plan.FocusAreas.SelectMany(area => area.Points.Prepend(area.Title))).AppendLine()
        .AppendJoin('\n', plan.Cards.SelectMany(card => card.Items.Select(item => item.Text).Prepend(card.Title))).AppendLine()
        .AppendJoin('\n', plan.Targets.Select(target => target.Text)).AppendLine().AppendJoin('\n', plan.Handoff.Select(item => item.Text)).AppendLine()
        .AppendJoin('\n', plan.Risks.Select(risk => risk.Subject + risk.Handling)).AppendLine().AppendJoin('\n', plan.Blocks.Select(block => block.Title)).ToString();
}
