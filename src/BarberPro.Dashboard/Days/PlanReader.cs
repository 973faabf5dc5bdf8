using System.Collections.Immutable;
using Markdig.Syntax;

namespace BarberPro.Dashboard.Days;

/// <summary>Walks a plan's headings and lists once, from its first line to its last, and gives each line its place.</summary>
internal sealed partial class PlanReader(PlanSource source, TimeZoneInfo defaultZone)
{
    private readonly List<(int Level, PlanSection Section, string Heading)> _path = [];
    private readonly HashSet<string> _known = []; // of the pairs that stand once in a plan
    private readonly PlanParts _parts = new();

    private PlanSection Section => _path.Count == 0 ? PlanSection.Unknown : _path[^1].Section;

    public ImportedPlan Read()
    {
        foreach (var block in source.Document)
        {
            switch (block)
            {
                case HeadingBlock heading: ReadHeading(heading); break;
                case ListBlock list: ReadList(list); break;
                case ParagraphBlock paragraph: ReadParagraph(paragraph); break;
                case ThematicBreakBlock rule: source.LinesOf(rule).ForEach(line => source.Place(line.Line, "rule")); break;
                default: break; // stays not understood, and so is reported
            }
        }

        return _parts.ToPlan(source, defaultZone);
    }

    private void ReadHeading(HeadingBlock heading)
    {
        _path.RemoveAll(above => above.Level >= heading.Level);
        var line = source.LinesOf(heading)[0];
        var text = PlanHeading.Clean(line.Text.TrimStart('#').TrimEnd('#'));
        CheckLength(text, line.Line);
        var section = text.Length is 0 or > PlanImporter.LongestText ? PlanSection.Unknown
            : heading.Level == 1 ? (_parts.Title.Length == 0 ? PlanSection.Title : PlanSection.Unknown)
            : PlanHeading.Classify(text, Section);
        if (section is PlanSection.Block or PlanSection.Area && !_parts.HasRoom(line.Line))
        {
            section = PlanSection.Unknown;
        }

        if (section is PlanSection.Block && !ReadBlock(line.Line, text))
        {
            section = PlanSection.Unknown;
        }

        _path.Add((heading.Level, section, text));
        if (section is PlanSection.Unknown)
        {
            return;
        }

        source.Place(line.Line, section.ToString());
        switch (section)
        {
            case PlanSection.Title: (_parts.Title, _parts.TitleLine) = (text, line.Line); break;
            case PlanSection.Area: _parts.Areas.Add(new AreaDraft(text, line.Line)); break;
            case PlanSection.Achievements: _parts.BaselineNumber ??= PlanHeading.DayNumber(text); break;
            default: break;
        }
    }

    private void ReadParagraph(ParagraphBlock paragraph)
    {
        var prose = source.LinesOf(paragraph).Where(line => !ReadPairs(line) && Section is PlanSection.Prose).ToList();
        if (prose.Count > 0 && _parts.HasRoom(prose[0].Line))
        {
            prose.ForEach(line => source.Place(line.Line, "prose"));
            _parts.Prose.Add(new PlanText(prose[0].Line, string.Join(' ', prose.Select(line => line.Text))));
        }
    }

    private void ReadList(ListBlock list)
    {
        foreach (var item in list.OfType<ListItemBlock>())
        {
            if (TextOf(item) is not { } text || !_parts.HasRoom(text.Line))
            {
                continue;
            }

            var place = Section switch
            {
                PlanSection.Prose => Add(_parts.Prose, text, "prose"),
                PlanSection.Achievements => Add(_parts.Achievements, text, "achievement"),
                PlanSection.Budget => Add(_parts.Budget, text, "budget"),
                PlanSection.Rollback => Add(_parts.Rollbacks, text, "rollback procedure"),
                PlanSection.Area => AddPoint(text),
                PlanSection.Risks => AddRisk(text),
                PlanSection.People => AddPerson(text),
                PlanSection.Targets => AddTarget(text),
                PlanSection.Handoff => AddHandoff(text),
                PlanSection.Block => AddCard(item, text),
                _ => null,
            };
            if (place is not null)
            {
                text.Lines.ForEach(line => source.Place(line, place));
            }
        }
    }

    /// <summary>An item's own paragraph. A line below it that is one of the plan's pairs belongs to the plan, though Markdown lets it run on.</summary>
    private ItemText? TextOf(ListItemBlock item)
    {
        if (item.Count == 0 || item[0] is not ParagraphBlock paragraph)
        {
            return null;
        }

        var lines = source.LinesOf(paragraph);
        // "- **Priority:** High" in a focus area.
        if (lines.Count == 0 || (Section is PlanSection.Area or PlanSection.Title && ReadPairs(lines[0])))
        {
            return null;
        }

        var own = lines.Where((line, i) => i == 0 || !ReadPairs(line)).ToList();
        var text = PlanLine.Plain(string.Join(' ', own.Select(line => line.Text)));
        CheckLength(text, own[0].Line);
        return text.Length == 0 ? null : new ItemText(text, own[0].Line, [.. own.Select(line => line.Line)]);
    }

    private static string Add(List<PlanText> to, ItemText item, string place)
    {
        to.Add(new PlanText(item.Line, item.Text));
        return place;
    }

    private string? AddPoint(ItemText item)
    {
        _parts.Areas[^1].Points.Add(item.Text);
        return "focus area";
    }

    private string? AddRisk(ItemText item)
    {
        var (subject, handling) = PlanLine.Split(item.Text) ?? (item.Text, "");
        _parts.Risks.Add(new PlannedRisk(subject, handling, item.Line));
        return "risk";
    }

    private string? AddPerson(ItemText item)
    {
        if (PlanLine.Split(item.Text) is not { } split)
        {
            return null;
        }

        var (text, note) = PlanLine.Aside(split.Remainder);
        if (PlanTimes.ParseDuration(text) is not { } hours)
        {
            return null;
        }

        if (hours < 0)
        {
            _parts.Faults.Add(new PlanFault(PlanFaultKind.NegativeHours, item.Line, split.Subject, text));
        }

        _parts.People.Add(new PlannedPerson(split.Subject, hours, note, item.Line));
        return "people";
    }

    private string? AddTarget(ItemText item)
    {
        _parts.Targets.Add(new PlannedTarget(PlanWords.Unique(PlanWords.TargetKey(item.Text), _parts.TargetKeys), item.Text, _path[^1].Heading, item.Line));
        return "target";
    }

    private string? AddHandoff(ItemText item)
    {
        _parts.Handoff.Add(new HandoffItem(PlanWords.Unique(PlanWords.Key(item.Text), _parts.HandoffKeys), _path[^1].Heading, item.Text, item.Line));
        return "handoff";
    }

    private string? AddCard(ListItemBlock item, ItemText title)
    {
        var card = new CardDraft(title.Text, title.Line, _parts.Blocks.Count - 1);
        _parts.Cards.Add(card);
        foreach (var child in item.OfType<ListBlock>().SelectMany(list => list.OfType<ListItemBlock>()))
        {
            if (TextOf(child) is { } text && _parts.HasRoom(text.Line))
            {
                card.Items.Add((text.Text, text.Line));
                text.Lines.ForEach(line => source.Place(line, "item"));
            }
        }

        return "task";
    }

    private void CheckLength(string text, int line)
    {
        if (text.Length > PlanImporter.LongestText)
        {
            _parts.Faults.Add(new PlanFault(PlanFaultKind.TextTooLong, line, "text", text[..40]));
        }
    }

    private sealed record ItemText(string Text, int Line, List<int> Lines);
}
