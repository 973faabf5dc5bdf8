using System.Collections.Immutable;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Boards;

/// <summary>A stored board as everybody sees it. Pure.</summary>
internal static class BoardRules
{
    /// <param name="people">Of the program.</param>
    /// <param name="before">What is the same as in there is the same object.</param>
    public static BoardSnapshot Show(StoredBoard board, DaySnapshot day, IEnumerable<string> people, BoardSnapshot before)
    {
        var visible = board.Cards.Where(card => card.IsVisible).Select(card => card.Card).ToList();
        var cards = visible.ToLookup(card => card.BlockKey);
        ImmutableArray<BoardBlock> blocks = [.. board.Blocks.Where(block => block.InPlan || cards.Contains(block.Key))
            .Select(block => Keep(before.Blocks.FirstOrDefault(shown => shown.Key == block.Key),
                block.WithCards([.. cards[block.Key].OrderBy(card => card.Column).ThenBy(card => card.Rank, StringComparer.Ordinal).ThenBy(card => card.Id)])))];
        return new BoardSnapshot(board.Day, day.Date, board.Version, Keep(before.Blocks, blocks),
            Keep(before.Budgets, [.. day.People.GroupBy(person => person.Role).Select(role => new RoleBudget(role.Key, role.Sum(person => person.Hours), PersonOf(role.Key, visible)))]),
            Keep(before.People, [.. visible.SelectMany(card => card.Assignees).Concat(people).Distinct().Order(StringComparer.InvariantCultureIgnoreCase)]), board.ClosedAt is not null)
        {
            FocusAreas = Keep(before.FocusAreas, [.. day.FocusAreas.Select(area => new AreaBudget(area.Title, area.EffortHours))]),
        };
    }

    /// <summary>Who is on most of the role's cards.</summary>
    private static string PersonOf(string role, List<BoardCard> cards) =>
        cards.Where(card => card.Role == role).SelectMany(card => card.Assignees).GroupBy(person => person).OrderByDescending(person => person.Count()).ThenBy(person => person.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.Key ?? "";

    private static BoardBlock Keep(BoardBlock? before, BoardBlock after) =>
        before is not null && before with { Cards = after.Cards } == after && before.Cards.Length == after.Cards.Length && before.Cards.Zip(after.Cards).All(pair => ReferenceEquals(pair.First, pair.Second)) ? before : after;

    private static ImmutableArray<T> Keep<T>(ImmutableArray<T> before, ImmutableArray<T> after) => before.SequenceEqual(after) ? before : after;
}
