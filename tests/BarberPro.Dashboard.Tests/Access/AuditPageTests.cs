using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Data;
using Bunit;
using Dapper;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class AuditPageTests(DatabaseServer server) : BunitContext, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly LiveValue<AuditState> _state = new(AuditState.Unknown);
    private AuditStage _stage = null!;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        _stage = await AuditStage.SetAsync(server);
        Services.AddSingleton<TimeProvider>(_stage.Clock).AddSingleton(_stage.DataSource).AddLogging();
        Services.AddAudit(new ConfigurationBuilder().Build());
        Services.AddSingleton(_state);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_Entries_ShowWhenWhoWhatAndTheDifference()
    {
        await _stage.RecordAsync(1);
        await _stage.Log.RecordAsync(new AuditEvent { Actor = Actor.Stranger("192.0.2.9"), Action = "signin.refused", Subject = "<b>admin</b>", Result = AuditResult.Refused }, Token);

        var page = Render<AuditPage>();
        page.WaitForAssertion(() => page.FindAll("section > table > tbody").Should().HaveCount(2), Limit);

        var refused = page.FindAll("section > table > tbody")[0];
        refused.QuerySelector(".when")!.TextContent.Should().Be("12 Sep 14:32:05");
        refused.TextContent.Should().Contain("someone not signed in").And.Contain("192.0.2.9").And.Contain("signin.refused").And.Contain("<b>admin</b>");
        refused.QuerySelector(".v.risk svg path").Should().NotBeNull("refused is a triangle");
        page.FindAll(".more button")[1].Click();
        page.FindAll(".more button")[1].GetAttribute("aria-expanded").Should().Be("true");
        page.FindAll(".detail tbody tr").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))).Should().Equal("day|6|7", "name|–|Día «7»");
        page.FindAll(".more button")[1].Click();
        page.FindAll(".detail").Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_Filters_AreInTheAddressAndChooseEntries()
    {
        await _stage.RecordAsync(2);
        await _stage.Log.RecordAsync(new AuditEvent { Actor = Actor.Itself, Action = "person.locked", Result = AuditResult.Failed }, Token);
        var navigation = Services.GetRequiredService<NavigationManager>();

        var page = Render<AuditPage>();
        page.WaitForAssertion(() => page.FindAll("section > table > tbody").Should().HaveCount(3), Limit);
        page.Find("input[name=action]").Change("person");
        page.Find("select[name=result]").Change("failed");
        page.Find("input[name=from]").Change("2025-09-12T14:00");
        await page.Find("form").SubmitAsync();

        navigation.Uri.Should().EndWith("/audit?from=2025-09-12T14%3A00&action=person&result=failed");
        page.WaitForAssertion(() => page.FindAll("section > table > tbody").Should().ContainSingle().Which.TextContent.Should().Contain("the dashboard itself").And.Contain("failed"), Limit);
        page.Find(".csv").GetAttribute("href").Should().Be("api/audit.csv?from=2025-09-12T14%3A00%3A00.0000000-03%3A00&action=person&result=failed");
        navigation.NavigateTo("audit?from=tomorrow");
        page.WaitForAssertion(() => page.Find(".note.risk").TextContent.Should().Contain("These filters cannot be used"), Limit);
        navigation.NavigateTo("audit?text=nowhere");
        page.WaitForAssertion(() => page.Find(".say").TextContent.Should().Be("No entry fits these filters."), Limit);
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_ManyEntries_AreInPages()
    {
        await _stage.RecordAsync(101);
        var navigation = Services.GetRequiredService<NavigationManager>();

        var page = Render<AuditPage>();
        page.WaitForAssertion(() => page.Find(".pages span").TextContent.Should().Be("Entries 101 to 2"), Limit);
        page.Find(".pages a").GetAttribute("href").Should().Be("audit?before=2");
        navigation.NavigateTo("audit?before=2");

        page.WaitForAssertion(() => page.Find(".pages span").TextContent.Should().Be("Entries 1 to 1"), Limit);
        page.FindAll(".pages a").Should().ContainSingle().Which.TextContent.Should().Be("Newest");
    }

    [Fact(Timeout = 60_000)]
    public async Task Page_NothingRecordedThenTheDatabaseFails_SaysSo()
    {
        var page = Render<AuditPage>();
        page.WaitForAssertion(() => page.Find(".say").TextContent.Should().Be("Nothing has been recorded yet."), Limit);

        await ExecuteAsync("alter table audit rename to gone");
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => page.Find(".note.missed").TextContent.Should().Contain("The audit could not be read."), Limit);

        await ExecuteAsync("alter table gone rename to audit");
        await _stage.RecordAsync(1);
        page.Find(".note.missed button").Click();
        page.WaitForAssertion(() => page.FindAll("section > table > tbody").Should().ContainSingle(), Limit);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("en", "chain whole, checked 2 min ago; head anchored 14:32:05 ART", "The chain is broken. The content of entry 3 was changed.")]
    [InlineData("es-AR", "cadena íntegra, revisada hace 2 min; cabeza anclada a las 14:32:05 ART", "La cadena está rota. El contenido de la entrada 3 fue modificado.")]
    public void StateLine_WholeOrBroken_SaysSoWithShapeAndWord(string language, string whole, string broken)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var now = _stage.Clock.GetUtcNow();
        var line = Render<AuditStateLine>();
        line.Find(".v.unknown").Should().NotBeNull();

        _state.Publish(new AuditState(now.AddMinutes(-2), 5, null, new AuditAnchor(1, now, 5, AuditAnchor.NoLine, AuditAnchor.NoLine), null, null));
        line.WaitForAssertion(() => line.Find(".v.met").TextContent.Should().Be(whole), Limit);
        _state.Publish(_state.Current with { Fault = new AuditFault(AuditFaultKind.ContentChanged, 3, 0) });
        line.WaitForAssertion(() => line.Find(".v.missed").TextContent.Should().Be(broken), Limit);
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"c":"x","d":[1]}}""", """{"a":1,"b":{"c":"y","d":[1,2]},"e":null}""", "b.c:x→y", "b.d:[1]→[1,2]", "e:→null")]
    [InlineData(null, "\"new\"", ":→new")]
    [InlineData("{\"a\":1}", null, "a:1→")]
    [InlineData("not json", "{}", ":not json→")]
    [InlineData(null, null)]
    public void Difference_OfTwoValues_TellsWhatDiffers(string? before, string? after, params string[] expected) =>
        AuditDifference.Of(before, after).Select(difference => $"{difference.Path}:{difference.Before}→{difference.After}").Should().Equal(expected);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _stage.DataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(sql);
    }
}
