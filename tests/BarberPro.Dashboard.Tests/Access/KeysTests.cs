using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class KeysTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private AccessHost _host = default!;
    private HttpClient _admin = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token);
        _admin = _host.NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_MadeUsedRevoked_IsShownOnceAndThenNoLongerGood()
    {
        var answer = await _admin.PostAsJsonAsync("/api/keys", new { name = "ci", role = "member", expiresAt = DateTimeOffset.UtcNow.AddDays(1) }, Token);
        answer.StatusCode.Should().Be(HttpStatusCode.Created);
        var made = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var key = made.GetProperty("key").GetString()!;
        key.Should().StartWith("bpk_").And.HaveLength(4 + 43);
        using var client = _host.NewClient(key);
        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await client.GetAsync("/api/keys", Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var list = await _admin.GetStringAsync("/api/keys", Token);
        list.Should().Contain("\"role\":\"member\"").And.Contain("lastUsedAt\":\"2").And.NotContain(key);
        (await StoredAsync()).Should().NotContain(key);
        _host.Notes.Entries.Should().Contain(entry => entry.Action == "key.made").And.NotContain(entry => JsonSerializer.Serialize(entry.After, (JsonSerializerOptions?)null).Contains(key, StringComparison.Ordinal));

        (await _admin.DeleteAsync($"/api/keys/{made.GetProperty("id").GetGuid()}", Token)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await _admin.DeleteAsync($"/api/keys/{made.GetProperty("id").GetGuid()}", Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("", "viewer", 1, "name")]
    [InlineData("x", "king", 1, "role")]
    [InlineData("x", "5", 1, "role")]
    [InlineData("x", "viewer", -1, "expiresAt")]
    public async Task Key_Faulty_NamesTheField(string name, string role, int days, string field)
    {
        var answer = await _admin.PostAsJsonAsync("/api/keys", new { name, role, expiresAt = DateTimeOffset.UtcNow.AddDays(days) }, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_AuditAway_IsNotMade()
    {
        _host.Notes.IsAway = true;

        (await _admin.PostAsJsonAsync("/api/keys", new { name = "ci", role = "viewer" }, Token)).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);

        _host.Get<AccessBook>().Now.Keys.Should().BeEmpty();
        (await StoredAsync()).Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task WallKey_ItsLink_OpensWhatAScreenMaySeeAndNothingElse()
    {
        var made = await (await _admin.PostAsJsonAsync("/api/wall-keys", new { name = "NOC left" }, Token)).Content.ReadFromJsonAsync<JsonElement>(Token);
        made.GetProperty("name").GetString().Should().Be("NOC left");
        var link = new Uri(made.GetProperty("link").GetString()!).PathAndQuery;
        var screen = _host.NewVisitor();

        (await screen.GetAsync(link)).Headers.Location!.ToString().Should().Be("/noc");
        screen.Cookies.Single(cookie => cookie.Name == "barberpro.screen").Expires.Should().BeAfter(DateTime.Now.AddDays(390));
        (await screen.GetAsync("/api/day")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await screen.GetAsync("/api/metrics")).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var closed in new[] { "/api/days", "/api/keys", "/api/audit", "/metrics", "/openapi/v1.json", "/", "/targets", "/me", "/keys" })
        {
            (await screen.GetAsync(closed)).StatusCode.Should().Be(HttpStatusCode.Forbidden, closed);
        }

        (await _admin.GetStringAsync("/api/wall-keys", Token)).Should().Contain("lastSeenAt\":\"2");
        (await _admin.DeleteAsync($"/api/wall-keys/{made.GetProperty("id").GetGuid()}", Token)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await screen.GetAsync("/api/day")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await _host.NewVisitor().GetAsync(link)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await _host.NewVisitor().GetAsync("/signin/wall?key=wrong")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 60_000)]
    public async Task WallKey_Revoked_EndsTheScreensConnectionWithinFiveSeconds()
    {
        var made = await (await _admin.PostAsJsonAsync("/api/wall-keys", new { name = "NOC" }, Token)).Content.ReadFromJsonAsync<JsonElement>(Token);
        var screen = _host.NewVisitor();
        await screen.GetAsync(new Uri(made.GetProperty("link").GetString()!).PathAndQuery);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var connection = new HubConnectionBuilder().WithUrl("http://localhost/hubs/live", options =>
        {
            options.HttpMessageHandlerFactory = _ => _host.App.GetTestServer().CreateHandler();
            options.Transports = HttpTransportType.ServerSentEvents;
            options.Headers["Origin"] = "http://localhost";
            options.Headers["Cookie"] = string.Join("; ", screen.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}"));
        }).Build();
        connection.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        await connection.StartAsync(Token);

        await _admin.DeleteAsync($"/api/wall-keys/{made.GetProperty("id").GetGuid()}", Token);

        await closed.Task.WaitAsync(TimeSpan.FromSeconds(5), Token);
    }

    private async Task<string> StoredAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        return await connection.ExecuteScalarAsync<string?>("select string_agg(api_key::text, '') from api_key") ?? "";
    }
}
