using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static BarberPro.Dashboard.Tests.Boards.FakeBoard;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardPanelTests : BunitContext
{
    private readonly FakeBoard _board = new();

    public BoardPanelTests()
    {
        this.AddBoard(_board, "viewer", "member");
        _board.Publish(Card(3, "Above"), Card(4, "CDN optimization", column: CardColumn.Doing) with { Assignees = ["Martina"], PlannedHours = 2, Items = [Item(40, "Rules"), Item(41, "Prefetch")], Links = [new CardLink("Runbook", "https://example.org/r"), new CardLink("Bad", "javascript:alert(1)")] });
    }

    private IRenderedComponent<BoardPage> Open(string query = "card=4")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("board?" + query);
        return Render<BoardPage>();
    }

    [Fact]
    public async Task Comment_Sent_IsShownAsMarkdown_AndItsDraftIsLetGo()
    {
        var page = Open();

        await page.Find(".panel footer textarea").ChangeAsync(new ChangeEventArgs { Value = "Prefetch **twice** <script>alert(1)</script>" });
        await page.Find(".panel footer form").SubmitAsync();
        await page.Find(".panel footer form").SubmitAsync();

        _board.Comments.Should().ContainSingle();
        page.WaitForAssertion(() => page.Find(".talk .md strong").TextContent.Should().Be("twice"));
        page.FindAll(".talk script").Should().BeEmpty();
        page.Find(".panel footer board-draft").GetAttribute("saved").Should().Be("1");
        page.Find(".panel footer board-draft").GetAttribute("key").Should().Be("comment-4");
    }

    [Fact]
    public async Task Comment_NotSaved_StaysInItsField()
    {
        var page = Open();
        await page.Find(".panel footer textarea").ChangeAsync(new ChangeEventArgs { Value = "words" });
        _board.Publish(); // the card is gone meanwhile

        page.WaitForAssertion(() => page.FindAll("[data-panel]").Should().BeEmpty());
        _board.Comments.Should().BeEmpty();
        JSInterop.Invocations.Should().NotContain(call => call.Identifier == "sessionStorage.removeItem", "the browser keeps the draft");
    }

    [Fact]
    public async Task Items_TickAddEditRemove_EachIsOneStep()
    {
        var page = Open();

        await page.Find(".list").TriggerEventAsync("onboarditem", new ItemEventArgs { Act = "tick", Item = 40 });
        _board.Find(4).Items[0].Done.Should().BeTrue();
        page.WaitForAssertion(() => page.Find(".list [data-item='40'] .cb").GetAttribute("aria-checked").Should().Be("true"));

        await page.Find(".add-item input").ChangeAsync(new ChangeEventArgs { Value = "Measure by region" });
        await page.Find(".add-item").SubmitAsync();
        _board.Find(4).Items.Select(item => item.Text).Should().Equal("Rules", "Prefetch", "Measure by region");

        await page.Find(".list").TriggerEventAsync("onboarditem", new ItemEventArgs { Act = "edit", Item = 41 });
        await page.Find(".item-edit textarea").ChangeAsync(new ChangeEventArgs { Value = "Prefetch the popular" });
        await page.Find(".item-edit").SubmitAsync();
        _board.Find(4).Items[1].Text.Should().Be("Prefetch the popular");

        await page.Find(".list").TriggerEventAsync("onboarditem", new ItemEventArgs { Act = "remove", Item = 40 });
        _board.Find(4).Items.Select(item => item.Id).Should().NotContain(40).And.HaveCount(2);

        await page.Find(".undo").ClickAsync(new MouseEventArgs());
        _board.Find(4).Items.Should().HaveCount(3);
    }

    [Fact]
    public async Task Item_WithACondition_SaysWhenItTicksItself()
    {
        var series = Services.GetRequiredService<BarberPro.Dashboard.Live.LiveValue<BarberPro.Dashboard.Metrics.SeriesSet>>();
        series.Publish(new BarberPro.Dashboard.Metrics.SeriesSet(1, [new(1, "cache_hit_ratio", BarberPro.Dashboard.Metrics.Labels.Of(("region", "ar")), "ratio")]));
        var page = Open();

        await page.Find(".list").TriggerEventAsync("onboarditem", new ItemEventArgs { Act = "edit", Item = 41 });
        await page.Find(".item-edit .cond select").ChangeAsync(new ChangeEventArgs { Value = """cache_hit_ratio{"region":"ar"}""" });
        await page.Find(".item-edit .cond .n").ChangeAsync(new ChangeEventArgs { Value = "90" });
        await page.Find(".item-edit").SubmitAsync();

        _board.Find(4).Items[1].Condition.Should().BeEquivalentTo(new { Metric = "cache_hit_ratio", Comparison = Comparison.AtLeast, Value = 0.9, Minutes = 10 });
        page.WaitForAssertion(() => page.Find("[data-item='41'] small").TextContent.Should().Contain("≥ 90 % for 10 min"));
    }

    [Fact]
    public async Task Item_ThatAsksForAMeasurement_OffersAConditionAndSetsNone()
    {
        _board.Publish(Card(4, "CDN optimization") with { Items = [Item(40, "Verify the cache hits"), Item(41, "Write it down")] });
        var page = Open();

        page.FindAll("[data-item-act='offer']").Should().ContainSingle().Which.TextContent.Should().Contain("≥");
        _board.Find(4).Items[0].Condition.Should().BeNull("it is only offered");

        await page.Find(".list").TriggerEventAsync("onboarditem", new ItemEventArgs { Act = "offer", Item = 40 });
        _board.Find(4).Items[0].Condition.Should().BeNull();
        await page.Find(".item-edit").SubmitAsync();
        _board.Find(4).Items[0].Condition!.Metric.Should().Be("cache_hit_ratio");
    }

    [Fact]
    public async Task Timer_StartedAndStopped_FromTheCard()
    {
        var page = Open();

        await page.FindAll(".dl .btn").First(button => button.TextContent == "Start").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => page.Find(".dl .clk"));
        page.Find(".notes .note").TextContent.Should().Contain("MA on CDN optimization");
        await page.InvokeAsync(() => page.Find(".notes .note button").ClickAsync(new MouseEventArgs()));

        _board.Calls.Should().Equal("timer 4 1", "timer 4 0");
    }

    [Fact]
    public async Task Time_Added_AsPeopleWriteIt()
    {
        var page = Open();

        await page.Find(".time input").ChangeAsync(new ChangeEventArgs { Value = "nonsense" });
        await page.Find(".time").SubmitAsync();
        page.Find(".said.bad").TextContent.Should().Contain("1h 30m");
        await page.Find(".time input").ChangeAsync(new ChangeEventArgs { Value = "1h 30m" });
        await page.Find(".time").SubmitAsync();

        _board.Calls.Should().Equal("time 4 Martina 1.5");
    }

    [Fact]
    public void Links_OfOtherSchemes_AreNoLinks() => Open().FindAll(".dl a").Select(link => link.GetAttribute("href")).Should().Equal("https://example.org/r");

    [Fact]
    public async Task Form_Saved_WritesWhatChangedAlone()
    {
        var page = Open("card=4&edit=1");
        CardEdit? written = null;
        _board.Instead = edit => { written = edit; return null; };

        await page.Find(".edit textarea").ChangeAsync(new ChangeEventArgs { Value = "CDN" });
        await page.Find(".edit .pair input").ChangeAsync(new ChangeEventArgs { Value = "1h 30m" });
        await page.FindAll(".edit .people input")[1].ChangeAsync(new ChangeEventArgs { Value = true });
        await page.FindAll(".edit .links .btn.ico")[1].ClickAsync(new MouseEventArgs());
        await page.Find(".edit").SubmitAsync();

        written!.Should().BeEquivalentTo(new { Title = new Given<string>("CDN"), PlannedHours = new Given<double?>(1.5), Column = (Given<CardColumn>?)null, Priority = (Given<string>?)null, Metric = (Given<MetricCondition?>?)null });
        _board.Find(4).Assignees.Should().Equal("Martina", "Lucas Paz");
        Services.GetRequiredService<NavigationManager>().Uri.Should().EndWith("board?card=4");
        JSInterop.Invocations["sessionStorage.removeItem"].Select(call => call.Arguments[0]).Should().Contain("board-draft:4-title");
    }

    [Fact]
    public async Task Form_WrongFields_SayWhyAndKeepWhatWasTyped()
    {
        var page = Open("card=4&edit=1");

        await page.Find(".edit .pair input").ChangeAsync(new ChangeEventArgs { Value = "-3" });
        await page.Find(".edit").SubmitAsync();
        page.Find(".edit .fault").TextContent.Should().Contain("1h 30m");
        await page.Find(".edit .pair input").ChangeAsync(new ChangeEventArgs { Value = "3" });
        await page.Find(".edit").SubmitAsync();

        page.Find(".edit .fault").TextContent.Should().Contain("javascript:alert(1)");
        _board.Calls.Should().BeEmpty();
        page.Find(".edit .pair input").GetAttribute("value").Should().Be("3");
    }

    [Fact]
    public async Task Conflict_ShowsTheirsAndMine_AndWritesTheChosen()
    {
        var page = Open("card=4&edit=1");
        await page.FindAll(".edit .links .btn.ico")[1].ClickAsync(new MouseEventArgs());
        await page.Find(".edit textarea").ChangeAsync(new ChangeEventArgs { Value = "Mine" });
        await page.Find(".edit select").ChangeAsync(new ChangeEventArgs { Value = "High" });
        await page.InvokeAsync(() => _board.Change(4, card => card with { Title = "Theirs", PlannedHours = 5 }));

        await page.Find(".edit").SubmitAsync();

        _board.Find(4).Title.Should().Be("Theirs", "nothing is overwritten before somebody has chosen");
        page.Find("dialog .theirs .what").TextContent.Should().Be("Theirs");
        page.Find("dialog .mine .what").TextContent.Should().Be("Mine");
        page.FindAll("dialog fieldset").Should().ContainSingle();
        page.Find("dialog").TextContent.Should().Contain("Planned hours");

        await page.Find("dialog .both textarea").ChangeAsync(new ChangeEventArgs { Value = "Theirs and mine" });
        await page.Find("dialog form").SubmitAsync();

        _board.Find(4).Should().BeEquivalentTo(new { Title = "Theirs and mine", Priority = "High", PlannedHours = 5.0 });
        page.FindAll("dialog").Should().BeEmpty();
        Services.GetRequiredService<NavigationManager>().Uri.Should().EndWith("board?card=4", "the form is closed");
    }

    [Fact]
    public async Task Conflict_Left_GoesBackToWhatWasTyped()
    {
        var page = Open("card=4&edit=1");
        await page.FindAll(".edit .links .btn.ico")[1].ClickAsync(new MouseEventArgs());
        await page.Find(".edit textarea").ChangeAsync(new ChangeEventArgs { Value = "Mine" });
        await page.InvokeAsync(() => _board.Change(4, card => card with { Title = "Theirs" }));
        await page.Find(".edit").SubmitAsync();

        await page.Find("dialog [data-cancel]").ClickAsync(new MouseEventArgs());

        page.FindAll("dialog").Should().BeEmpty();
        page.Find(".edit textarea").GetAttribute("value").Should().Be("Mine");
        _board.Find(4).Title.Should().Be("Theirs");
    }

    [Fact]
    public async Task Draft_BroughtBackUponAnOlderCard_IsAskedAndDoesNotOverwrite()
    {
        _board.Change(4, card => card with { Title = "Changed while the page was away", Links = [] });
        var page = Open("card=4&edit=1");

        await page.Find(".edit textarea").ChangeAsync(new ChangeEventArgs { Value = "Typed before" });
        await page.Find(".edit").TriggerEventAsync("onboarddraft", new DraftEventArgs { Field = "4-title", Base = "CDN optimization" });
        await page.Find(".edit").SubmitAsync();

        page.Find("dialog .theirs .what").TextContent.Should().Be("Changed while the page was away");
        page.Find("dialog .mine .what").TextContent.Should().Be("Typed before");
    }

    [Fact]
    public async Task Remove_FromTheMenu_CanBeTakenBack()
    {
        var page = Open();

        await page.FindAll(".panel .menu-list button").First(button => button.TextContent == "Remove the card").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => page.FindAll("[data-card='4']").Should().BeEmpty());
        await page.Find(".undo").ClickAsync(new MouseEventArgs());

        page.WaitForAssertion(() => page.FindAll("[data-card='4']").Should().ContainSingle());
    }

    [Fact]
    public void Checklist_OfFiveHundred_HasOneHandlerAndIsLaidOutAsItScrolls()
    {
        _board.Publish(Card(4, "Long") with { Items = [.. Enumerable.Range(1, 500).Select(id => Item(id, $"item {id}"))] });

        var page = Open();

        page.FindAll(".list.many li").Should().HaveCount(500);
        page.FindAll(".list li").Should().OnlyContain(item => item.Attributes.All(attribute => !attribute.Name.StartsWith("blazor:on", StringComparison.Ordinal)));
    }
}
