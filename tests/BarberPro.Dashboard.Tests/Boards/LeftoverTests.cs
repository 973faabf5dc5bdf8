using System.Collections.Immutable;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Tests.Days;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class LeftoverTests(Database database) : IClassFixture<Database>
{
    private const string Database = "Database optimization";

    private static readonly string DayEight = PlanSamples.Small.Replace("Day 12", "Day 8", StringComparison.Ordinal).Replace("2025-11-03", "2025-09-13", StringComparison.Ordinal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Carry_ToALaterBlock_MovesItAndCounts()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Database);

        var write = await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version, "afternoon", "", Token);
        var again = await stage.Editor.CarryAsync(BoardStage.Lucas, card.Id, write.Card!.Version, "evening", "needs quiet traffic", Token);

        (write.Card.BlockKey, write.Card.Travelled, write.Card.TravelledFrom).Should().Be(("afternoon", 1, "Ready to scale"));
        stage.Board.Blocks[2].Cards[^1].Id.Should().Be(card.Id, "it goes to the end");
        (again.Card!.Travelled, again.Card.TravelledFrom, again.Card.TravelReason).Should().Be((2, "Faster for everyone", "needs quiet traffic"));
        (await stage.Editor.ReadHistoryAsync(card.Id, Token)).Select(change => (change.Field, change.From, change.To)).Should().Equal(
            ("carried", "Faster for everyone", "Proof and handover: needs quiet traffic"), ("carried", "Ready to scale", "Faster for everyone"));
        var undone = await stage.Editor.UndoAsync(BoardStage.Martina, again.Change!.Value, Token);
        (undone.Card!.BlockKey, undone.Card.Travelled, undone.Card.TravelReason).Should().Be(("afternoon", 1, ""));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("CDN optimization", "morning", "x", "toBlock")]
    [InlineData("CDN optimization", "afternoon", "x", "toBlock")]
    [InlineData("CDN optimization", "night", "x", "toBlock")]
    [InlineData("CDN optimization", null, " ", "reason")]
    public async Task Carry_Faulty_IsRefusedNamingTheField(string title, string? to, string reason, string field)
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(title);

        var write = await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version, to, reason, Token);

        (write.Outcome, write.Faults.Single().Field).Should().Be((CardOutcome.Refused, field));
        (await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version + 1, "evening", "", Token)).Outcome.Should().Be(CardOutcome.Stale);
    }

    [Fact(Timeout = 60_000)]
    public async Task Carry_DoneCard_IsNotLeftOver()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = await stage.ChangeAsync(stage.Card(Database), new CardEdit { Column = CardColumn.Done });

        (await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version, null, "x", Token)).Faults.Single().Field.Should().Be("column");
    }

    [Fact(Timeout = 60_000)]
    public async Task Leave_ForADayThatIsPlannedLater_AppearsThereWithWhatIsOpen()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Database);
        card = await stage.ChangeAsync(card, new CardEdit
        {
            Column = CardColumn.Doing, Assignees = ImmutableArray.Create("QA Engineer"), SettingGroup = "database", SomeItems = [new ItemEdit(card.Items[0].Id, null, true, null)],
        });
        await stage.Editor.AddTimeAsync(BoardStage.Martina, card.Id, "Martina Gil", 0.5, Token);

        var left = await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version, null, "traffic was never low", Token);
        (left.Card!.LeftFor, left.Card.Travelled, left.Card.BlockKey).Should().Be((8, 1, "morning"), "what was done of it stays where it was done");
        (await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, left.Card.Version, null, "again", Token)).Faults.Single().Field.Should().Be("toBlock");

        await stage.ImportAsync(DayEight);
        await stage.Editor.TakeOverAsync(Token);
        await stage.Editor.TakeOverAsync(Token);

        stage.Board.Day.Should().Be(8);
        var there = stage.Card(Database);
        (there.Column, there.Travelled, there.TravelledFrom, there.TravelReason, there.SettingGroup).Should().Be((CardColumn.Todo, 1, "Day 7", "traffic was never low", "database"));
        there.PlannedHours.Should().BeApproximately(card.PlannedHours!.Value - 0.5, 1e-9, "what was spent is spent");
        there.Items.Select(item => item.Text).Should().Equal(card.Items.Skip(1).Select(item => item.Text));
        there.Assignees.Should().Equal("QA Engineer");
        (await stage.Editor.ReadHistoryAsync(there.Id, Token)).Single().Should().Match<CardChange>(change => change.Field == "carried" && change.By == "Martina Gil" && change.To == "Day 8: traffic was never low");

        // And once more: it counts on.
        var onward = await stage.Editor.CarryAsync(BoardStage.Martina, there.Id, there.Version, null, "still not", Token);
        onward.Card!.Travelled.Should().Be(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Leave_ForADayThatIsThere_AppearsAtOnceAndUndoTakesItBack()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.ImportAsync(DayEight);
        await stage.ShowAsync(7);
        await using var next = BoardStage.Join(database);
        await next.ShowAsync(8);
        var card = stage.Card(Database);

        var left = await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, card.Version, null, "no time", Token);

        await next.Keeper.ReadAsync(Token);
        next.Card(Database).BlockKey.Should().Be("morning");
        (await stage.Editor.UndoAsync(BoardStage.Martina, left.Change!.Value, Token)).Card!.LeftFor.Should().BeNull();
        await next.Keeper.ReadAsync(Token);
        next.Board.Cards.Should().NotContain(shown => shown.Title == Database);

        // Left again it comes again; once somebody works on it there, it is not taken back.
        var again = await stage.Editor.CarryAsync(BoardStage.Martina, card.Id, stage.Card(Database).Version, null, "no time", Token);
        await next.Keeper.ReadAsync(Token);
        await next.ChangeAsync(next.Card(Database), new CardEdit { Column = CardColumn.Doing });
        (await stage.Editor.UndoAsync(BoardStage.Martina, again.Change!.Value, Token)).Outcome.Should().Be(CardOutcome.Stale);
    }
}
