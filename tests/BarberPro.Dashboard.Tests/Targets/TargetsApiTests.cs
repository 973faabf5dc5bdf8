using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetsApiTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private readonly TargetsDay _platform = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(TargetsDay.Nine.AddMinutes(300)));
        builder.Services.AddSingleton(database.DataSource).AddSingleton<DayStore>();
        builder.Services.AddSingleton(new LiveValue<DaySnapshot>(TargetsDay.Day));
        builder.Services.AddLive(builder.Configuration).AddLocalization().AddProblemDetails().AddEverybody();
        builder.Services.AddMetricsRoom();
        builder.Services.RemoveAll<BackfillAtStart>();
        builder.Services.AddTargets();
        builder.Services.AddSingleton<ISeriesRegistry>(_platform).AddSingleton<IMinuteStore>(_platform);
        // Only what answers is under test; no source is asked and no frame is made.
        foreach (var service in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)).ToList())
        {
            builder.Services.Remove(service);
        }

        _app = builder.Build();
        _app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures(Cultures.Names).AddSupportedUICultures(Cultures.Names));
        _app.MapTargets();
        await _app.StartAsync(Token);
        _client = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Targets_DayInView_HaveTheShapeOfTheContract()
    {
        var targets = await _client.GetFromJsonAsync<JsonElement>("/api/days/7/targets", Token);

        targets.GetArrayLength().Should().Be(9);
        var response = targets[0];
        response.GetProperty("key").GetString().Should().Be("t0");
        response.GetProperty("title").GetString().Should().Be("Response, Argentina");
        response.GetProperty("verdict").GetString().Should().Be("met");
        response.GetProperty("value").GetDouble().Should().BeApproximately(0.1, 1e-9);
        response.GetProperty("threshold").GetDouble().Should().Be(0.15);
        response.GetProperty("comparison").GetString().Should().Be("<");
        response.GetProperty("unit").GetString().Should().Be("s");
        response.GetProperty("statistic").GetString().Should().Be("mean");
        response.GetProperty("samples").GetInt64().Should().Be(300_000);
        response.GetProperty("since").GetString().Should().Be("2025-09-13T09:01:00-03:00");
        response.GetProperty("series").GetInt32().Should().BePositive();
        response.GetProperty("lastFiveMinutes").GetProperty("inside").GetBoolean().Should().BeTrue();
        response.GetProperty("projection").GetProperty("at").GetString().Should().Be("2025-09-13T20:00:00-03:00");
        var evidence = response.GetProperty("evidence");
        evidence.GetProperty("worstMinute").GetString().Should().Be("2025-09-13T09:00:00-03:00");
        (evidence.GetProperty("minutesInside").GetInt32() + evidence.GetProperty("minutesOutside").GetInt32() + evidence.GetProperty("minutesWithoutData").GetInt32()).Should().Be(300);
        targets[8].GetProperty("verdict").GetString().Should().Be("manual");
        targets[8].GetProperty("value").ValueKind.Should().Be(JsonValueKind.Null);
        targets[2].GetProperty("evidence").GetProperty("worstMinute").ValueKind.Should().Be(JsonValueKind.Null);
    }

    [Fact(Timeout = 60_000)]
    public async Task Targets_UnknownDay_IsNamed()
    {
        var answer = await _client.GetAsync("/api/days/99/targets", Token);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("There is no day 99").And.Contain("\"field\":\"number\"");
    }

    [Fact(Timeout = 60_000)]
    public async Task Review_PostedAndDeleted_ShowsAndChangesNoVerdict()
    {
        var posted = await _client.PostAsJsonAsync("/api/days/7/targets/t1/review", new { by = "Martina Gómez", note = "Pool watched" }, Token);
        posted.StatusCode.Should().Be(HttpStatusCode.OK);
        var after = (await _client.GetFromJsonAsync<JsonElement>("/api/days/7/targets", Token))[1];
        after.GetProperty("reviewed").GetBoolean().Should().BeTrue();
        after.GetProperty("reviews")[0].GetProperty("note").GetString().Should().Be("Pool watched");
        after.GetProperty("reviews")[0].GetProperty("at").GetString().Should().Be("2025-09-13T14:00:00-03:00");
        after.GetProperty("verdict").GetString().Should().Be("met");

        (await _client.DeleteAsync("/api/days/7/targets/t1/review", Token)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await _client.DeleteAsync("/api/days/7/targets/t1/review", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _client.GetFromJsonAsync<JsonElement>("/api/days/7/targets", Token))[1].GetProperty("reviewed").GetBoolean().Should().BeFalse();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("MG", "x", 10_001, "note")]
    [InlineData("M\0G", "x", 1, "by")]
    public async Task Review_Faulty_NamesTheField(string by, string letter, int length, string field)
    {
        var answer = await _client.PostAsJsonAsync("/api/days/7/targets/t1/review", new { by, note = string.Concat(Enumerable.Repeat(letter, length)) }, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Review_LongestNote_IsTaken() =>
        (await _client.PostAsJsonAsync("/api/days/7/targets/t3/review", new { by = "MG", note = new string('x', 10_000) }, Token)).StatusCode.Should().Be(HttpStatusCode.OK);

    [Fact(Timeout = 60_000)]
    public async Task Review_UnknownTarget_IsNamedInTheReadersLanguage()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/days/7/targets/nope/review") { Content = JsonContent.Create(new { by = "MG" }) };
        request.Headers.Add("Accept-Language", "es-AR");
        var answer = await _client.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("title").GetString().Should().Be("No hay un objetivo \"nope\" en el día 7.");
    }
}
