using System.Net;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>What a stranger, a wrong key and a role too low get.</summary>
public sealed class ClosedTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private AccessHost _host = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory(Timeout = 60_000)]
    [InlineData("/api")]
    [InlineData("/api/day")]
    [InlineData("/api/metrics")]
    [InlineData("/api/days/7/targets")]
    [InlineData("/api/no-such-thing")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/_blazor/initializers")]
    public async Task Script_WithoutOrWithAWrongKey_GetsProblemDetails(string path)
    {
        foreach (var key in new[] { null, "wrong", "bpk_" + new string('A', 43), new string('x', 5_000), AccessHost.BootstrapKey + " ", "a b" })
        {
            using var client = _host.NewClient(key is null ? null : AccessHost.BootstrapKey);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            if (key is not null && key != AccessHost.BootstrapKey + " ")
            {
                client.DefaultRequestHeaders.Authorization = null;
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
            }

            var answer = await client.SendAsync(request, Token);
            if (key == AccessHost.BootstrapKey + " ")
            {
                answer.StatusCode.Should().NotBe(HttpStatusCode.Unauthorized);
                continue;
            }

            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType).Should().Be((HttpStatusCode.Unauthorized, "application/problem+json"), "{0} with {1}", path, key);
            answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        }
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("bearer\twrong")]
    [InlineData("Digest x")]
    public async Task Header_Malformed_GetsProblemDetails(string header)
    {
        using var client = _host.NewClient(key: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/day");
        request.Headers.TryAddWithoutValidation("Authorization", header);

        var answer = await client.SendAsync(request, Token);

        (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType).Should().Be((HttpStatusCode.Unauthorized, "application/problem+json"));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/", "/signin")]
    [InlineData("/targets", "/signin?from=%2Ftargets")]
    [InlineData("/metrics/cpu_ratio?region=ar", "/signin?from=%2Fmetrics%2Fcpu_ratio%3Fregion%3Dar")]
    [InlineData("/no-such-page", "/signin?from=%2Fno-such-page")]
    public async Task Page_OfAStranger_LeadsToTheSignIn(string path, string expected)
    {
        using var client = _host.NewClient(key: null);
        var answer = await client.GetAsync(path, Token);

        (answer.StatusCode, answer.Headers.Location!.ToString()).Should().Be((HttpStatusCode.Found, expected));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/healthz")]
    [InlineData("/signin")]
    [InlineData("/signin/link")]
    [InlineData("/app.css")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/dist/live.js")]
    public async Task Door_OfAStranger_IsOpen(string path)
    {
        using var client = _host.NewClient(key: null);
        (await client.GetAsync(path, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_OfARoleTooLow_IsToldWhichIsNeeded()
    {
        var viewer = await AddKeyAsync("reader", Role.Viewer);
        using var client = _host.NewClient(viewer);
        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.OK);

        using var plan = new StringContent("# Day 8", System.Text.Encoding.UTF8, "text/markdown");
        var answer = await client.PostAsync("/api/plans?dryRun=true", plan, Token);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        problem.RootElement.GetProperty("role").GetString().Should().Be("lead");
        _host.Notes.Entries.Should().Contain(entry => entry.Action == "access.refused" && entry.Subject == "/api/plans" && entry.Actor.Name == "reader" && entry.Result == AuditResult.Refused);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("revoked_at = now()")]
    [InlineData("expires_at = now() - interval '1 second'")]
    public async Task Key_RevokedOrExpired_IsRefused(string change)
    {
        var key = await AddKeyAsync("ends", Role.Viewer);
        using var client = _host.NewClient(key);
        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.OK);

        await ExecuteAsync($"update api_key set {change}");
        await _host.Get<AccessBook>().ReloadAsync(Token);

        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_RevokedByAnotherNode_IsHeardOf()
    {
        var key = await AddKeyAsync("elsewhere", Role.Viewer);
        using var client = _host.NewClient(key);
        (await client.GetAsync("/api/day", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        await ExecuteAsync("update api_key set revoked_at = now()");

        while ((await client.GetAsync("/api/day", Token)).StatusCode != HttpStatusCode.Unauthorized)
        {
            await Task.Delay(10, Token);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_Used_IsNotedAndWrittenLater()
    {
        var key = await AddKeyAsync("used", Role.Viewer);
        using var client = _host.NewClient(key);
        await client.GetAsync("/api/day", Token);
        (await ReadAsync<DateTime?>("select last_used_at from api_key")).Should().BeNull("no request waits for that");

        await _host.Get<LastSeen>().WriteAsync(Token);

        (await ReadAsync<DateTime?>("select last_used_at from api_key")).Should().BeCloseTo(DateTime.UtcNow, TimeSpan.FromSeconds(30));
    }

    [Fact(Timeout = 60_000)]
    public async Task Figures_AskedWithTheProgramsOwnKey_AreAnswered()
    {
        using var client = _host.NewClient(_host.Get<OwnKey>().Text);
        (await client.GetAsync("/metrics", Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        using var plan = new StringContent("# Day 8", System.Text.Encoding.UTF8, "text/markdown");
        (await client.PostAsync("/api/plans", plan, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    [InlineData("/hubs/live/negotiate?negotiateVersion=1")]
    public async Task Hub_ForeignOriginWithAGoodKey_IsRefused(string path)
    {
        using var client = _host.NewClient();
        foreach (var (origin, expected) in new[] { ("http://evil.example", HttpStatusCode.Forbidden), ("null", HttpStatusCode.Forbidden), ("http://localhost", HttpStatusCode.OK) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.Add("Origin", origin);
            (await client.SendAsync(request, Token)).StatusCode.Should().Be(expected, origin);
        }

        using var stranger = _host.NewClient(key: null);
        using var own = new HttpRequestMessage(HttpMethod.Post, path);
        own.Headers.Add("Origin", "http://localhost");
        (await stranger.SendAsync(own, Token)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 60_000)]
    public async Task BootstrapKey_TooShort_StopsTheStartAndIsNamed()
    {
        var start = () => AccessHost.StartAsync(database, Token, "--Access:BootstrapKey", "short");

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Access:BootstrapKey*32*");
    }

    private async Task<string> AddKeyAsync(string name, Role role)
    {
        var key = Secret.New(Secret.KeyPrefix);
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("insert into api_key (id, name, hash, role, created_by, created_at) values (@id, @name, @hash, @role, 'test', now())",
            new { id = Guid.CreateVersion7(), name, hash = Secret.Hash(key), role });
        await _host.Get<AccessBook>().ReloadAsync(Token);
        return key;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(sql);
    }

    private async Task<T?> ReadAsync<T>(string sql)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        return await connection.ExecuteScalarAsync<T>(sql);
    }
}
