using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Tests.Days;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardKeeperTests(Database database) : IClassFixture<Database>
{
    private const string Cdn = "CDN optimization";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Board_OfTheShippedPlan_HasBlocksCardsBudgetsAndAreas()
    {
        await using var stage = await BoardStage.SetAsync(database);

        var board = stage.Board;

        (board.Day, board.Date, board.IsClosed).Should().Be((7, new DateOnly(2025, 9, 12), false));
        board.Blocks.Select(block => (block.Key, block.Start.Hour, block.End.Hour, block.Cards.Length)).Should().Equal(("morning", 9, 12, 3), ("afternoon", 13, 17, 3), ("evening", 18, 20, 3));
        board.Budgets.Select(budget => (budget.Role, budget.Hours)).Should().Equal(("DevOps Engineer", 8), ("Backend Developer", 2), ("QA Engineer", 2));
        board.FocusAreas.Select(area => area.Hours).Should().Equal(4, 3, 2, 2);
        board.Cards.Should().OnlyContain(card => card.Column == CardColumn.Todo && card.Items.Length == 3 && card.PlanLine > 0);
        stage.Card(Cdn).Risk.Should().Be("can be rolled back at once");
    }

    [Fact(Timeout = 60_000)]
    public async Task Write_OfOneCard_LeavesTheOthersTheSameObjects()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var before = stage.Board;

        await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Title = "Other" });

        var after = stage.Board;
        after.Version.Should().Be(before.Version + 1);
        after.Blocks[0].Should().BeSameAs(before.Blocks[0]);
        after.Blocks[1].Cards.Count(card => before.Blocks[1].Cards.Any(old => ReferenceEquals(old, card))).Should().Be(2);
        after.Budgets.Should().Equal(before.Budgets);
        await stage.Keeper.ReadAsync(Token);
        stage.Board.Should().BeSameAs(after, "reading all of it again finds nothing new");
    }

    [Fact(Timeout = 60_000)]
    public async Task Write_OnAnotherNode_IsHeardOfAndShown()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        await other.ShowAsync(7);
        await other.Keeper.StartAsync(Token);
        var untouched = other.Card("Documentation");

        await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Column = CardColumn.Doing });
        await other.WaitForAsync(board => board.Cards.Any(card => card.Title == Cdn && card.Column == CardColumn.Doing));
        await stage.Editor.CommentAsync(BoardStage.Martina, stage.Card(Cdn).Id, "look", Token);
        await other.WaitForAsync(board => board.Cards.Any(card => card.Comments == 1));
        await stage.Editor.StartTimerAsync(BoardStage.Martina, stage.Card(Cdn).Id, Token);
        await other.WaitForAsync(board => board.Cards.Any(card => !card.Timers.IsEmpty));
        var removed = stage.Card("Security hardening");
        await stage.Editor.RemoveAsync(BoardStage.Martina, removed.Id, removed.Version, Token);
        await other.WaitForAsync(board => board.Cards.All(card => card.Id != removed.Id));
        await stage.ExecuteAsync("update day set closed_at = now()");
        await other.WaitForAsync(board => board.IsClosed);

        other.Card("Documentation").Should().BeSameAs(untouched);
        await other.Keeper.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writes_OnBothNodes_EndTheSameOnBoth()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        await other.ShowAsync(7);
        await stage.Keeper.StartAsync(Token);
        await other.Keeper.StartAsync(Token);
        var cards = stage.Board.Cards.ToList();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(step => Task.Run(() => (step % 2 == 0 ? stage : other).Editor.CommentAsync(BoardStage.Martina, cards[step % cards.Count].Id, $"{step}", Token))));

        await stage.WaitForAsync(board => board.Cards.Sum(card => card.Comments) == 60);
        await other.WaitForAsync(board => board.Cards.Sum(card => card.Comments) == 60);
        await stage.Keeper.StopAsync(CancellationToken.None);
        await other.Keeper.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Day_ThatChanges_BringsItsBoard()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.ImportAsync(PlanSamples.Small);
        stage.Board.Day.Should().Be(12);
        await stage.Keeper.StartAsync(Token);

        var day = (await stage.Get<DayStore>().ReadDayAsync(7, Token))!;
        stage.Get<LiveValue<DaySnapshot>>().Publish(DayRules.Show(day, await stage.Get<DayStore>().ReadPartsAsync(7, Token), [], new DaysOptions()));
        await stage.WaitForAsync(board => board.Day == 7 && board.Cards.Count() == 9);
        stage.Get<LiveValue<DaySnapshot>>().Publish(DaySnapshot.WithoutPlan(new DateOnly(2025, 12, 1), BoardStage.Zone));
        await stage.WaitForAsync(board => board.Day is null && board.Blocks.IsEmpty);
        await stage.Keeper.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 120_000)]
    public async Task Move_OnABoardOfFiveHundredCards_IsShownWithinMilliseconds()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.ExecuteAsync("""
            insert into card (day, block, key, title, position, plan_line, focus_area, priority, risk, role, rank)
            select 7, (select min(id) from block), '+' || n, 'card ' || n, 0, 0, '', '', '', '', 'x' || lpad(n::text, 6, '0') || 'm' from generate_series(1, 500) n
            """);
        await stage.Keeper.ReadAsync(Token);
        stage.Board.Cards.Should().HaveCount(509);
        var times = new List<double>();
        for (var move = 0; move < 200; move++)
        {
            var card = stage.Card($"card {1 + move % 500}");
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await stage.ChangeAsync(card, new CardEdit { Column = CardColumn.Doing });
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"median {times.Order().ElementAt(100):0.0} ms, p95 {times.Order().ElementAt(190):0.0} ms");
        times.Order().ElementAt(100).Should().BeLessThan(50, "a write reads the one card again, and not the board");
    }
}
