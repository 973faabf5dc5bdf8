using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Xunit;
using TestContext = Xunit.TestContext;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class PlanImportPageTests(Database database) : IClassFixture<Database>
{
    [Fact(Timeout = 30_000)]
    public async Task File_Dropped_ShowsCountsAndChangesThenImports()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var context = Context(stage);
        var page = context.Render<PlanImportPage>();
        page.Markup.Should().Contain("Nothing to show yet").And.Contain("no plan for today");
        page.FindAll(".btn.primary").Should().BeEmpty();

        Drop(page, PlanSamples.Garbled(PlanSamples.Shipped));

        await page.WaitForAssertionAsync(() => page.Find(".btn.primary").TextContent.Should().Be("Import Day 7"));
        page.FindAll(".counts dd").Select(count => count.TextContent).Should().Equal("4", "3", "9", "27", "3", "8", "3", "3", "6");
        page.Markup.Should().Contain("Repaired: 2 places");
        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Should().BeEmpty("it was only looked at");

        await page.Find(".btn.primary").ClickAsync();

        await page.WaitForAssertionAsync(() => page.Markup.Should().Contain("Day 7 is imported."));
        page.FindAll(".btn.primary").Should().BeEmpty();
        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Should().ContainSingle();
    }

    [Fact(Timeout = 30_000)]
    public async Task Text_WithFaults_NamesEachWithItsLineAndOffersNoImport()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var context = Context(stage);
        var page = context.Render<PlanImportPage>();

        Type(context, PlanSamples.Small.Replace("9 AM - 1 PM", "9 AM - 8 AM", StringComparison.Ordinal));
        await page.Find("button.btn").ClickAsync();

        await page.WaitForAssertionAsync(() => page.Find(".lines li").TextContent.Should().Contain("line 8").And.Contain("ends before it starts"));
        page.FindAll(".btn.primary").Should().BeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Text_SameAsStored_SaysThatNothingWouldChange()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await using var context = Context(stage);
        var page = context.Render<PlanImportPage>();

        Type(context, PlanSamples.Small);
        await page.Find("button.btn").ClickAsync();

        await page.WaitForAssertionAsync(() => page.Markup.Should().Contain("nothing would change"));
        page.FindAll(".btn.primary").Should().BeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Text_ChangedAfterTheCheck_IsShownAgainInsteadOfImported()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var context = Context(stage);
        var page = context.Render<PlanImportPage>();
        var field = Type(context, PlanSamples.Small);
        await page.Find("button.btn").ClickAsync();
        await page.WaitForAssertionAsync(() => page.Find(".btn.primary"));

        field.Text = PlanSamples.Small.Replace("Ship it", "Ship it twice", StringComparison.Ordinal);
        await page.Find(".btn.primary").ClickAsync();

        await page.WaitForAssertionAsync(() => page.Markup.Should().Contain("has changed since it was checked").And.Contain("Ship it twice"));
        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Database_Away_SaysSoAndKeepsWhatWasRead()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var context = Context(stage);
        var page = context.Render<PlanImportPage>();
        Drop(page, PlanSamples.Small);
        await page.WaitForAssertionAsync(() => page.Find(".btn.primary"));
        await stage.ExecuteAsync("alter table day rename to day_away");

        await page.Find(".btn.primary").ClickAsync();

        await page.WaitForAssertionAsync(() => page.Markup.Should().Contain("the database does not answer"));
        page.FindAll(".counts dd").Should().HaveCount(9);
        await stage.ExecuteAsync("alter table day_away rename to day");
        await page.Find(".btn.primary").ClickAsync();
        await page.WaitForAssertionAsync(() => page.Markup.Should().Contain("Day 12 is imported."));
    }

    private static BunitContext Context(DayStage stage)
    {
        var context = new BunitContext();
        context.Services.AddLocalization();
        context.AddEverybody("lead");
        context.Services.AddSingleton(stage.Live);
        context.Services.AddSingleton(new DayPlans(stage.Plans, stage.Calendar, new Everybody.Notes(), Microsoft.Extensions.Options.Options.Create(stage.Options)));
        context.SetRendererInfo(new Microsoft.AspNetCore.Components.RendererInfo("Server", isInteractive: true));
        return context;
    }

    private static void Drop(IRenderedComponent<PlanImportPage> page, string text) =>
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(text, "day.md"));

    private static Field Type(BunitContext context, string text)
    {
        var field = new Field { Text = text };
        context.JSInterop.SetupModule("./plan-text.js").Setup<IJSStreamReference>("read", _ => true).SetResult(field);
        return field;
    }

    private sealed class Field : IJSStreamReference
    {
        public string Text { get; set; } = "";

        public long Length => Bytes.Length;

        private byte[] Bytes => System.Text.Encoding.UTF8.GetBytes(Text);

        public ValueTask<Stream> OpenReadStreamAsync(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => ValueTask.FromResult<Stream>(new MemoryStream(Bytes));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
