using System.Collections.Immutable;

namespace BarberPro.Dashboard.Days;

/// <summary>An imported plan meets the day that is stored: what is the same thing keeps its key, and with it its progress. Pure.</summary>
internal static class PlanMerge
{
    /// <returns>The plan with the keys that its parts have, or get, in the tables.</returns>
    public static ImportedPlan Resolve(StoredParts stored, ImportedPlan plan)
    {
        var blockKeys = Keys(stored.Blocks, plan.Blocks, block => (block.Key, block.Title, block.RemovedAt is not null), block => (block.Key, block.Title));
        var blocks = plan.Blocks.Select((block, i) => block with { Key = blockKeys[i] }).ToImmutableArray();
        var renamed = plan.Blocks.Select((block, i) => (block.Key, New: blockKeys[i])).ToDictionary(pair => pair.Key, pair => pair.New);
        var cards = ResolveCards(stored, [.. plan.Cards.Select(card => card with { BlockKey = renamed[card.BlockKey] })]);
        var targets = Keys(stored.Targets, plan.Targets, Line, target => (target.Key, target.Text));
        var handoff = Keys(stored.Handoff, plan.Handoff, Line, item => (item.Key, item.Text));
        return plan with
        {
            Blocks = blocks,
            Cards = cards,
            Targets = [.. plan.Targets.Select((target, i) => target with { Key = targets[i] })],
            Handoff = [.. plan.Handoff.Select((item, i) => item with { Key = handoff[i] })],
        };
    }

    private static ImmutableArray<PlannedCard> ResolveCards(StoredParts stored, List<PlannedCard> cards)
    {
        // Within its block first; then a task may have moved to another one, but only as it is: alike is not enough there.
        var found = new Dictionary<PlannedCard, StoredCard>(ReferenceEqualityComparer.Instance);
        foreach (var block in cards.GroupBy(card => card.BlockKey))
        {
            var inPlan = block.ToList();
            foreach (var (index, row) in PlanMatch.Match([.. stored.Cards.Where(card => card.BlockKey == block.Key)], inPlan, Card, card => (card.Key, card.Title)))
            {
                found[inPlan[index]] = row;
            }
        }

        var left = stored.Cards.Except(found.Values).ToList();
        foreach (var card in cards.Where(card => !found.ContainsKey(card)))
        {
            if (left.Find(row => PlanWords.Key(row.Title) == PlanWords.Key(card.Title)) is { } moved)
            {
                found[card] = moved;
                left.Remove(moved);
            }
        }

        var taken = stored.Cards.Select(card => card.Key).ToHashSet();
        return [.. cards.Select(card => card with
        {
            Key = found.TryGetValue(card, out var row) ? row.Key : PlanWords.Unique(card.Key, taken),
            Items = row is null ? card.Items : ResolveItems([.. stored.Items.Where(item => item.CardKey == row.Key)], card.Items),
        })];
    }

    private static ImmutableArray<PlannedItem> ResolveItems(List<StoredItem> stored, ImmutableArray<PlannedItem> items)
    {
        var keys = Keys(stored, items, item => (item.Key, item.Text, item.RemovedAt is not null), item => (item.Key, item.Text));
        return [.. items.Select((item, i) => item with { Key = keys[i] })];
    }

    private static List<string> Keys<TOld, TNew>(IReadOnlyList<TOld> stored, IReadOnlyList<TNew> imported,
        Func<TOld, (string Key, string Text, bool Removed)> old, Func<TNew, (string Key, string Text)> @new)
        where TOld : class
    {
        var found = PlanMatch.Match(stored, imported, old, @new);
        var taken = stored.Select(row => old(row).Key).ToHashSet();
        return [.. imported.Select((part, i) => found.TryGetValue(i, out var row) ? old(row).Key : PlanWords.Unique(@new(part).Key, taken))];
    }

    private static (string Key, string Text, bool Removed) Card(StoredCard card) => (card.Key, card.Title, card.RemovedAt is not null);

    private static (string Key, string Text, bool Removed) Line(StoredLine line) => (line.Key, line.Text, line.RemovedAt is not null);
}
