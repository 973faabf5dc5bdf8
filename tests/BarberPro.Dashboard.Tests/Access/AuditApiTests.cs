using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Ui;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class AuditApiTests(DatabaseServer server) : IAsyncLifetime
{
    private AuditStage _stage = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stage = await AuditStage.SetAsync(server);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Access:Audit:AnchorFile", _stage.File.Path)]);
        builder.Services.AddSingleton<TimeProvider>(_stage.Clock).AddSingleton(_stage.DataSource).AddProblemDetails();
        builder.Services.AddEverybody();
        builder.Services.AddAudit(builder.Configuration);
        foreach (var service in builder.Services.Where(service => service.ServiceType == typeof(IHostedService)).ToList())
        {
            builder.Services.Remove(service);
        }

        _app = builder.Build();
        _app.UseExceptionHandler();
        _app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures(Cultures.Names).AddSupportedUICultures(Cultures.Names));
        _app.MapAudit();
        _app.MapPost("/deed", async (IAudit audit) => await audit.RecordAsync(AuditStage.Event("change.applied"), CancellationToken.None));
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
    public async Task Audit_Entries_AreInPagesTheNewestFirst()
    {
        await _stage.RecordAsync(5);

        var first = await _client.GetFromJsonAsync<JsonElement>("/api/audit?limit=2", Token);
        var rest = await _client.GetFromJsonAsync<JsonElement>($"/api/audit?limit=3&before={first.GetProperty("next").GetInt64()}", Token);

        Seqs(first).Should().Equal(5, 4);
        Seqs(rest).Should().Equal(3, 2, 1);
        rest.GetProperty("next").ValueKind.Should().Be(JsonValueKind.Null);
        var entry = first.GetProperty("entries")[0];
        entry.GetProperty("at").GetString().Should().Be("2025-09-12T14:32:05.123456-03:00");
        entry.GetProperty("actor").GetRawText().Should().Be("""{"kind":"person","id":"7","name":"Martina Gómez","address":"192.0.2.7"}""");
        (entry.GetProperty("action").GetString(), entry.GetProperty("subject").GetString(), entry.GetProperty("result").GetString()).Should().Be(("plan.imported", "4", "done"));
        entry.GetProperty("before").GetProperty("day").GetInt32().Should().Be(6);
        entry.GetProperty("after").GetProperty("name").GetString().Should().Be("Día «7»");
        entry.GetProperty("previousHash").GetString().Should().Be(first.GetProperty("entries")[1].GetProperty("hash").GetString()).And.HaveLength(64);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("action=signin", 2)]
    [InlineData("action=signin.refused", 2)]
    [InlineData("action=sign")]
    [InlineData("actor=gómez", 3, 1)]
    [InlineData("actor=stranger", 2)]
    [InlineData("actor=7", 3, 1)]
    [InlineData("result=refused", 2)]
    [InlineData("result=done&action=plan", 3, 1)]
    [InlineData("text=«7»", 3, 1)]
    [InlineData("text=100%25")]
    [InlineData("from=2025-09-12T14:33:00-03:00", 3, 2)]
    [InlineData("from=2025-09-12T17:33:00Z&to=2025-09-12T14:34:00-03:00", 2)]
    [InlineData("before=3", 2, 1)]
    public async Task Audit_Filters_ChooseEntries(string query, params int[] seqs)
    {
        await _stage.RecordAsync(1);
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await _stage.Log.RecordAsync(new AuditEvent { Actor = Actor.Stranger("192.0.2.9"), Action = "signin.refused", Subject = "admin", Result = AuditResult.Refused }, Token);
        _stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await _stage.RecordAsync(1);

        Seqs(await _client.GetFromJsonAsync<JsonElement>($"/api/audit?{query}", Token)).Should().Equal(seqs.Select(seq => (long)seq));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("from", "yesterday")]
    [InlineData("from", "2025-09-12T14:33:00")]
    [InlineData("to", "2025-09-12")]
    [InlineData("result", "1")]
    [InlineData("result", "Done")]
    [InlineData("before", "0")]
    [InlineData("before", "-1")]
    [InlineData("limit", "501")]
    [InlineData("limit", "ten")]
    [InlineData("action", "%00")]
    public async Task Audit_BadParameter_NamesTheField(string field, string value)
    {
        var answer = await _client.GetAsync($"/api/audit?{field}={value}", Token);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Csv_Export_IsRecordedAndSafeInASpreadsheet()
    {
        await _stage.Log.RecordAsync(new AuditEvent { Actor = Actor.Stranger("192.0.2.9"), Action = "signin.refused", Subject = "=cmd(\"x\")", Result = AuditResult.Refused }, Token);

        var answer = await _client.GetAsync("/api/audit.csv?action=signin", Token);

        answer.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8");
        var lines = (await answer.Content.ReadAsStringAsync(Token)).Split("\r\n");
        lines[0].Should().Be("seq,at,actorKind,actorId,actorName,actorAddress,action,subject,before,after,result,hash,previousHash");
        lines[1].Should().StartWith("1,2025-09-12T14:32:05.123456-03:00,stranger,,,192.0.2.9,signin.refused,\"'=cmd(\"\"x\"\")\",,,refused,");
        lines.Should().HaveCount(3);
        var recorded = (await _stage.ReadChainAsync())[^1];
        (recorded.Action, recorded.After).Should().Be(("audit.exported", """{"action":"signin"}"""));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("en", "The audit cannot be written")]
    [InlineData("es-AR", "No se puede escribir en la auditoría")]
    public async Task Deed_AuditUnavailable_IsRefusedInTheReadersLanguage(string language, string title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/deed");
        request.Headers.Add("Accept-Language", language);
        await using (var connection = await _stage.DataSource.OpenConnectionAsync(Token))
        {
            await connection.ExecuteAsync("alter table audit rename to gone");
        }

        var answer = await _client.SendAsync(request, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("title").GetString().Should().Be(title);
    }

    private static IEnumerable<long> Seqs(JsonElement answer) => answer.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64());
}
