using System.Collections.Immutable;
using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Ui;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static BarberPro.Dashboard.Tests.Boards.FakeBoard;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>What becomes of a person's act when the board moves on under it.</summary>
public sealed class BoardDeskTests : BunitContext
{
    private readonly FakeBoard _board = new();
    private readonly BoardDesk _desk;

    public BoardDeskTests()
    {
        this.AddBoard(_board, "viewer", "member");
        _board.Publish(Card(1, "One"), Card(2, "Two"), Card(3, "Three"), Card(4, "Four", column: CardColumn.Doing));
        _desk = Services.GetRequiredService<BoardDesk>();
    }

    private static BoardActEventArgs Move(CardColumn column, long? after, params long[] cards) =>
        new() { Kind = "move", Cards = cards, FromBlock = "afternoon", FromColumn = "todo", Block = "afternoon", Column = CardJson.Name(column), After = after };

    [Fact]
    public async Task Edit_CardMovedOnElsewhere_IsMergedAndNamed()
    {
        await _desk.OpenAsync();
        var seen = _board.Find(1);
        _board.Meanwhile = () => _board.Change(1, card => card with { PlannedHours = 2 });

        (await _desk.EditAsync(seen, new CardEdit { Title = "Uno" }, "edit")).Should().BeTrue();

        _board.Find(1).Should().BeEquivalentTo(new { Title = "Uno", PlannedHours = 2.0, Version = 3 });
        _desk.Notice.Should().Contain("Planned hours");
        _desk.Conflict.Should().BeNull();
    }

    [Fact]
    public async Task Edit_SameFieldChangedMeanwhile_WritesNothingUntilDecided()
    {
        await _desk.OpenAsync();
        var seen = _board.Find(1);
        _board.Meanwhile = () => _board.Change(1, card => card with { Title = "Theirs" });

        (await _desk.EditAsync(seen, new CardEdit { Title = "Mine", Priority = "High" }, "edit")).Should().BeFalse();

        _board.Find(1).Title.Should().Be("Theirs");
        var clash = _desk.Conflict!.Merge.Clashes.Should().ContainSingle().Subject;
        (clash.Mine, clash.Theirs).Should().Be(("Mine", "Theirs"));

        await _desk.ResolveAsync(CardMerge.With(_desk.Conflict.Merge.Rest, "title", "Both"));

        _board.Find(1).Should().BeEquivalentTo(new { Title = "Both", Priority = "High" });
        _desk.Conflict.Should().BeNull();
    }

    [Fact]
    public async Task Resolve_CardMovedOnAgain_IsAskedAgain()
    {
        await _desk.OpenAsync();
        var seen = _board.Find(1);
        _board.Change(1, card => card with { Title = "Theirs" });
        await _desk.EditAsync(seen, new CardEdit { Title = "Mine" }, "edit");
        _board.Meanwhile = () => _board.Change(1, card => card with { Title = "Theirs again" });

        await _desk.ResolveAsync(CardMerge.With(_desk.Conflict!.Merge.Rest, "title", "Mine"));

        _board.Find(1).Title.Should().Be("Theirs again");
        _desk.Conflict!.Merge.Clashes.Should().ContainSingle().Which.Theirs.Should().Be("Theirs again");
    }

    [Fact]
    public async Task Act_TickOnACardThatMovesOn_IsDoneUponWhatItIs()
    {
        _board.Publish(Card(1, "One") with { Items = [Item(10, "a")] });
        await _desk.OpenAsync();
        var turns = 0;
        void Again() { if (++turns < 3) { _board.Change(1, card => card with { Title = $"One {turns}" }); _board.Meanwhile = Again; } }
        _board.Meanwhile = Again;

        (await _desk.ActAsync(1, _ => new CardEdit { SomeItems = [new ItemEdit(10, null, true, null)] }, "tick")).Should().BeTrue();

        _board.Find(1).Items[0].Done.Should().BeTrue();
        _board.Find(1).Title.Should().Be("One 2");
    }

    [Fact]
    public async Task Move_SeveralCards_KeepTheirOrderAndGoBackTogether()
    {
        await _desk.OpenAsync();

        await _desk.MoveAsync(Move(CardColumn.Doing, 4, 1, 3), [_board.Find(1), _board.Find(3)]);

        _board.Live.Current.Cards.Where(card => card.Column == CardColumn.Doing).Select(card => card.Id).Should().Equal(4, 1, 3);
        _desk.Last!.Word.Should().Be("move");
        await _desk.UndoAsync();
        _board.Live.Current.Cards.Should().OnlyContain(card => card.Id == 4 || card.Column == CardColumn.Todo);
        _desk.Last.Should().BeNull();
    }

    [Fact]
    public async Task Move_ToBlocked_AsksForTheReasonFirst()
    {
        await _desk.OpenAsync();

        await _desk.MoveAsync(Move(CardColumn.Blocked, null, 1), [_board.Find(1)]);

        _board.Calls.Should().BeEmpty();
        await _desk.Question!.Answer("waits for r2");
        _board.Find(1).Should().BeEquivalentTo(new { Column = CardColumn.Blocked, BlockedReason = "waits for r2" });
    }

    [Fact]
    public async Task Move_CardTakenElsewhereMeanwhile_IsAskedAndNotTakenBack()
    {
        await _desk.OpenAsync();
        _board.Change(1, card => card with { Column = CardColumn.Done });

        await _desk.MoveAsync(Move(CardColumn.Doing, null, 1), [_board.Find(1)]);

        _board.Find(1).Column.Should().Be(CardColumn.Done);
        _desk.Conflict!.Merge.Clashes.Should().ContainSingle().Which.Field.Should().Be("place");
    }

    [Fact]
    public async Task Undo_BuiltUponByAnother_SaysThatItCannot()
    {
        await _desk.OpenAsync();
        await _desk.EditAsync(_board.Find(1), new CardEdit { Title = "Uno" }, "edit");
        _board.Change(1, card => card with { Title = "Un" });

        await _desk.UndoAsync();

        _board.Find(1).Title.Should().Be("Un");
        (_desk.IsNoticeBad, _desk.Notice).Should().Be((true, "The edit can't be taken back: somebody has changed the card since."));
    }

    [Fact]
    public async Task Edit_Refused_SaysWhyInTheWordsOfTheRule()
    {
        await _desk.OpenAsync();
        _board.Instead = _ => new CardWrite(CardOutcome.Refused, null, null, [new FieldFault("title", "Too long.")]);

        (await _desk.EditAsync(_board.Find(1), new CardEdit { Title = "x" }, "edit")).Should().BeFalse();

        (_desk.IsNoticeBad, _desk.Notice).Should().Be((true, "Too long."));
    }

    [Fact]
    public async Task Edit_ByAViewer_IsRefusedWithoutAsking()
    {
        using var other = new BunitContext();
        other.AddBoard(_board, "viewer");
        var desk = other.Services.GetRequiredService<BoardDesk>();
        await desk.OpenAsync();

        (await desk.EditAsync(_board.Find(1), new CardEdit { Title = "x" }, "edit")).Should().BeFalse();

        desk.MayAct.Should().BeFalse();
        _board.Calls.Should().BeEmpty();
        desk.IsNoticeBad.Should().BeTrue();
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("1,5", 1.5)]
    [InlineData("1h 30m", 1.5)]
    [InlineData("45m", 0.75)]
    [InlineData("2h", 2.0)]
    [InlineData("", null)]
    public void Hours_AsPeopleWriteThem_AreRead(string text, double? hours)
    {
        CardForm.TryHours(text, out var read).Should().BeTrue();
        read.Should().Be(hours);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("a lot")]
    [InlineData("1e9")]
    [InlineData("2000")]
    [InlineData("NaN")]
    public void Hours_ThatAreNone_AreNot(string text) => CardForm.TryHours(text, out _).Should().BeFalse();

    [Theory]
    [InlineData(1.2666667, "1h 16m")]
    [InlineData(0.75, "45m")]
    [InlineData(2, "2h")]
    [InlineData(0, "0")]
    [InlineData(-0.5, "−30m")]
    public void Hours_AsTheScreenWritesThem(double hours, string text) => BoardWording.Hours(hours).Should().Be(text);

    [Theory]
    [InlineData("Martina Gómez", "MG")]
    [InlineData("Sofía Belén Ríos", "SR")]
    [InlineData("martina", "MA")]
    [InlineData("M", "M")]
    [InlineData("", "?")]
    public void Initials_OfAName_AreTwo(string name, string initials)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en");
        Initials.Of(name).Should().Be(initials);
    }

    [Fact]
    public void Filter_ByTextPersonAreaAndMine_HidesTheRest()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-AR");
        var card = Card(1, "Optimización de CDN") with { Assignees = ["Lucas Paz"], FocusArea = "CDN", Items = [Item(1, "Precarga")] };
        bool Shows(BoardFilter filter, string me = "Martina") => filter.Shows(card, me);

        Shows(BoardFilter.All).Should().BeTrue();
        Shows(BoardFilter.All with { Text = "optimizacion" }).Should().BeTrue("accents are not typed in a hurry");
        Shows(BoardFilter.All with { Text = "precarga" }).Should().BeTrue();
        Shows(BoardFilter.All with { Text = "nothing" }).Should().BeFalse();
        Shows(BoardFilter.All with { People = ImmutableHashSet.Create("Lucas Paz") }).Should().BeTrue();
        Shows(BoardFilter.All with { People = ImmutableHashSet.Create("Martina") }).Should().BeFalse();
        Shows(BoardFilter.All with { FocusArea = "Database" }).Should().BeFalse();
        Shows(BoardFilter.All with { OnlyMine = true }).Should().BeFalse();
        Shows(BoardFilter.All with { OnlyMine = true }, me: "Lucas Paz").Should().BeTrue();
    }
}
