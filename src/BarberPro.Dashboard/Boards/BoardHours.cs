using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>Hours of a person, a role, a block or a focus area.</summary>
/// <param name="Key">A block's key; else the name itself.</param>
/// <param name="Planned">The budget, where the plan has one; else what its cards are planned for.</param>
/// <param name="Spent">With what running timers have by now.</param>
/// <param name="Short">What its open cards need beyond what is left: over budget before it happens.</param>
/// <param name="IsRunning">A timer of it runs.</param>
internal sealed record HoursRow(string Key, string Title, double Planned, double Spent, double Short, bool IsRunning)
{
    public double Left => Planned - Spent;
}

/// <param name="Planned">What the plan gives all roles; what all cards are planned for where it gives none.</param>
internal sealed record HoursTable(ImmutableArray<HoursRow> People, ImmutableArray<HoursRow> Roles, ImmutableArray<HoursRow> Blocks, ImmutableArray<HoursRow> FocusAreas, double Planned, double Spent)
{
    /// <summary>Of the roles: hours are budgeted there.</summary>
    public double Short => Roles.Sum(role => role.Short);
}

/// <summary>Planned, spent and left, against the plan's budgets. A card's hours count in the block where it is now. Pure.</summary>
internal static class BoardHours
{
    /// <summary>Less than a second is a rounding.</summary>
    private const double Nothing = 1.0 / 3600;

    public static HoursTable Of(BoardSnapshot board, DateTimeOffset at)
    {
        var cards = board.Cards.Select(card => new Work(card, at)).ToList();
        ImmutableArray<HoursRow> roles = [.. board.Budgets.Select(budget => Row(budget.Role, budget.Role, budget.Hours, cards.Where(card => card.Card.Role == budget.Role)))];
        var others = cards.Where(card => board.Budgets.All(budget => budget.Role != card.Card.Role)).GroupBy(card => card.Card.Role)
            .Where(role => role.Key.Length > 0).OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => Row(role.Key, role.Key, null, role));
        ImmutableArray<HoursRow> areas = [.. board.FocusAreas.Select(area => Row(area.Title, area.Title, area.Hours, cards.Where(card => card.Card.FocusArea == area.Title))),
            .. cards.Where(card => board.FocusAreas.All(area => area.Title != card.Card.FocusArea)).GroupBy(card => card.Card.FocusArea).OrderBy(area => area.Key.Length == 0).ThenBy(area => area.Key, StringComparer.Ordinal)
                .Select(area => Row(area.Key, area.Key, null, area))];
        return new HoursTable(
            [.. PeopleOf(board, cards).Select(person => OfPerson(board, cards, person))],
            [.. roles, .. others],
            [.. board.Blocks.Select(block => Row(block.Key, block.Title, null, cards.Where(card => card.Card.BlockKey == block.Key)))],
            areas,
            board.Budgets.IsEmpty ? cards.Sum(card => card.Planned) : board.Budgets.Sum(budget => budget.Hours),
            cards.Sum(card => card.Spent));
    }

    private static HoursRow Row(string key, string title, double? budget, IEnumerable<Work> work)
    {
        var cards = work.ToList();
        var (planned, spent) = (budget ?? cards.Sum(card => card.Planned), cards.Sum(card => card.Spent));
        return new HoursRow(key, title, planned, spent, Lack(cards.Sum(card => card.Need), planned - spent), cards.Any(card => !card.Card.Timers.IsEmpty));
    }

    /// <summary>In the plan's order of roles, then by name: who has a budget, a card or hours.</summary>
    private static IEnumerable<string> PeopleOf(BoardSnapshot board, List<Work> cards) => board.Budgets.Select(budget => budget.Person)
        .Concat(cards.SelectMany(card => card.Card.Assignees.Concat(card.People)).Order(StringComparer.Ordinal)).Where(person => person.Length > 0).Distinct();

    /// <summary>A person has the budgets of the roles that they fill; without one what they were given. A card of several is needed of each in equal parts.</summary>
    private static HoursRow OfPerson(BoardSnapshot board, List<Work> cards, string person)
    {
        var budgets = board.Budgets.Where(budget => budget.Person == person).ToList();
        var own = cards.Where(card => card.IsOf(person, budgets)).ToList();
        var planned = budgets.Count > 0 ? budgets.Sum(budget => budget.Hours) : own.Sum(card => card.Planned / Math.Max(1, card.Card.Assignees.Length));
        var spent = cards.Sum(card => card.SpentBy(person));
        return new HoursRow(person, person, planned, spent, Lack(own.Sum(card => card.NeedOf(person)), planned - spent), cards.Any(card => card.Card.Timers.Any(timer => timer.Person == person)));
    }

    private static double Lack(double need, double left) => need - Math.Max(0, left) is var lack && lack > Nothing ? lack : 0;

    private sealed class Work(BoardCard card, DateTimeOffset at)
    {
        public BoardCard Card => card;

        public double Planned => card.PlannedHours ?? 0;

        public double Spent { get; } = card.SpentHours + card.Timers.Sum(timer => timer.HoursAt(at));

        /// <summary>What it still needs; nothing once it is done, or goes on elsewhere.</summary>
        public double Need => IsOpen ? Math.Max(0, Planned - Spent) : 0;

        public IEnumerable<string> People => card.SpentBy.Select(person => person.Person).Concat(card.Timers.Select(timer => timer.Person));

        private bool IsOpen => card.Column != CardColumn.Done && card.LeftFor is null;

        /// <summary>Given to the person; or to nobody, where the person fills its role.</summary>
        public bool IsOf(string person, List<RoleBudget> budgets) => card.Assignees.IsEmpty ? budgets.Any(budget => budget.Role == card.Role) : card.Assignees.Contains(person);

        public double SpentBy(string person) => card.SpentBy.Where(own => own.Person == person).Sum(own => own.Hours) + card.Timers.Where(timer => timer.Person == person).Sum(timer => timer.HoursAt(at));

        /// <summary>Where one person's part is spent, what is left of the others' is still theirs alone.</summary>
        public double NeedOf(string person) => !IsOpen ? 0 : card.Assignees.Length <= 1 ? Need : Math.Min(Need, Math.Max(0, (Planned / card.Assignees.Length) - SpentBy(person)));
    }
}
