using System.Collections.Immutable;
using System.Globalization;

namespace BarberPro.Dashboard.Days;

public enum PlanChangeKind { Added, Changed, Removed, Kept, Restored }

public enum PlanPart { Day, Fact, Text, Achievement, FocusArea, Block, Task, Item, Person, Budget, Risk, Rollback, Target, Handoff }

/// <summary>One thing that an import changes.</summary>
/// <param name="Kind">Kept: the plan has it no longer, but it has progress, so it stays in sight.</param>
/// <param name="Where">What it is part of; for a fact its name. Empty where the part says all.</param>
/// <param name="From">As it is; empty where it is new.</param>
/// <param name="To">As it becomes; empty where it goes.</param>
/// <param name="Line">Of the imported plan; null where it is not in there.</param>
public sealed record PlanChange(PlanChangeKind Kind, PlanPart Part, string Where, string From, string To, int? Line);

/// <summary>What an import would change, in the plan's order. Pure.</summary>
internal static class PlanChanges
{
    /// <param name="before">The stored plan, read again; null where the day is new.</param>
    /// <param name="stored">What the tables have of it.</param>
    /// <param name="plan">The imported plan, its keys resolved.</param>
    public static ImmutableArray<PlanChange> Between(ImportedPlan? before, StoredParts stored, ImportedPlan plan)
    {
        var changes = new List<PlanChange>();
        if (before is null)
        {
            changes.Add(new PlanChange(PlanChangeKind.Added, PlanPart.Day, "", "", plan.Title, 1));
        }
        else
        {
            AddFacts(changes, before, plan);
        }

        AddLists(changes, before, plan);
        AddBlocks(changes, stored, plan);
        AddCards(changes, stored, plan);
        AddLines(changes, PlanPart.Target, stored.Targets, plan.Targets.Select(target => (target.Key, target.Section, target.Text, target.Line)));
        AddLines(changes, PlanPart.Handoff, stored.Handoff, plan.Handoff.Select(item => (item.Key, item.Section, item.Text, item.Line)));
        return [.. changes];
    }

    private static void AddFacts(List<PlanChange> changes, ImportedPlan before, ImportedPlan plan)
    {
        void Fact(string name, string from, string to)
        {
            if (from != to)
            {
                changes.Add(new PlanChange(PlanChangeKind.Changed, PlanPart.Fact, name, from, to, null));
            }
        }

        Fact("title", before.Title, plan.Title);
        Fact("author", before.Author, plan.Author);
        Fact("date", Date(before), Date(plan));
        Fact("zone", before.Zone.Id, plan.Zone.Id);
        Fact("launchId", before.LaunchId, plan.LaunchId);
        Fact("nextReview", before.NextReview, plan.NextReview);
        Fact("escalationContact", before.EscalationContact, plan.EscalationContact);
    }

    private static void AddLists(List<PlanChange> changes, ImportedPlan? before, ImportedPlan plan)
    {
        void Lists<T>(PlanPart part, Func<ImportedPlan, IEnumerable<T>> select, Func<T, (string Where, string Text, int Line)> tell)
        {
            var olds = before is null ? [] : select(before).Select(entry => Entry.Of(tell(entry))).ToList();
            var news = select(plan).Select(entry => Entry.Of(tell(entry))).ToList();
            var found = PlanMatch.Match(olds, news, entry => (entry.Text, entry.Text, false), entry => (entry.Text, entry.Text));
            for (var i = 0; i < news.Count; i++)
            {
                if (!found.TryGetValue(i, out var old))
                {
                    changes.Add(new PlanChange(PlanChangeKind.Added, part, news[i].Where, "", news[i].Text, news[i].Line));
                }
                else if (old.Text != news[i].Text)
                {
                    changes.Add(new PlanChange(PlanChangeKind.Changed, part, news[i].Where, old.Text, news[i].Text, news[i].Line));
                }
            }

            changes.AddRange(olds.Except(found.Values).Select(old => new PlanChange(PlanChangeKind.Removed, part, old.Where, old.Text, "", null)));
        }

        Lists(PlanPart.Text, p => p.Prose, text => ("", text.Text, text.Line));
        Lists(PlanPart.Achievement, p => p.Achievements, text => ("", text.Text, text.Line));
        Lists(PlanPart.FocusArea, p => p.FocusAreas, area => ("", string.Join(", ", new[] { area.Title, area.Priority, Hours(area.EffortHours) }.Where(text => text.Length > 0)), area.Line));
        Lists(PlanPart.FocusArea, p => p.FocusAreas.SelectMany(area => area.Points.Select(point => (area, point))), pair => (pair.area.Title, pair.point, pair.area.Line));
        Lists(PlanPart.Person, p => p.People, person => ("", $"{person.Role}, {Hours(person.Hours)}{(person.Note.Length > 0 ? $", {person.Note}" : "")}", person.Line));
        Lists(PlanPart.Budget, p => p.Budget, text => ("", text.Text, text.Line));
        Lists(PlanPart.Risk, p => p.Risks, risk => ("", $"{risk.Subject}: {risk.Handling}", risk.Line));
        Lists(PlanPart.Rollback, p => p.RollbackProcedures, text => ("", text.Text, text.Line));
    }

    private static void AddBlocks(List<PlanChange> changes, StoredParts stored, ImportedPlan plan)
    {
        static string Tell(Block block) => $"{block.Title}, {PlanParts.Hours(block)}";
        var before = stored.Blocks.ToDictionary(block => block.Key);
        foreach (var block in plan.Blocks)
        {
            var old = before.GetValueOrDefault(block.Key);
            Add(changes, PlanPart.Block, "", old is null ? null : Tell(old.Block), old?.RemovedAt is not null, Tell(block), null);
        }

        changes.AddRange(stored.Blocks.Where(block => block.RemovedAt is null && plan.Blocks.All(other => other.Key != block.Key))
            .Select(block => new PlanChange(stored.Cards.Any(card => card.BlockKey == block.Key && stored.HasProgress(card)) ? PlanChangeKind.Kept : PlanChangeKind.Removed, PlanPart.Block, "", Tell(block.Block), "", null)));
    }

    private static void AddCards(List<PlanChange> changes, StoredParts stored, ImportedPlan plan)
    {
        var before = stored.Cards.ToDictionary(card => card.Key);
        var items = stored.Items.ToLookup(item => item.CardKey);
        var titles = plan.Blocks.Select(block => (block.Key, block.Title)).Concat(stored.Blocks.Select(block => (block.Key, block.Title))).DistinctBy(block => block.Key).ToDictionary();
        foreach (var card in plan.Cards)
        {
            var old = before.GetValueOrDefault(card.Key);
            var moved = old is not null && old.BlockKey != card.BlockKey;
            Add(changes, PlanPart.Task, titles[card.BlockKey], old is null ? null : moved ? $"{old.Title} ({titles[old.BlockKey]})" : old.Title, old?.RemovedAt is not null,
                moved ? $"{card.Title} ({titles[card.BlockKey]})" : card.Title, card.Line);
            var oldItems = items[card.Key].ToDictionary(item => item.Key);
            foreach (var item in card.Items)
            {
                var oldItem = oldItems.GetValueOrDefault(item.Key);
                Add(changes, PlanPart.Item, card.Title, oldItem?.Text, oldItem?.RemovedAt is not null, item.Text, item.Line);
            }

            changes.AddRange(oldItems.Values.Where(item => item.RemovedAt is null && card.Items.All(other => other.Key != item.Key)).Select(item => Gone(PlanPart.Item, card.Title, item.Text, item.Done)));
        }

        var keys = plan.Cards.Select(card => card.Key).ToHashSet();
        changes.AddRange(stored.Cards.Where(card => card.RemovedAt is null && !keys.Contains(card.Key)).Select(card => Gone(PlanPart.Task, titles[card.BlockKey], card.Title, stored.HasProgress(card))));
    }

    private static void AddLines(List<PlanChange> changes, PlanPart part, IReadOnlyList<StoredLine> stored, IEnumerable<(string Key, string Section, string Text, int Line)> lines)
    {
        var before = stored.ToDictionary(line => line.Key);
        var keys = new HashSet<string>();
        foreach (var (key, section, text, line) in lines)
        {
            keys.Add(key);
            var old = before.GetValueOrDefault(key);
            Add(changes, part, section, old?.Text, old?.RemovedAt is not null, text, line);
        }

        changes.AddRange(stored.Where(line => line.RemovedAt is null && !keys.Contains(line.Key)).Select(line => Gone(part, line.Section, line.Text, hasProgress: false)));
    }

    private static void Add(List<PlanChange> changes, PlanPart part, string where, string? from, bool wasRemoved, string to, int? line)
    {
        if (from != to || wasRemoved)
        {
            changes.Add(new PlanChange(from is null ? PlanChangeKind.Added : wasRemoved ? PlanChangeKind.Restored : PlanChangeKind.Changed, part, where, from ?? "", to, line));
        }
    }

    private static PlanChange Gone(PlanPart part, string where, string text, bool hasProgress) =>
        new(hasProgress ? PlanChangeKind.Kept : PlanChangeKind.Removed, part, where, text, "", null);

    private static string Date(ImportedPlan plan) => plan.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Hours(double? hours) => hours is { } some ? string.Create(CultureInfo.InvariantCulture, $"{some:0.##} h") : "";

    /// <summary>A class, so that equal ones are told apart.</summary>
    private sealed class Entry
    {
        public required string Where { get; init; }
        public required string Text { get; init; }
        public required int Line { get; init; }

        public static Entry Of((string Where, string Text, int Line) told) => new() { Where = told.Where, Text = told.Text, Line = told.Line };
    }
}
