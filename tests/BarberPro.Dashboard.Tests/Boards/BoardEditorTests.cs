using System.Collections.Immutable;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardEditorTests(Database database) : IClassFixture<Database>
{
    private const string Cdn = "CDN optimization";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Edit_Move_IsSavedShownRecordedAndInTheHistory()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);

        var write = await stage.EditAsync(card, new CardEdit { Column = CardColumn.Doing, Title = "CDN rules", PlannedHours = 1.5 });

        write.Outcome.Should().Be(CardOutcome.Saved);
        (write.Card!.Column, write.Card.Title, write.Card.PlannedHours, write.Card.Version).Should().Be((CardColumn.Doing, "CDN rules", 1.5, card.Version + 1));
        stage.Board.Cards.Single(shown => shown.Id == card.Id).Should().BeSameAs(write.Card, "everybody sees it as soon as it is saved");
        CardRules.Same(await stage.StoredAsync(card.Id), write.Card).Should().BeTrue();
        var entry = stage.Notes.Entries.Should().ContainSingle().Subject;
        (entry.Action, entry.Actor.Name, entry.Subject).Should().Be(("card.changed", "Martina Gil", $"day 7: card {card.Id}"));
        (await stage.Editor.ReadHistoryAsync(card.Id, Token)).Select(change => (change.By, change.Field, change.From, change.To))
            .Should().BeEquivalentTo([("Martina Gil", "column", "To do", "Doing"), ("Martina Gil", "title", Cdn, "CDN rules"), ("Martina Gil", "plannedHours", "2", "1.5")]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_Nothing_ChangesNoVersionAndNoHistory()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);

        var write = await stage.EditAsync(card, new CardEdit { Title = card.Title, Column = CardColumn.Todo });

        (write.Outcome, write.Change, write.Card!.Version).Should().Be((CardOutcome.Saved, null, card.Version));
        stage.Notes.Entries.Should().BeEmpty();
        (await stage.Store.ReadVersionAsync(7, Token))!.Value.Version.Should().Be(stage.Board.Version, "what was not done left no trace");
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_StaleVersion_CarriesTheCardAsItIs()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        await stage.ChangeAsync(card, new CardEdit { Title = "First" });

        var write = await stage.EditAsync(card, new CardEdit { Title = "Second" });

        (write.Outcome, write.Card!.Title, write.Card.Version).Should().Be((CardOutcome.Stale, "First", card.Version + 1));
        stage.Card("First").Version.Should().Be(card.Version + 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_NotRecorded_IsNotDone()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        stage.Notes.IsAway = true;

        await ((Func<Task>)(() => stage.EditAsync(card, new CardEdit { Title = "Unseen" }))).Should().ThrowAsync<AuditUnavailableException>();

        stage.Card(Cdn).Should().BeSameAs(card);
        (await stage.StoredAsync(card.Id)).Title.Should().Be(Cdn);
    }

    public static TheoryData<string, string> Faulty => new()
    {
        { "title", "" }, { "title", " " }, { "title", new string('x', 301) }, { "title", "a\0b" }, { "title", "\ud83d" },
        { "block", "night" }, { "assignees[1]", "Nobody Known" }, { "plannedHours", "-1" }, { "plannedHours", "NaN" }, { "plannedHours", "1001" },
        { "blockedReason", "" }, { "priority", "Urgent" }, { "metric.metric", "no_such" }, { "metric.labels", "planet" }, { "metric.minutes", "0" },
        { "links[0].address", "javascript:alert(1)" }, { "links[0].address", "//evil.example" }, { "items[0].text", "" }, { "items[0].id", "999999" }, { "changedItems[0].id", "999999" }, { "afterCardId", "999999" },
    };

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Faulty))]
    public async Task Edit_Faulty_IsRefusedNamingTheField(string field, string value)
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var edit = field switch
        {
            "title" => new CardEdit { Title = value },
            "block" => new CardEdit { BlockKey = value },
            "assignees[1]" => new CardEdit { Assignees = ImmutableArray.Create("DevOps Engineer", value) },
            "plannedHours" => new CardEdit { PlannedHours = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture) },
            "blockedReason" => new CardEdit { Column = CardColumn.Blocked },
            "priority" => new CardEdit { Priority = value },
            "metric.metric" => new CardEdit { Metric = new MetricCondition(value, labels, Comparison.More, 1, 1) },
            "metric.labels" => new CardEdit { Metric = new MetricCondition("cache_hit_ratio", labels.Add(value, "x"), Comparison.More, 1, 1) },
            "metric.minutes" => new CardEdit { Metric = new MetricCondition("cache_hit_ratio", labels, Comparison.More, 1, 0) },
            "links[0].address" => new CardEdit { Links = ImmutableArray.Create(new CardLink("x", value)) },
            "items[0].text" => new CardEdit { Items = ImmutableArray.Create(new ItemEdit(null, value, null, null)) },
            "items[0].id" => new CardEdit { Items = ImmutableArray.Create(new ItemEdit(999_999, "x", null, null)) },
            "changedItems[0].id" => new CardEdit { SomeItems = [new ItemEdit(999_999, null, true, null)] },
            _ => new CardEdit { AfterCardId = 999_999L },
        };

        var write = await stage.EditAsync(card, edit);

        write.Outcome.Should().Be(CardOutcome.Refused);
        var fault = write.Faults.Should().ContainSingle().Subject;
        fault.Field.Should().Be(field);
        fault.Text.Should().NotBeEmpty().And.NotStartWith("Fault", "it is a text of the resources");
        stage.Card(Cdn).Should().BeSameAs(card);
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_Longest_AreTaken()
    {
        await using var stage = await BoardStage.SetAsync(database);

        var card = await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Title = new string('x', 300) });

        (await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, new string('y', 10_000), Token)).Outcome.Should().Be(CardOutcome.Saved);
        (await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, new string('y', 10_001), Token)).Faults.Single().Field.Should().Be("text");
        (await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, " ", Token)).Faults.Single().Field.Should().Be("text");
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_Blocked_KeepsReasonAndTimeUntilItGoesOn()
    {
        await using var stage = await BoardStage.SetAsync(database);

        var blocked = await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Column = CardColumn.Blocked, BlockedReason = " waits for keys " });
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = await stage.ChangeAsync(blocked, new CardEdit { BlockedReason = "waits for both keys" });
        var refused = await stage.EditAsync(again, new CardEdit { BlockedReason = "" });
        var doing = await stage.ChangeAsync(again, new CardEdit { Column = CardColumn.Doing });

        (blocked.BlockedReason, blocked.BlockedAt).Should().Be(("waits for keys", Days.DayStage.Art("2025-09-12 14:00")));
        again.BlockedAt.Should().Be(blocked.BlockedAt);
        refused.Faults.Single().Field.Should().Be("blockedReason");
        (doing.BlockedReason, doing.BlockedAt).Should().Be(("", null));
        (await stage.Editor.ReadHistoryAsync(doing.Id, Token)).Should().Contain(change => change.Field == "blockedReason" && change.From == "waits for both keys");
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_Places_FollowTheNeighbours()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var (a, b, c) = (stage.Card("Auto-scaling policy"), stage.Card("Database optimization"), stage.Card("Load testing preparation"));

        await stage.ChangeAsync(c, new CardEdit { AfterCardId = new Given<long?>(null) });
        Titles().Should().Equal(c.Title, a.Title, b.Title);
        await stage.ChangeAsync(stage.Card(c.Title), new CardEdit { AfterCardId = a.Id });
        Titles().Should().Equal(a.Title, c.Title, b.Title);
        await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { BlockKey = "morning" });
        Titles().Should().Equal(a.Title, c.Title, b.Title, Cdn);
        var same = await stage.EditAsync(stage.Card(a.Title), new CardEdit { AfterCardId = new Given<long?>(null) });
        same.Change.Should().BeNull("it is there already");

        IEnumerable<string> Titles() => stage.Board.Blocks[0].Cards.Select(card => card.Title);
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_HundredsOfMovesBetweenTheSameTwo_KeepOrderAndShortRanks()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var morning = stage.Board.Blocks[0].Cards;
        var (top, first, second) = (morning[0].Id, morning[1].Id, morning[2].Id);

        for (var move = 0; move < 300; move++)
        {
            var card = stage.Board.Cards.Single(card => card.Id == (move % 2 == 0 ? second : first));
            await stage.ChangeAsync(card, new CardEdit { AfterCardId = top });
            var cards = stage.Board.Blocks[0].Cards;
            cards.Select(shown => shown.Id).Should().Equal(top, card.Id, move % 2 == 0 ? first : second);
        }

        stage.Board.Cards.Should().OnlyContain(card => card.Rank.Length <= CardRank.Longest);
        (await stage.ReadAsync<string>("select string_agg(id::text, ',' order by rank) from card where block = (select block from card where id = " + top + ")")).Should().Be($"{top},{first},{second}");
    }

    [Fact(Timeout = 60_000)]
    public async Task Edit_Items_AreAddedChangedTickedOrderedAndTakenAway()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        var (one, two, three) = (card.Items[0], card.Items[1], card.Items[2]);

        var ticked = await stage.ChangeAsync(card, new CardEdit { SomeItems = [new ItemEdit(two.Id, null, true, null)] });
        (ticked.Items[1].Done, ticked.Items[1].DoneBy, ticked.Items[1].DoneAt).Should().Be((true, "Martina Gil", stage.Clock.GetUtcNow()));
        ticked.Items[0].Done.Should().BeFalse();

        var listed = await stage.ChangeAsync(ticked, new CardEdit { Items = ImmutableArray.Create(new ItemEdit(three.Id, "Third first", null, null), new ItemEdit(null, "New", true, null), new ItemEdit(two.Id, null, null, null)) });
        listed.Items.Select(item => (item.Text, item.Done)).Should().Equal(("Third first", false), ("New", true), (two.Text, true));
        listed.Items.Should().NotContain(item => item.Id == one.Id);

        var history = await stage.Editor.ReadHistoryAsync(card.Id, Token);
        history.Should().Contain(change => change.Field == "items" && change.To == "☑" && change.From == "☐")
            .And.Contain(change => change.Field == "items" && change.From == "" && change.To == "☑ New")
            .And.Contain(change => change.Field == "items" && change.From == $"☐ {one.Text}" && change.To == "");
    }

    [Fact(Timeout = 60_000)]
    public async Task Undo_OfAChangeNobodyTouchedSince_RestoresItAndCanBeUndone()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        var items = card.Items;
        var write = await stage.EditAsync(card, new CardEdit
        {
            Column = CardColumn.Blocked, BlockedReason = "waits", BlockKey = "evening", Assignees = ImmutableArray.Create("QA Engineer"),
            Items = ImmutableArray.Create(new ItemEdit(items[2].Id, null, true, null), new ItemEdit(null, "New", null, null)),
        });
        await stage.ChangeAsync(write.Card!, new CardEdit { Title = "Another field" });

        var undone = await stage.Editor.UndoAsync(BoardStage.Lucas, write.Change!.Value, Token);

        undone.Outcome.Should().Be(CardOutcome.Saved);
        (undone.Card!.Column, undone.Card.BlockKey, undone.Card.BlockedReason, undone.Card.Title).Should().Be((CardColumn.Todo, "afternoon", "", "Another field"));
        undone.Card.Items.Should().Equal(items);
        undone.Card.Assignees.Should().BeEmpty();
        undone.Card.Rank.Should().Be(card.Rank);

        var again = await stage.Editor.UndoAsync(BoardStage.Martina, undone.Change!.Value, Token);
        (again.Outcome, again.Card!.Column, again.Card.BlockedReason).Should().Be((CardOutcome.Saved, CardColumn.Blocked, "waits"));
        again.Card.Items.Select(item => (item.Text, item.Done)).Should().Equal((items[2].Text, true), ("New", false));
    }

    [Fact(Timeout = 60_000)]
    public async Task Undo_OfWhatSomebodyChangedSince_IsStale()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var write = await stage.EditAsync(stage.Card(Cdn), new CardEdit { Title = "Mine" });
        await stage.Editor.EditAsync(BoardStage.Lucas, write.Card!.Id, write.Card.Version, new CardEdit { Title = "Theirs" }, Token);

        var undone = await stage.Editor.UndoAsync(BoardStage.Martina, write.Change!.Value, Token);

        (undone.Outcome, undone.Card!.Title).Should().Be((CardOutcome.Stale, "Theirs"));
        (await stage.Editor.UndoAsync(BoardStage.Martina, 999_999, Token)).Outcome.Should().Be(CardOutcome.NotFound);
    }

    [Fact(Timeout = 60_000)]
    public async Task Undo_OfATick_LeavesAnothersTick()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        var mine = await stage.EditAsync(card, new CardEdit { SomeItems = [new ItemEdit(card.Items[0].Id, null, true, null)] });
        await stage.Editor.EditAsync(BoardStage.Lucas, card.Id, card.Version + 1, new CardEdit { SomeItems = [new ItemEdit(card.Items[1].Id, null, true, null)] }, Token);

        var undone = await stage.Editor.UndoAsync(BoardStage.Martina, mine.Change!.Value, Token);

        undone.Card!.Items.Select(item => item.Done).Should().Equal(false, true, false);
    }

    [Fact(Timeout = 60_000)]
    public async Task Add_Card_StandsAtTheEndAndUndoTakesItAway()
    {
        await using var stage = await BoardStage.SetAsync(database);

        var write = await stage.Editor.AddAsync(BoardStage.Martina, new NewCard("afternoon", CardColumn.Todo, " Warm the cache "), Token);

        (write.Outcome, write.Card!.Title, write.Card.Version, write.Card.PlanLine).Should().Be((CardOutcome.Saved, "Warm the cache", 1, 0));
        stage.Board.Blocks[1].Cards[^1].Should().BeSameAs(write.Card);
        (await stage.Editor.ReadHistoryAsync(write.Card.Id, Token)).Single().Should().Match<CardChange>(change => change.Field == "added" && change.To == "Warm the cache");

        (await stage.Editor.UndoAsync(BoardStage.Martina, write.Change!.Value, Token)).Outcome.Should().Be(CardOutcome.Saved);
        stage.Board.Cards.Should().NotContain(card => card.Id == write.Card.Id);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("night", "todo", "x", "block")]
    [InlineData("morning", "blocked", "x", "column")]
    [InlineData("morning", "todo", "", "title")]
    public async Task Add_Faulty_IsRefusedNamingTheField(string block, string column, string title, string field)
    {
        await using var stage = await BoardStage.SetAsync(database);

        var write = await stage.Editor.AddAsync(BoardStage.Martina, new NewCard(block, CardJson.FindColumn(column)!.Value, title), Token);

        (write.Outcome, write.Faults.Single().Field).Should().Be((CardOutcome.Refused, field));
        stage.Board.Cards.Should().HaveCount(9);
    }

    [Fact(Timeout = 60_000)]
    public async Task Remove_Card_IsGoneAndComesBackByUndo()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        (await stage.Editor.RemoveAsync(BoardStage.Martina, card.Id, card.Version + 1, Token)).Outcome.Should().Be(CardOutcome.Stale);

        var removed = await stage.Editor.RemoveAsync(BoardStage.Martina, card.Id, card.Version, Token);

        stage.Board.Cards.Should().HaveCount(8);
        (await stage.EditAsync(removed.Card!, new CardEdit { Title = "x" })).Outcome.Should().Be(CardOutcome.NotFound);
        (await stage.Editor.UndoAsync(BoardStage.Martina, removed.Change!.Value, Token)).Outcome.Should().Be(CardOutcome.Saved);
        stage.Card(Cdn).Items.Should().Equal(card.Items);
    }

    [Fact(Timeout = 60_000)]
    public async Task Comments_OfTwo_AreKeptInOrderAndLeaveTheVersion()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);

        await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, "r6 is **out**", Token);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await stage.Editor.CommentAsync(BoardStage.Lucas, card.Id, "<script>alert(1)</script>", Token);

        (await stage.Editor.ReadCommentsAsync(card.Id, Token)).Select(comment => (comment.Author, comment.Text)).Should().Equal(("Martina Gil", "r6 is **out**"), ("Lucas Paz", "<script>alert(1)</script>"));
        (stage.Card(Cdn).Comments, stage.Card(Cdn).Version).Should().Be((2, card.Version));
    }

    [Fact(Timeout = 60_000)]
    public async Task ClosedDay_AnyWrite_IsRefused()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        await stage.ExecuteAsync("update day set closed_at = now()");

        CardWrite[] writes =
        [
            await stage.EditAsync(card, new CardEdit { Title = "x" }), await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, "x", Token), await stage.Editor.StartTimerAsync(BoardStage.Martina, card.Id, Token),
            await stage.Editor.AddAsync(BoardStage.Martina, new NewCard("morning", CardColumn.Todo, "x"), Token), await stage.Editor.RemoveAsync(BoardStage.Martina, card.Id, card.Version, Token),
        ];

        writes.Should().OnlyContain(write => write.Outcome == CardOutcome.Refused && write.Faults.Single().Field == "day");
        await stage.Keeper.ReadAsync(Token);
        stage.Board.IsClosed.Should().BeTrue();
    }
}
