using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardTimeTests(Database database) : IClassFixture<Database>
{
    private const string Cdn = "CDN optimization";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Timer_StartedOnAnotherCard_StopsTheFirst()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var (first, second) = (stage.Card(Cdn), stage.Card("Security hardening"));
        await stage.Editor.StartTimerAsync(BoardStage.Martina, first.Id, Token);
        await stage.Editor.StartTimerAsync(BoardStage.Lucas, first.Id, Token);
        stage.Card(Cdn).Timers.Select(timer => timer.Person).Should().BeEquivalentTo("Martina Gil", "Lucas Paz");
        stage.Clock.Advance(TimeSpan.FromMinutes(30));

        var write = await stage.Editor.StartTimerAsync(BoardStage.Martina, second.Id, Token);

        write.Card!.Timers.Should().Equal(new RunningTimer("Martina Gil", stage.Clock.GetUtcNow()));
        stage.Card(Cdn).Timers.Select(timer => timer.Person).Should().Equal("Lucas Paz");
        (stage.Card(Cdn).SpentHours, stage.Card(Cdn).Version).Should().Be((0.5, first.Version), "time is only added");
        stage.Card(Cdn).SpentBy.Should().Equal(new PersonHours("Martina Gil", 0.5));

        stage.Clock.Advance(TimeSpan.FromMinutes(15));
        (await stage.Editor.StopTimerAsync(BoardStage.Martina, Token)).Card!.SpentHours.Should().Be(0.25);
        (await stage.Editor.StopTimerAsync(BoardStage.Martina, Token)).Outcome.Should().Be(CardOutcome.NotFound);
        (await stage.Editor.ReadHistoryAsync(second.Id, Token)).Select(change => (change.Field, change.From, change.To)).Should().Equal(("timer", "Martina Gil", "0.25"), ("timer", "", "Martina Gil"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Timer_StartedTwice_RunsOnce()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        var cards = stage.Board.Cards.Take(4).ToList();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(start => Task.Run(() => (start % 2 == 0 ? stage : other).Editor.StartTimerAsync(BoardStage.Martina, cards[start % 4].Id, Token))));

        (await stage.ReadAsync<long>("select count(*) from card_work where ended_at is null")).Should().Be(1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("2025-09-12 14:00", "2025-09-12 20:00", 6)]
    [InlineData("2025-09-12 20:30", "2025-09-13 00:00", 3.5)]
    public async Task Timer_OfAShiftThatEnded_EndsWithItThoughNobodyWasThere(string started, string ends, double hours)
    {
        await using (var before = await BoardStage.SetAsync(database, started))
        {
            await before.Editor.StartTimerAsync(BoardStage.Martina, before.Card(Cdn).Id, Token);
            await before.Editor.EndShiftsAsync(Token);
            before.Card(Cdn).Timers.Should().NotBeEmpty("the shift is not over");
        }

        // The program was down, and comes back the next day.
        await using var stage = BoardStage.Join(database, "2025-09-13 09:00");
        await stage.ShowAsync(7);
        stage.Card(Cdn).Timers.Should().ContainSingle("it survived the restart");
        await stage.Editor.EndShiftsAsync(Token);

        stage.Card(Cdn).Timers.Should().BeEmpty();
        stage.Card(Cdn).SpentHours.Should().BeApproximately(hours, 1e-9);
        (await stage.ReadAsync<bool>($"select ended_at = '{Days.DayStage.Art(ends):O}' from card_work")).Should().BeTrue();
        stage.Notes.Entries.Single().Action.Should().Be("card.timer-ended");
    }

    [Fact(Timeout = 60_000)]
    public async Task Timer_OfACardThatGoesToDone_EndsWithItsTime()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.Editor.StartTimerAsync(BoardStage.Martina, stage.Card(Cdn).Id, Token);
        stage.Clock.Advance(TimeSpan.FromMinutes(30));

        await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Column = CardColumn.Done });

        stage.Card(Cdn).Should().Match<BoardCard>(card => card.Timers.IsEmpty && card.Column == CardColumn.Done);
        stage.Card(Cdn).SpentHours.Should().BeApproximately(0.5, 1e-6);
        (await stage.Editor.StopTimerAsync(BoardStage.Martina, Token)).Outcome.Should().Be(CardOutcome.NotFound);
    }

    [Fact(Timeout = 60_000)]
    public async Task Timer_OnADayThatIsClosed_CanBeStopped()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.Editor.StartTimerAsync(BoardStage.Martina, stage.Card(Cdn).Id, Token);
        await stage.ExecuteAsync("update day set closed_at = now()");

        (await stage.Editor.StopTimerAsync(BoardStage.Martina, Token)).Outcome.Should().Be(CardOutcome.Saved);
    }

    [Fact(Timeout = 60_000)]
    public async Task Time_Added_CountsAndCanBeTakenBackOnce()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);

        var write = await stage.Editor.AddTimeAsync(BoardStage.Martina, card.Id, "QA Engineer", 1.25, Token);

        (write.Outcome, write.Card!.SpentHours, write.Card.Version).Should().Be((CardOutcome.Saved, 1.25, card.Version));
        (await stage.Editor.ReadHistoryAsync(card.Id, Token)).Single().Should().Match<CardChange>(change => change.Field == "time" && change.To == "QA Engineer 1.25 h");
        (await stage.Editor.UndoAsync(BoardStage.Martina, write.Change!.Value, Token)).Card!.SpentHours.Should().Be(0);
        (await stage.Editor.UndoAsync(BoardStage.Martina, write.Change!.Value, Token)).Outcome.Should().Be(CardOutcome.Stale);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Martina Gil", -1, "hours")]
    [InlineData("Martina Gil", 0, "hours")]
    [InlineData("Martina Gil", double.NaN, "hours")]
    [InlineData("Martina Gil", 25, "hours")]
    [InlineData("Nobody Known", 1, "person")]
    public async Task Time_Faulty_IsRefusedNamingTheField(string person, double hours, string field)
    {
        await using var stage = await BoardStage.SetAsync(database);

        var write = await stage.Editor.AddTimeAsync(BoardStage.Martina, stage.Card(Cdn).Id, person, hours, Token);

        (write.Outcome, write.Faults.Single().Field).Should().Be((CardOutcome.Refused, field));
    }
}
