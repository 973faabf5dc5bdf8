using System.Collections.Immutable;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardHoursTests
{
    private const string DevOps = "DevOps Engineer", Backend = "Backend Developer";

    private static readonly DateTimeOffset Now = new(2025, 9, 12, 17, 32, 0, TimeSpan.Zero);

    [Fact]
    public void Hours_OfRoles_AreTheBudgetAndWhatItsCardsSpent()
    {
        var hours = BoardHours.Of(Board(Card(1, DevOps, planned: 2, spent: 1.5), Card(2, DevOps, planned: 3, spent: 0.5, block: "evening"), Card(3, Backend, planned: 1, spent: 0)), Now);

        hours.Roles.Select(role => (role.Key, role.Planned, role.Spent, role.Left, role.Short)).Should().Equal((DevOps, 8, 2, 6, 0), (Backend, 2, 0, 2, 0));
        hours.Blocks.Select(block => (block.Key, block.Planned, block.Spent, block.Left)).Should().Equal(("morning", 3, 1.5, 1.5), ("evening", 3, 0.5, 2.5));
        (hours.Planned, hours.Spent, hours.Short).Should().Be((10, 2, 0));
    }

    [Fact]
    public void Hours_OpenCardsThatNeedMoreThanIsLeft_AreShortBeforeItHappens()
    {
        var hours = BoardHours.Of(Board(Card(1, Backend, planned: 1, spent: 1.25, column: CardColumn.Done), Card(2, Backend, planned: 1.5, spent: 0.5)), Now);

        var backend = hours.Roles.Single(role => role.Key == Backend);
        (backend.Left, backend.Short).Should().Be((0.25, 0.75), "1 h is needed and a quarter is left");
        hours.Short.Should().Be(0.75);
    }

    [Fact]
    public void Hours_DoneAndLeftCards_NeedNothingMore()
    {
        var hours = BoardHours.Of(Board(Card(1, Backend, planned: 5, spent: 0, column: CardColumn.Done), Card(2, Backend, planned: 5, spent: 0) with { LeftFor = 8 }), Now);

        hours.Short.Should().Be(0);
    }

    [Fact]
    public void Hours_RunningTimer_CountsUpToTheInstant()
    {
        var card = Card(1, DevOps, planned: 2, spent: 0.5, people: ["Martina"]) with { Timers = [new RunningTimer("Martina", Now.AddMinutes(-30))] };

        BoardHours.Of(Board(card), Now).Roles[0].Spent.Should().Be(1);
        BoardHours.Of(Board(card), Now.AddMinutes(30)).People.Single().Should().Match<HoursRow>(person => person.Key == "Martina" && person.Spent == 1.5 && person.Planned == 8 && person.IsRunning);
        BoardHours.Of(Board(card), Now.AddHours(-1)).Roles[0].Spent.Should().Be(0.5, "a clock that was set back takes no hours away");
    }

    [Fact]
    public void Hours_OfPeople_AreTheBudgetOfTheRoleTheyFillAndTheirShareOfCards()
    {
        var board = Board(
            Card(1, DevOps, planned: 2, spent: 1, people: ["Martina"]),
            Card(2, DevOps, planned: 2, spent: 0, people: ["Martina", "Lucas"]),
            Card(3, DevOps, planned: 1, spent: 0),
            Card(4, Backend, planned: 3, spent: 0, people: ["Lucas"])) with { Budgets = [new(DevOps, 8, "Martina"), new(Backend, 2, "Lucas")] };

        var hours = BoardHours.Of(board, Now);

        hours.People.Select(person => (person.Key, person.Planned, person.Spent, Math.Round(person.Short, 9))).Should().Equal(("Martina", 8, 1, 0), ("Lucas", 2, 0, 2));
    }

    [Fact]
    public void Hours_OfFocusAreas_AreTheirEffortAndThoseWithoutOneComeLast()
    {
        var board = Board(Card(1, DevOps, planned: 2, spent: 1, area: "Database"), Card(2, DevOps, planned: 1, spent: 0, area: ""), Card(3, DevOps, planned: 1, spent: 0, area: "Of my own")) with
        {
            FocusAreas = [new("Auto-scaling", 4), new("Database", 3)],
        };

        BoardHours.Of(board, Now).FocusAreas.Select(area => (area.Title, area.Planned, area.Spent)).Should().Equal(("Auto-scaling", 4, 0), ("Database", 3, 1), ("Of my own", 1, 0), ("", 1, 0));
    }

    private static BoardSnapshot Board(params BoardCard[] cards) => BoardSnapshot.Loading with
    {
        Day = 7,
        Budgets = [new(DevOps, 8, "Martina"), new(Backend, 2, "")],
        Blocks = [new("morning", "Morning", new(9, 0), new(12, 0), [.. cards.Where(card => card.BlockKey == "morning")]), new("evening", "Evening", new(18, 0), new(20, 0), [.. cards.Where(card => card.BlockKey == "evening")])],
    };

    private static BoardCard Card(long id, string role, double planned, double spent, CardColumn column = CardColumn.Todo, string block = "morning", string area = "", string[]? people = null) => new()
    {
        Id = id, Version = 1, BlockKey = block, Title = $"card {id}", Column = column, Rank = $"a{id}", Assignees = [.. people ?? []], Role = role, PlannedHours = planned, SpentHours = spent,
        SpentBy = spent == 0 ? [] : [new PersonHours(people?[0] ?? "Somebody", spent)], Timers = [], Priority = "", Risk = "", FocusArea = area, BlockedReason = "", BlockedAt = null, Travelled = 0, TravelledFrom = "",
        TravelReason = "", Metric = null, SettingGroup = "", Links = [], Comments = 0, Items = [], PlanLine = 0, ChangedAt = Now,
    };
}
