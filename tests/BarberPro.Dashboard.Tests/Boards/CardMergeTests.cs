using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using Xunit;
using static BarberPro.Dashboard.Tests.Boards.FakeBoard;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class CardMergeTests
{
    private static readonly BoardCard Seen = Card(12, "CDN optimization", column: CardColumn.Doing) with { PlannedHours = 2, Assignees = ["Martina"], Items = [Item(1, "Cache rules"), Item(2, "Prefetch")] };

    [Fact]
    public void Merge_OtherFieldsChanged_AreKeptAndNamed()
    {
        var merge = CardMerge.Of(Seen, new CardEdit { Title = "CDN" }, Seen with { PlannedHours = 3, Assignees = ["Martina", "Lucas Paz"] });

        merge.Clashes.Should().BeEmpty();
        merge.Theirs.Should().Equal("assignees", "plannedHours");
        merge.Rest.Title!.Value.Value.Should().Be("CDN");
        merge.Rest.PlannedHours.Should().BeNull("theirs is not overwritten");
    }

    [Fact]
    public void Merge_SameFieldChangedDifferently_IsAsked()
    {
        var merge = CardMerge.Of(Seen, new CardEdit { Title = "CDN", PlannedHours = new Given<double?>(3) }, Seen with { Title = "CDN rules" });

        merge.Clashes.Should().Equal(new FieldClash("title", "CDN", "CDN rules"));
        merge.Rest.Title.Should().BeNull();
        merge.Rest.PlannedHours!.Value.Value.Should().Be(3);
        merge.Theirs.Should().BeEmpty();
    }

    [Fact]
    public void Merge_BothWroteTheSame_NothingIsLeftToDo()
    {
        var merge = CardMerge.Of(Seen, new CardEdit { Title = "CDN" }, Seen with { Title = "CDN" });

        merge.Clashes.Should().BeEmpty();
        CardMerge.IsEmpty(merge.Rest).Should().BeTrue();
    }

    [Fact]
    public void Merge_TwoMovesElsewhere_AreAskedAsOnePlace()
    {
        var merge = CardMerge.Of(Seen, new CardEdit { Column = CardColumn.Done, AfterCardId = new Given<long?>(3) }, Seen with { Column = CardColumn.Blocked });

        merge.Clashes.Should().Equal(new FieldClash("place", new CardPlace("afternoon", CardColumn.Done), new CardPlace("afternoon", CardColumn.Blocked)));
        CardMerge.IsEmpty(merge.Rest).Should().BeTrue();
        CardMerge.With(merge.Rest, "place", merge.Clashes[0].Mine).Column!.Value.Value.Should().Be(CardColumn.Done);
    }

    [Fact]
    public void Merge_OrderedWithinAColumnThatTheCardHasLeft_StaysWhereItWent()
    {
        var merge = CardMerge.Of(Seen, new CardEdit { AfterCardId = new Given<long?>(3) }, Seen with { Column = CardColumn.Done });

        merge.Clashes.Should().BeEmpty();
        CardMerge.IsEmpty(merge.Rest).Should().BeTrue();
    }

    [Fact]
    public void Merge_TextOfAnItemChangedByBoth_IsAsked_ATickIsNot()
    {
        var mine = new CardEdit { SomeItems = [new ItemEdit(1, "Rules", null, null), new ItemEdit(2, null, true, null)] };

        var merge = CardMerge.Of(Seen, mine, Seen with { Items = [Item(1, "All cache rules"), Item(2, "Prefetch")] });

        merge.Clashes.Should().Equal(new FieldClash("items[1].text", "Rules", "All cache rules"));
        merge.Rest.SomeItems.Should().Equal(new ItemEdit(2, null, true, null));
        CardMerge.With(merge.Rest, "items[1].text", "Both").SomeItems.Should().Contain(new ItemEdit(1, "Both", null, null));
    }

    [Fact]
    public void Merge_PeopleInAnotherOrder_AreNoChange() =>
        CardMerge.Of(Seen with { Assignees = ["A", "B"] }, new CardEdit { Title = "x" }, Seen with { Assignees = ["B", "A"] }).Theirs.Should().BeEmpty();
}
