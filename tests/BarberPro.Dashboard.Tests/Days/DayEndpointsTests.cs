using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class DayEndpointsTests(Database database) : IClassFixture<Database>
{
    [Fact(Timeout = 60_000)]
    public async Task Day_WithAPlan_HasTheContractsShape()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        var day = await client.GetFromJsonAsync<JsonElement>("/api/day", TestContext.Current.CancellationToken);

        day.GetProperty("number").GetInt32().Should().Be(12);
        day.GetProperty("date").GetString().Should().Be("2025-11-03");
        day.GetProperty("zone").GetString().Should().Be("America/Argentina/Buenos_Aires");
        day.GetProperty("now").GetString().Should().Be("2025-11-03T10:00:00-03:00");
        day.GetProperty("programVersion").GetString().Should().NotBeEmpty();
        day.TryGetProperty("offer", out _).Should().BeFalse();
        var block = day.GetProperty("blocks")[0];
        (block.GetProperty("key").GetString(), block.GetProperty("title").GetString(), block.GetProperty("start").GetString(), block.GetProperty("end").GetString(), block.GetProperty("state").GetString())
            .Should().Be(("morning", "Only block", "2025-11-03T09:00:00-03:00", "2025-11-03T13:00:00-03:00", "now"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Day_WithoutAPlan_HasNoNumberAndOffersAnImport()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        var day = await client.GetFromJsonAsync<JsonElement>("/api/day", TestContext.Current.CancellationToken);

        day.GetProperty("number").ValueKind.Should().Be(JsonValueKind.Null);
        day.GetProperty("blocks").GetArrayLength().Should().Be(0);
        day.GetProperty("offer").GetProperty("page").GetString().Should().Be("/plans");
    }

    [Fact(Timeout = 60_000)]
    public async Task Plans_DryRunThenImport_SayWhatChangesAndMakeTheDayCurrent()
    {
        using var stage = await DayStage.SetAsync(database, "2025-09-12 10:00", TestContext.Current.CancellationToken);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        var look = await PostAsync(client, "/api/plans?dryRun=true", PlanSamples.Received);
        look.StatusCode.Should().Be(HttpStatusCode.OK);
        var answer = await look.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        answer.GetProperty("understood").EnumerateObject().Select(count => (count.Name, count.Value.GetInt32())).Should().Equal(
            ("focusAreas", 4), ("blocks", 3), ("cards", 9), ("items", 27), ("people", 3), ("risks", 3), ("rollbackProcedures", 3), ("targets", 8), ("handoffItems", 6));
        answer.GetProperty("repaired")[0].GetProperty("line").GetInt32().Should().Be(14);
        answer.GetProperty("changes").GetArrayLength().Should().BeGreaterThan(0);
        (await client.GetAsync("/api/days/7", TestContext.Current.CancellationToken)).StatusCode.Should().Be(HttpStatusCode.NotFound);

        var import = await PostAsync(client, "/api/plans", PlanSamples.Received);
        (import.StatusCode, import.Headers.Location?.ToString()).Should().Be((HttpStatusCode.Created, "/api/days/7"));
        (await client.GetFromJsonAsync<JsonElement>("/api/day", TestContext.Current.CancellationToken)).GetProperty("number").GetInt32().Should().Be(7);

        var again = await PostAsync(client, "/api/plans", PlanSamples.Received);
        again.StatusCode.Should().Be(HttpStatusCode.OK);
        (await again.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("changes").GetArrayLength().Should().Be(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Days_Plan_IsReadAsStored()
    {
        using var stage = await DayStage.SetAsync(database, "2025-09-12 10:00", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Shipped);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        var plan = await client.GetAsync("/api/days/7/plan", TestContext.Current.CancellationToken);
        plan.Content.Headers.ContentType!.ToString().Should().Be("text/markdown; charset=utf-8");
        (await plan.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be(PlanSamples.Shipped);

        (await client.GetFromJsonAsync<JsonElement>("/api/days", TestContext.Current.CancellationToken))[0].GetProperty("inView").GetBoolean().Should().BeTrue();
        (await client.GetFromJsonAsync<JsonElement>("/api/days/7", TestContext.Current.CancellationToken)).GetProperty("plan").GetProperty("people").GetArrayLength().Should().Be(3);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "text/markdown", 422, "empty", 1)]
    [InlineData("# Day 8\n\n**Date:** 2025-02-30", "text/markdown", 422, "badDate", 3)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Tasks\n### A (09:00-12:00)\n### B (11:00-13:00)", "text/plain", 422, "overlappingBlocks", 5)]
    [InlineData("# Day 8", "application/json", 415, null, 0)]
    public async Task Plans_Malformed_AreRefusedWithLineAndField(string body, string type, int status, string? kind, int line)
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        var response = await PostAsync(client, "/api/plans?dryRun=true", body, type);

        ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType).Should().Be((status, "application/problem+json"));
        if (kind is not null)
        {
            var error = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("errors")[0];
            (error.GetProperty("kind").GetString(), error.GetProperty("line").GetInt32()).Should().Be((kind, line));
            error.GetProperty("field").GetString().Should().NotBeEmpty();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Plans_LargerThanTheLimit_AreRefusedUnread()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await using var app = await StartAsync(stage);
        using var client = app.GetTestClient();

        (await PostAsync(client, "/api/plans", "# Day 8\n" + new string('x', PlanImporter.LargestPlan))).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, string body, string type = "text/markdown")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await client.PostAsync(new Uri(address, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    /// <summary>The room alone, on the stage's database and clock.</summary>
    private async Task<WebApplication> StartAsync(DayStage stage)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection([new("Sandbox:Enabled", "false"), new("Operations:Plans", stage.Options.Plans)]);
        builder.Services.AddSingleton<TimeProvider>(stage.Clock);
        builder.Services.AddSingleton(database.DataSource);
        builder.Services.AddLive(builder.Configuration).AddDays().AddProblemDetails().AddEverybody();
        var app = builder.Build();
        app.MapDays();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
