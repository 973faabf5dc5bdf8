using System.Collections.Immutable;
using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Live;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static BarberPro.Dashboard.Tests.Boards.FakeBoard;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardPageTests : BunitContext
{
    private readonly FakeBoard _board = new();

    public BoardPageTests()
    {
        this.AddBoard(_board, "viewer", "member");
        _board.Publish(
            Card(1, "Auto-scaling policy", "morning", CardColumn.Done) with { Items = [Item(10, "CPU", done: true)], PlannedHours = 2, SpentHours = 2.333 },
            Card(2, "Database optimization", "morning", CardColumn.Doing) with { Items = [Item(20, "Pool", done: true), Item(21, "Alerts")] },
            Card(3, "Security hardening") with { Assignees = ["Martina"], FocusArea = "Monitoring" },
            Card(4, "CDN optimization", column: CardColumn.Doing) with
            {
                Assignees = ["Martina"], Role = "DevOps Engineer", PlannedHours = 2, SpentHours = 1.2666667, Priority = "Medium", Risk = "can be rolled back at once", Timers = [new RunningTimer("Martina", Now.AddMinutes(-34).AddSeconds(-7))],
                Metric = new MetricCondition("cache_hit_ratio", ImmutableSortedDictionary<string, string>.Empty.Add("region", "ar"), Comparison.AtLeast, 0.9, 10),
                Items = [Item(40, "Caching rules") with { Done = true, DoneAt = Now.AddMinutes(-25), Evidence = new TickEvidence(Now.AddMinutes(-25), 600, 600, 0.902) }, Item(41, "Prefetch"), Item(42, "By region", done: true)], Comments = 4,
            },
            Card(5, "Application performance", column: CardColumn.Blocked) with { BlockedReason = "waits for <b>r2</b>", BlockedAt = Now.AddMinutes(-51), Assignees = ["Lucas Paz"] },
            Card(6, "Documentation", "evening") with { Items = [Item(60, "Runbooks")], PlannedHours = 0.75 });
    }

    private FakeTimeProvider Clock => Services.GetRequiredService<FakeTimeProvider>();

    private IRenderedComponent<BoardPage> RenderAt(string address = "board")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<BoardPage>();
    }

    private static Task ActAsync(IRenderedComponent<BoardPage> page, BoardActEventArgs act) => page.Find("board-drag").TriggerEventAsync("onboardact", act);

    private static BoardActEventArgs Move(long card, string column, long? after = null, string block = "afternoon", string from = "todo") =>
        new() { Kind = "move", Cards = [card], FromBlock = "afternoon", FromColumn = from, Block = block, Column = column, After = after };

    [Fact]
    public void Page_AtHalfPastTwo_HasThreeBandsEachInItsState()
    {
        var page = RenderAt();

        page.FindAll(".band").Select(band => (band.QuerySelector("h2")!.TextContent, band.QuerySelector(".time")!.TextContent, band.QuerySelector(".tag")!.TextContent))
            .Should().Equal(("Morning", "09:00–12:00", "Ended"), ("Afternoon", "13:00–17:00", "Now"), ("Evening", "18:00–20:00", "Upcoming"));
        page.FindAll(".band")[0].ClassList.Should().Contain("folded");
        page.FindAll(".left .t").Select(left => left.TextContent).Should().Equal("Database optimization");
        page.Find(".band.now .facts").TextContent.Should().Contain("2h 28m").And.Contain("until 17:00").And.Contain("2/3 items");
        page.Find(".band.next .facts").TextContent.Should().Contain("starts in").And.Contain("3h 28m").And.Contain("0 of 45m");
        page.Find(".sum").TextContent.Should().StartWith("4 of 7 items").And.Contain("1 of 6 cards done").And.Contain("1 blocked").And.Contain("1 left over");
        page.FindAll(".band.now .col h3 b").Select(count => count.TextContent).Should().Equal("1", "1", "1", "0");
    }

    [Fact]
    public void Tile_OfEverything_SaysIt()
    {
        var tile = RenderAt().Find("#tile-4");

        tile.QuerySelector("h4")!.TextContent.Should().Be("CDN optimization");
        tile.QuerySelector(".meta")!.TextContent.Should().Contain("Medium").And.Contain("High risk");
        tile.QuerySelector("board-metric")!.GetAttribute("labels").Should().Be("""{"region":"ar"}""");
        tile.QuerySelector(".metric .v")!.TextContent.Should().StartWith("≥ 90 %");
        tile.QuerySelector(".checks")!.TextContent.Should().StartWith("2/3");
        tile.QuerySelectorAll(".segs i").Select(segment => segment.ClassName).Should().Equal("a", "", "d");
        tile.QuerySelector(".auto")!.TextContent.Should().StartWith("ticked by data 14:07:");
        tile.QuerySelector(".clk board-time")!.TextContent.Should().Be("34:07");
        tile.QuerySelector(".h b")!.TextContent.Should().Be("1h 50m", "what runs counts");
        tile.QuerySelector(".c")!.TextContent.Should().Be("4");
        RenderAt().Find("#tile-5 .stop").TextContent.Should().Contain("since 13:41").And.Contain("51 min").And.Contain("waits for <b>r2</b>");
    }

    [Fact]
    public async Task Move_TellsTheEditorOnce_AndRendersTheTilesThatItTouchesAlone()
    {
        var page = RenderAt();
        var tiles = page.FindComponents<BoardTile>().ToDictionary(tile => tile.Instance.Card.Id, tile => (Tile: tile, tile.RenderCount));
        var columns = page.FindComponents<BoardColumn>().Where(column => column.Instance.Block.Key != "afternoon").Select(column => (Column: column, column.RenderCount)).ToList();

        await ActAsync(page, Move(3, "doing", after: 4));

        _board.Calls.Should().Equal("edit 3 v1");
        page.WaitForAssertion(() => page.FindAll(".band.now .col.doing [data-card]").Select(tile => tile.GetAttribute("data-card")).Should().Equal("4", "3"));
        foreach (var id in new long[] { 4, 5, 6 })
        {
            tiles[id].Tile.RenderCount.Should().Be(tiles[id].RenderCount, "card {0} was not touched", id);
        }

        columns.Should().AllSatisfy(column => column.Column.RenderCount.Should().Be(column.RenderCount));
        page.Find(".undo").TextContent.Should().Contain("move, 14:32");
    }

    [Fact]
    public async Task Undo_ByItsButton_TakesTheLastStepBack()
    {
        var page = RenderAt();
        await ActAsync(page, Move(3, "done"));

        await page.Find(".undo").ClickAsync(new MouseEventArgs());

        _board.Find(3).Column.Should().Be(CardColumn.Todo);
        page.Find(".undo").HasAttribute("disabled").Should().BeTrue();
        page.Find(".said").TextContent.Should().Contain("Taken back: move.");
    }

    [Fact]
    public async Task Blocked_AsksForItsReasonInADialog()
    {
        var page = RenderAt();

        await ActAsync(page, Move(3, "blocked"));
        await page.Find("dialog textarea").ChangeAsync(new ChangeEventArgs { Value = " waits for WAF logs " });
        await page.Find("dialog form").SubmitAsync();

        _board.Find(3).BlockedReason.Should().Be("waits for WAF logs");
        page.FindAll("dialog").Should().BeEmpty();
        JSInterop.Invocations["sessionStorage.removeItem"].Should().Contain(call => Equals(call.Arguments[0], "board-draft:blocked-3"));
    }

    [Fact]
    public async Task LeftOver_CarriesAtOnce_AndLeavesWithAReason()
    {
        var page = RenderAt();

        await page.FindAll(".left .end button")[1].ClickAsync(new MouseEventArgs());
        page.Find("dialog h2").TextContent.Should().Contain("Database optimization");
        await page.Find("dialog textarea").ChangeAsync(new ChangeEventArgs { Value = "needs a quiet night" });
        await page.Find("dialog form").SubmitAsync();
        page.WaitForAssertion(() => page.Find("#tile-2 .meta").TextContent.Should().Contain("1× from Morning"));
        await page.InvokeAsync(() => page.Find(".left .end button").ClickAsync(new MouseEventArgs()));

        _board.Calls.Should().Equal("carry 2 to the next day: needs a quiet night", "carry 2 to afternoon: Left over from Morning");
        page.WaitForAssertion(() => page.Find("#tile-2 .meta").TextContent.Should().Contain("2× from Morning"));
    }

    [Fact]
    public async Task Filter_HidesCards_CountsStayWhole()
    {
        var page = RenderAt();

        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "security" });

        page.FindAll("[data-card]").Select(tile => tile.GetAttribute("data-card")).Should().Equal("3");
        page.FindAll(".band.now .col h3 b").Select(count => count.TextContent).Should().Equal("1", "1", "1", "0");
        page.Find(".band.now .facts").TextContent.Should().Contain("2/3 items");
        await page.Find("input[type=search]").InputAsync(new ChangeEventArgs { Value = "" });
        await page.FindAll(".board-tools .sel")[1].ClickAsync(new MouseEventArgs());
        page.FindAll("[data-card]").Select(tile => tile.GetAttribute("data-card")).Should().Equal("3", "4");
        await page.FindAll(".board-tools .sel")[1].ClickAsync(new MouseEventArgs());
        await page.Find(".who button[title^='Lucas']").ClickAsync(new MouseEventArgs());
        page.FindAll("[data-card]").Select(tile => tile.GetAttribute("data-card")).Should().Equal("5");
    }

    [Fact]
    public async Task Picked_Cards_MoveTogetherByTheMenu()
    {
        var page = RenderAt();

        await ActAsync(page, new BoardActEventArgs { Kind = "pick", Cards = [3, 5] });
        page.Find(".picks b").TextContent.Should().Be("2 cards");
        await page.FindAll(".picks .menu-list button").Last(button => button.TextContent == "To do").ClickAsync(new MouseEventArgs());

        _board.Live.Current.Cards.Where(card => card.BlockKey == "evening").Select(card => card.Id).Should().BeEquivalentTo([6L, 3, 5]);
        page.FindAll(".picks").Should().BeEmpty();
    }

    [Fact]
    public async Task QuickAdd_TitleAndBlock_AddsAndStaysOpenForTheNext()
    {
        var page = RenderAt();

        await ActAsync(page, new BoardActEventArgs { Kind = "add" });
        await page.Find(".quick input").ChangeAsync(new ChangeEventArgs { Value = "Watch the WAF" });
        await page.Find(".quick").SubmitAsync();
        await page.Find(".quick").SubmitAsync();

        _board.Calls.Should().Equal("add Watch the WAF to afternoon");
        page.Find(".quick board-draft").GetAttribute("saved").Should().Be("1");
    }

    [Fact]
    public void Address_NamesABlockAndACard_ShowsThem()
    {
        var page = RenderAt("board?block=evening&card=6");

        page.FindAll(".band").Should().ContainSingle();
        page.Find(".panel h2").TextContent.Should().Be("Documentation");
        page.Find("#tile-6").ClassList.Should().Contain("on");
        RenderAt("board?card=nonsense").FindAll("[data-panel]").Should().BeEmpty();
    }

    [Fact]
    public async Task Open_IsInTheAddress_SoThatAReloadComesBackToIt()
    {
        var page = RenderAt();

        await ActAsync(page, new BoardActEventArgs { Kind = "open", Cards = [4] });

        Services.GetRequiredService<NavigationManager>().Uri.Should().EndWith("/board?card=4");
    }

    [Fact]
    public async Task Presence_OfOthers_IsOnTilesAndInTheToolbar()
    {
        var page = RenderAt();
        var presence = Services.GetRequiredService<BoardPresence>();
        using var other = presence.Join("Sofía Ríos");
        other.Show(4, 3, "afternoon/doing/4");
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        page.WaitForAssertion(() => page.Find("#tile-4 .flag").TextContent.Should().Contain("SR is editing"));
        page.Find("#tile-3").ClassList.Should().Contain("leaving");
        page.Find("#tile-3 .flag").TextContent.Should().Be("SR is moving this");
        page.Find(".col.target .slot").TextContent.Should().Be("SR is moving “Security hardening” here");
        page.FindAll(".who button.here").Select(button => button.GetAttribute("aria-label")).Should().Contain(label => label!.StartsWith("SR: Sofía Ríos", StringComparison.Ordinal));

        other.Dispose();
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        page.WaitForAssertion(() => page.FindAll(".flag").Should().BeEmpty());
        await page.InvokeAsync(() => { });
    }

    [Fact]
    public void Block_ThatBegins_IsMarkedWithoutAnybodyActing()
    {
        var page = RenderAt();

        Clock.Advance(TimeSpan.FromHours(4));

        page.WaitForAssertion(() => page.FindAll(".band .tag").Select(tag => tag.TextContent).Should().Equal("Ended", "Ended", "Now"));
    }

    [Fact]
    public void Time_ThatPasses_RendersNothing()
    {
        var page = RenderAt();
        var renders = page.RenderCount;

        Clock.Advance(TimeSpan.FromMinutes(30));

        page.RenderCount.Should().Be(renders);
    }

    [Fact]
    public void Viewer_SeesTheBoard_AndNothingToChangeItWith()
    {
        using var other = new BunitContext();
        other.AddBoard(_board, "viewer");
        other.Services.GetRequiredService<NavigationManager>().NavigateTo("board?card=4");

        var page = other.Render<BoardPage>();

        page.Find("board-drag").GetAttribute("data-act").Should().Be("false");
        page.FindAll(".undo, .add, .left .end, .panel footer, .panel .menu, .add-item, [data-item-act]").Should().BeEmpty();
        page.FindAll("[data-card]").Should().HaveCount(6);
    }

    [Fact]
    public void Page_Spanish_HasWordsOfThatLanguage()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-AR");

        var page = RenderAt();

        page.Find("h1").TextContent.Should().Be("Tablero");
        page.FindAll(".band h2").Select(title => title.TextContent).Should().Equal("Mañana", "Tarde", "Noche");
        page.Find("#tile-4 .meta").TextContent.Should().Contain("Alto riesgo");
    }

    [Fact]
    public void Page_WithoutPlan_SaysSo()
    {
        _board.Live.Publish(BoardSnapshot.Loading);
        Services.GetRequiredService<LiveValue<BarberPro.Dashboard.Days.DaySnapshot>>().Publish(BarberPro.Dashboard.Days.DaySnapshot.WithoutPlan(Date, Zone));

        RenderAt().Find(".lonely").TextContent.Should().Contain("No plan for today");
    }

    [Fact]
    public void FiveHundredCards_RenderWithinTheirTime()
    {
        _board.Publish([.. Enumerable.Range(1, 500).Select(id => Card(id, $"Card {id}", "afternoon", (CardColumn)(id % 4)) with { Assignees = ["Martina"], PlannedHours = 1, Items = [Item(id * 10, "one"), Item(id * 10 + 1, "two", done: true)] })]);
        RenderAt().FindAll("[data-card]").Should().HaveCount(500); // compiled by now
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Render<BoardPage>();

        watch.ElapsedMilliseconds.Should().BeLessThan(2_000, "the test's own DOM costs most of it; the benchmark measures the server alone");
        RenderAt().FindAll(".col.many").Should().HaveCount(4);
    }
}
