using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class BoardApiTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private BoardStage _stage = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await BoardStage.SetAsync(database);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton<TimeProvider>(_stage.Clock).AddLocalization().AddProblemDetails().AddEverybody();
        builder.Services.AddSingleton(_stage.Editor).AddSingleton(_stage.Keeper).AddSingleton(_stage.Store).AddSingleton(_stage.Get<DayStore>())
            .AddSingleton(_stage.Get<ConditionText>()).AddSingleton(_stage.Get<LiveValue<DaySnapshot>>());
        _app = builder.Build();
        _app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures("en", "es-AR").AddSupportedUICultures("en", "es-AR"));
        _app.MapBoardApi();
        await _app.StartAsync(Token);
        _client = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Board_OfTheDay_HasTheShapeOfTheContract()
    {
        var board = await _client.GetFromJsonAsync<JsonElement>("/api/days/7/board", Token);

        board.GetProperty("day").GetInt32().Should().Be(7);
        board.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("key").GetString()).Should().Equal("morning", "afternoon", "evening");
        var card = board.GetProperty("blocks")[0].GetProperty("cards")[0];
        (card.GetProperty("version").GetInt32(), card.GetProperty("column").GetString(), card.GetProperty("title").GetString(), card.GetProperty("priority").GetString(), card.GetProperty("role").GetString())
            .Should().Be((1, "todo", "Auto-scaling policy", "High", "DevOps Engineer"));
        card.GetProperty("risk").GetString().Should().NotBeEmpty();
        card.GetProperty("rank").GetString().Should().NotBeEmpty();
        card.GetProperty("assignees").GetArrayLength().Should().Be(0);
        card.GetProperty("spentHours").GetDouble().Should().Be(0);
        card.GetProperty("plannedHours").GetDouble().Should().BePositive();
        card.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("id").GetInt64() > 0, item.GetProperty("text").GetString()!.Length > 0, item.GetProperty("done").GetBoolean())).Should().Equal((true, true, false), (true, true, false), (true, true, false));
        board.GetProperty("hours").GetProperty("roles").EnumerateArray().Select(role => role.GetProperty("planned").GetDouble()).Should().Equal(8, 2, 2);
        (await _client.GetAsync("/api/days/99/board", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact(Timeout = 60_000)]
    public async Task Board_OfADayThatIsNotInView_IsReadToo()
    {
        await _stage.ImportAsync(Days.PlanSamples.Small);

        var board = await _client.GetFromJsonAsync<JsonElement>("/api/days/7/board", Token);

        board.GetProperty("blocks").EnumerateArray().Sum(block => block.GetProperty("cards").GetArrayLength()).Should().Be(9);
        board.GetProperty("hours").GetProperty("focusAreas")[0].GetProperty("planned").GetDouble().Should().Be(4);
    }

    [Fact(Timeout = 60_000)]
    public async Task Patch_All_IsSavedAndReadAgain()
    {
        var card = _stage.Card("CDN optimization");

        var answer = await PatchAsync(card.Id, "\"1\"", new
        {
            column = "blocked", blockedReason = "waits for keys", title = "CDN rules", assignees = new[] { "QA Engineer" }, plannedHours = 1.5, priority = "Low", focusArea = "Database performance", settingGroup = "cdn",
            metric = "cache_hit_ratio of region=ar >= 90 % for 10 min", links = new[] { new { title = "runbook", address = "https://example.org/run" } }, block = "evening", afterCardId = (long?)null,
            items = new object[] { new { id = card.Items[1].Id, done = true }, new { text = "New one", condition = new { metric = "db_connections_ratio", comparison = "<", value = 0.75, minutes = 5 } } },
        });

        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        answer.Headers.ETag!.Tag.Should().Be("\"2\"");
        var read = await _client.GetAsync($"/api/cards/{card.Id}", Token);
        read.Headers.ETag!.Tag.Should().Be("\"2\"");
        var now = await read.Content.ReadFromJsonAsync<JsonElement>(Token);
        JsonElement.DeepEquals(now, await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).Should().BeTrue();
        (now.GetProperty("column").GetString(), now.GetProperty("block").GetString(), now.GetProperty("plannedHours").GetDouble()).Should().Be(("blocked", "evening", 1.5));
        now.GetProperty("blockedAt").GetString().Should().Be("2025-09-12T14:00:00-03:00");
        now.GetProperty("metric").GetProperty("text").GetString().Should().Be("CDN cache hits of ar ≥ 90 % for 10 min");
        now.GetProperty("metric").GetProperty("labels").GetProperty("region").GetString().Should().Be("ar");
        now.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("text").GetString(), item.GetProperty("done").GetBoolean())).Should().Equal((card.Items[1].Text, true), ("New one", false));
        now.GetProperty("items")[1].GetProperty("condition").GetProperty("comparison").GetString().Should().Be("<");
    }

    [Fact(Timeout = 60_000)]
    public async Task Patch_WhatWasRead_CanBeSentBack()
    {
        var card = _stage.Card("CDN optimization");
        var read = await _client.GetFromJsonAsync<JsonElement>($"/api/cards/{card.Id}", Token);

        var answer = await PatchAsync(card.Id, "\"1\"", new { items = read.GetProperty("items"), metric = read.GetProperty("metric") });

        answer.StatusCode.Should().Be(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Token));
        answer.Headers.ETag!.Tag.Should().Be("\"1\"", "nothing changed");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(null, 428, "If-Match")]
    [InlineData("\"one\"", 400, "If-Match")]
    [InlineData("1", 400, "If-Match")]
    [InlineData("*", 400, "If-Match")]
    [InlineData("W/\"1\"", 400, "If-Match")]
    [InlineData("\"7\"", 412, "current")]
    [InlineData("\"99999999999\"", 400, "If-Match")]
    public async Task Patch_WithoutTheVersion_IsRefused(string? version, int status, string named)
    {
        var card = _stage.Card("CDN optimization");

        var answer = await PatchAsync(card.Id, version, new { title = "x" });

        ((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType).Should().Be((status, "application/problem+json"));
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain($"\"{named}\"");
        _stage.Card("CDN optimization").Version.Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Patch_StaleVersion_CarriesTheCurrentCardInTheReadersLanguage()
    {
        var card = await _stage.ChangeAsync(_stage.Card("CDN optimization"), new CardEdit { Column = CardColumn.Doing });

        var answer = await PatchAsync(card.Id, "\"1\"", new { title = "stale" }, "es-AR");

        answer.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        answer.Headers.ETag!.Tag.Should().Be("\"2\"");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        problem.GetProperty("title").GetString().Should().Be("Alguien cambió la tarjeta mientras tanto.");
        (problem.GetProperty("current").GetProperty("column").GetString(), problem.GetProperty("current").GetProperty("version").GetInt32()).Should().Be(("doing", 2));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"column":"nowhere"}""", "column")]
    [InlineData("""{"column":3}""", "column")]
    [InlineData("""{"columns":"done"}""", "columns")]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"title":["x"]}""", "title")]
    [InlineData("""{"plannedHours":"2"}""", "plannedHours")]
    [InlineData("""{"plannedHours":-2}""", "plannedHours")]
    [InlineData("""{"plannedHours":1e999}""", "plannedHours")]
    [InlineData("""{"assignees":"MG"}""", "assignees")]
    [InlineData("""{"assignees":["QA Engineer",7]}""", "assignees[1]")]
    [InlineData("""{"assignees":["Nobody Known"]}""", "assignees[0]")]
    [InlineData("""{"afterCardId":"top"}""", "afterCardId")]
    [InlineData("""{"block":"night"}""", "block")]
    [InlineData("""{"items":[{"text":"x","colour":"red"}]}""", "items[0].colour")]
    [InlineData("""{"items":["x"]}""", "items[0]")]
    [InlineData("""{"items":[{"text":"x","done":"yes"}]}""", "items[0].done")]
    [InlineData("""{"items":[],"changedItems":[{"id":1,"done":true}]}""", "changedItems")]
    [InlineData("""{"metric":"no such metric > 3"}""", "metric")]
    [InlineData("""{"metric":{"metric":"cache_hit_ratio","comparison":"~","value":1,"minutes":1}}""", "metric.comparison")]
    [InlineData("""{"metric":{"metric":"cache_hit_ratio","comparison":">","minutes":1}}""", "metric.value")]
    [InlineData("""{"links":[{"title":"x","address":"javascript:alert(1)"}]}""", "links[0].address")]
    [InlineData("""[1]""", "body")]
    [InlineData("""{"title":"a","title":"b"}""", "body")]
    [InlineData("""{"title":"\ud800"}""", "body")]
    [InlineData("""nonsense""", "body")]
    public async Task Patch_Malformed_IsRefusedNamingTheFieldWhateverTheVersion(string body, string field)
    {
        var answer = await SendAsync(HttpMethod.Patch, $"/api/cards/{_stage.Card("CDN optimization").Id}", "\"9999\"", body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue(await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Calls_OfACardsLife_DoAllThatThePageDoes()
    {
        var added = await SendAsync(HttpMethod.Post, "/api/days/7/cards", null, """{"block":"morning","title":"Warm the cache"}""");
        added.StatusCode.Should().Be(HttpStatusCode.Created);
        var id = (await added.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("card").GetProperty("id").GetInt64();
        added.Headers.Location!.ToString().Should().Be($"/api/cards/{id}");

        (await SendAsync(HttpMethod.Post, $"/api/cards/{id}/comments", null, """{"text":"**go**"}""")).StatusCode.Should().Be(HttpStatusCode.OK);
        var comment = (await _client.GetFromJsonAsync<JsonElement>($"/api/cards/{id}/comments", Token))[0];
        (comment.GetProperty("text").GetString(), comment.GetProperty("at").GetString()).Should().Be(("**go**", "2025-09-12T14:00:00-03:00"));

        (await SendAsync(HttpMethod.Post, $"/api/cards/{id}/timer", null, "")).StatusCode.Should().Be(HttpStatusCode.OK);
        _stage.Clock.Advance(TimeSpan.FromMinutes(30));
        (await SendAsync(HttpMethod.Delete, "/api/timer", null, "")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, "/api/timer", null, "")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var time = await SendAsync(HttpMethod.Post, $"/api/cards/{id}/time", null, """{"hours":0.25}""");
        (await time.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("card").GetProperty("spentHours").GetDouble().Should().Be(0.75);

        var carried = await SendAsync(HttpMethod.Post, $"/api/cards/{id}/carry", "\"1\"", """{"toBlock":"afternoon","reason":"later"}""");
        var change = (await carried.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("change").GetInt64();
        (await SendAsync(HttpMethod.Post, $"/api/cards/{id}/carry", "\"1\"", """{"toBlock":"evening"}""")).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Post, $"/api/cards/{id}/carry", null, """{"toBlock":"evening"}""")).StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        var undone = await SendAsync(HttpMethod.Post, $"/api/card-changes/{change}/undo", null, "");
        (await undone.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("card").GetProperty("block").GetString().Should().Be("morning");

        (await _client.GetFromJsonAsync<JsonElement>($"/api/cards/{id}/history", Token)).EnumerateArray().Select(entry => entry.GetProperty("field").GetString()).Should().Contain(["added", "timer", "time", "carried"]);
        (await SendAsync(HttpMethod.Delete, $"/api/cards/{id}", "\"1\"", "")).StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Delete, $"/api/cards/{id}", "\"3\"", "")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.GetAsync($"/api/cards/{id}", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("POST", "/api/cards/{0}/comments", """{"text":""}""", "text")]
    [InlineData("POST", "/api/cards/{0}/comments", """{"words":"x"}""", "words")]
    [InlineData("POST", "/api/cards/{0}/time", """{"hours":-1}""", "hours")]
    [InlineData("POST", "/api/cards/{0}/time", """{"hours":1,"person":"Nobody Known"}""", "person")]
    [InlineData("POST", "/api/cards/{0}/carry", """{"toBlock":null}""", "reason")]
    [InlineData("POST", "/api/cards/{0}/carry", """{"toBlock":"morning"}""", "toBlock")]
    [InlineData("POST", "/api/days/7/cards", """{"title":"x"}""", "block")]
    [InlineData("POST", "/api/days/7/cards", """{"block":"morning","title":"x","version":1}""", "version")]
    public async Task Calls_Malformed_AreRefusedNamingTheField(string method, string path, string body, string field)
    {
        var answer = await SendAsync(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, path, _stage.Card("CDN optimization").Id), "\"1\"", body);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue(await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact(Timeout = 60_000)]
    public async Task Calls_OnWhatIsNotThere_AreNotFoundAndAClosedDayConflicts()
    {
        (await PatchAsync(999_999, "\"1\"", new { title = "x" })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _client.GetAsync("/api/cards/999999/history", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Post, "/api/card-changes/999999/undo", null, "")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Post, "/api/days/99/cards", null, """{"block":"morning","title":"x"}""")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        await _stage.ExecuteAsync("update day set closed_at = now()");
        var closed = await PatchAsync(_stage.Card("CDN optimization").Id, "\"1\"", new { title = "x" });
        (closed.StatusCode, (await closed.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("field").GetString()).Should().Be((HttpStatusCode.Conflict, "day"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Api_OfTheProgram_DescribesTheBoardsCalls()
    {
        await using var host = await AccessHost.StartAsync(database, Token);
        using var client = host.NewClient();

        var description = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);

        var card = description.GetProperty("paths").GetProperty("/api/cards/{id}");
        card.GetProperty("patch").GetProperty("responses").EnumerateObject().Select(response => response.Name).Should().Contain(["200", "400", "404", "409", "412", "428"]);
        card.GetProperty("patch").GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _).Should().BeTrue();
        description.GetProperty("paths").TryGetProperty("/api/days/{number}/board", out _).Should().BeTrue();
    }

    private async Task<HttpResponseMessage> PatchAsync(long id, string? version, object body, string language = "en") => await SendAsync(HttpMethod.Patch, $"/api/cards/{id}", version, JsonSerializer.Serialize(body), language);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? version, string body, string language = "en")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await _client.SendAsync(request, Token);
    }
}
