using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
using BarberPro.Dashboard.Tests.Access;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetPagesTests : BunitContext
{
    private readonly TargetsDay _day = new();
    private readonly LiveValue<TargetsSnapshot> _targets = new(TargetsSnapshot.Loading);

    public TargetPagesTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        Services.AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddLogging().AddLocalization();
        Services.AddLive(configuration);
        this.AddEverybody("viewer", "member");
        Services.AddSingleton(new LiveValue<DaySnapshot>(TargetsDay.Day));
        Services.AddMetricsRoom();
        Services.RemoveAll<BackfillAtStart>();
        Services.AddTargets();
        Services.AddSingleton(_targets).AddSingleton<ISeriesRegistry>(_day).AddSingleton<IMinuteStore>(_day).AddSingleton<ITargetStore>(_day);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public void Page_BeforeTheFirstJudgement_SaysThatItLoads() =>
        Render<TargetsPage>().Find(".lonely").TextContent.Should().Contain("Reading the day's minutes");

    [Fact]
    public void Page_WithoutPlan_OffersToImportOne()
    {
        _targets.Publish(new TargetsSnapshot(DaySnapshot.WithoutPlan(TargetsDay.Date, TargetsDay.Zone), TargetsDay.Nine, [], 1));

        var page = Render<TargetsPage>();

        page.Find(".lonely").TextContent.Should().Contain("No plan for today");
        page.Find(".lonely a").GetAttribute("href").Should().Be("plans");
    }

    [Fact]
    public async Task Page_FullDay_ShowsVerdictsWithShapeColourAndWord()
    {
        _day.Full.UnionWith([281, 282]);
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        var page = Render<TargetsPage>();

        page.FindAll(".row").Should().HaveCount(9);
        page.FindAll(".sums .v").Select(sum => sum.TextContent).Should().Equal("4met", "1at risk", "1missed", "2not enough data", "1manual");
        var missed = page.Find("#t1");
        missed.ClassList.Should().Contain("missed");
        missed.QuerySelector(".v svg rect").Should().NotBeNull("a missed verdict is a square");
        missed.QuerySelector(".big")!.TextContent.Should().Be("81.0%");
        missed.QuerySelector(".c-v .sub")!.TextContent.Should().Be("since 13:42");
        missed.QuerySelector(".cap")!.TextContent.Should().Contain("298 in").And.Contain("2 out");
        missed.QuerySelector(".cap a")!.GetAttribute("href").Should().Be("metrics/db_connections_ratio?at=13:41");
        missed.QuerySelector("live-heat")!.GetAttribute("limit").Should().Be("0.75");
        page.Find("#t0 .cap a").GetAttribute("href").Should().Be("metrics/http_response_seconds_avg?region=ar&at=09:00");
        page.Find("#t6 .big").TextContent.Should().Be("+8.3%");
        page.Find("#t6 .c-6").TextContent.Should().Contain("6 min").And.Contain("+30 s");
        page.FindAll("u").Should().NotBeEmpty();
    }

    [Fact]
    public async Task Page_Spanish_HasWordsAndNumbersOfThatLanguage()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-AR");
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        var page = Render<TargetsPage>();

        page.Find("h1").TextContent.Should().Be("Objetivos");
        page.Find("#t1 .v").TextContent.Should().Be("cumplido");
        page.Find("#t1 .big").TextContent.Should().Be("45,0%");
        page.Find("#t0 .ttl").TextContent.Should().Be("Respuesta, Argentina");
        page.Find("#t0 .c-n .mid").TextContent.Should().Be("300.000");
    }

    [Fact]
    public async Task Page_Gap_CountsMinutesWithoutData()
    {
        _day.Gaps.UnionWith(Enumerable.Range(100, 26));
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        Render<TargetsPage>().Find("#t5 .cap").TextContent.Should().Contain("274 in").And.Contain("0 out").And.Contain("26 no data");
    }

    [Fact]
    public async Task Row_Opened_ShowsDefinitionEvidenceAndChart_EscapeCloses()
    {
        _day.Full.UnionWith([281, 282]);
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));
        var page = Render<TargetsPage>();

        await page.Find("#t1 .chev").ClickAsync(new MouseEventArgs());

        page.Find("#t1 .chev").GetAttribute("aria-expanded").Should().Be("true");
        page.Find("#t1 .formula").TextContent.Should().Contain("mean_1m(db_connections_ratio)").And.Contain("< 0.75");
        page.FindAll("#t1 .d-worst tbody tr").Should().HaveCount(5);
        page.Find("#t1 .d-worst tbody tr").TextContent.Should().Be("13:4181.0 %6050.0 %");
        page.Find("#t1 live-chart").GetAttribute("target").Should().Be("0.75");
        page.Find("#t1 live-chart").GetAttribute("focus-minute").Should().Be("13:41");

        await page.Find("#t1").KeyDownAsync(new KeyboardEventArgs { Key = "Escape" });
        page.FindAll("#t1 .more").Should().BeEmpty();
    }

    [Fact]
    public async Task Page_FragmentNamesATarget_OpensIt()
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("targets#t4");
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        Render<TargetsPage>().FindAll(".row.open").Should().ContainSingle().Which.Id.Should().Be("t4");
    }

    [Fact]
    public async Task Filter_NotMet_HidesWhatIsMet()
    {
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));
        var page = Render<TargetsPage>();

        await page.FindAll(".seg button")[1].ClickAsync(new MouseEventArgs());

        page.FindAll(".row").Select(row => row.Id).Should().Equal("t2", "t3", "t6", "t8");
        page.FindAll(".seg button")[1].GetAttribute("aria-pressed").Should().Be("true");
    }

    [Fact]
    public async Task Note_Saved_IsKeptWithItsAuthorAndTheFieldCleared()
    {
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));
        var page = Render<TargetsPage>();

        await page.Find("#t1 .chev").ClickAsync(new MouseEventArgs());
        await page.Find("#t1 textarea").InputAsync(new ChangeEventArgs { Value = "Pool <watched>" });
        await page.Find("#t1 .acts .btn").ClickAsync(new MouseEventArgs());

        (await _day.ReadReviewsAsync(7, TargetsDay.Date, Token)).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Target = "t1", By = "Martina", Note = "Pool <watched>" });
        page.WaitForAssertion(() => page.Find("#t1 textarea").GetAttribute("value").Should().BeNullOrEmpty());
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(301), Token));
        page.WaitForAssertion(() => page.Find("#t1 .seen").TextContent.Should().Be("MA"));
        page.Find("#t1 .note").TextContent.Should().StartWith("Pool <watched>Martina, reviewed");
        page.Find("#t1 .c-v .v").TextContent.Should().Be("met");
    }

    [Fact]
    public async Task Copy_PutsTheChecklistAsMarkdownOnTheClipboard()
    {
        JSInterop.SetupVoid("navigator.clipboard.writeText", _ => true).SetVoidResult();
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));
        var page = Render<TargetsPage>();

        await page.Find(".right > .btn").ClickAsync(new MouseEventArgs());

        var text = (string)JSInterop.VerifyInvoke("navigator.clipboard.writeText").Arguments[0]!;
        text.Should().StartWith("## Targets of day 7, judged 2025-09-13 14:00:00 -03:00").And.Contain("| DB connections (worst minute < 75 %) | met since 09:01 | 45.0 % |");
        text.Split('\n').Where(line => line.StartsWith('|')).Should().OnlyContain(line => line.Count(c => c == '|') == 10);
    }

    [Fact]
    public async Task Page_AllSourcesSilent_SaysSinceWhen()
    {
        _day.Gaps.UnionWith(Enumerable.Range(290, 10));
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        var page = Render<TargetsPage>();

        page.Find(".banner").TextContent.Should().Contain("13:50:00");
        page.Find("#t0 .v").TextContent.Should().Be("stale");
        page.Find("#t0 .age").TextContent.Should().Be("10 min old");
    }

    [Fact]
    public async Task Strip_FullDay_IsTwoCardsOfTilesThatLinkToTheirTargets()
    {
        _day.Full.UnionWith([281, 282]);
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        var strip = Render<TargetStrip>();

        strip.FindAll(".half").Should().HaveCount(2);
        strip.FindAll("a.tile").Select(tile => tile.GetAttribute("href")).Should().Equal(Enumerable.Range(0, 9).Select(place => $"targets#t{place}"));
        var missed = strip.FindAll("a.tile")[1];
        missed.ClassList.Should().Contain("missed");
        missed.QuerySelector(".note")!.TextContent.Should().Be("worst minute 13:41");
        missed.QuerySelector(".delta")!.TextContent.Should().Be("+31.0 pts vs Day 6");
        missed.QuerySelector("live-spark")!.GetAttribute("point").Should().Be("13:41");
        strip.FindAll("a.tile")[0].QuerySelector("live-spark")!.GetAttribute("labels").Should().Be("""{"region":"ar"}""");
        strip.FindAll("a.tile")[6].QuerySelector(".delta")!.TextContent.Should().Be("6:30 vs 6:00 min");
    }

    [Fact]
    public async Task Strip_NewJudgement_RendersOnceAndTheSameOneNotAgain()
    {
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));
        var strip = Render<TargetStrip>();
        var renders = strip.RenderCount;
        var next = await _day.JudgeAsync(TimeSpan.FromMinutes(301), Token);

        _targets.Publish(next);
        _targets.Publish(next);

        strip.WaitForAssertion(() => strip.RenderCount.Should().Be(renders + 1));
    }

    [Fact]
    public async Task Count_IsOfThoseThatAreJudged()
    {
        _targets.Publish(await _day.JudgeAsync(TimeSpan.FromMinutes(300), Token));

        Render<TargetCount>().Find("em").TextContent.Should().Be("5/8");
    }
}
