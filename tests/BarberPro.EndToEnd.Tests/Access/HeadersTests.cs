using System.Text.RegularExpressions;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.EndToEnd.Tests.Access;

/// <summary>Every answer of the program carries its policy: pages, files, refusals, errors.</summary>
public sealed partial class HeadersTests(Pages.Dashboard dashboard)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Requests => new()
    {
        { "GET", "/" }, { "GET", "/targets" }, { "GET", "/no-such-page" }, { "GET", "/api/no-such-thing" }, { "GET", "/api/day" }, { "GET", "/api" }, { "GET", "/api/reference/v1" },
        { "GET", "/app.css" }, { "GET", "/dist/live.js" }, { "GET", "/favicon.svg" }, { "GET", "/_framework/blazor.web.js" }, { "GET", "/_content/MudBlazor/MudBlazor.min.css" },
        { "GET", "/healthz" }, { "GET", "/readyz" }, { "GET", "/metrics" }, { "GET", "/openapi/v1.json" }, { "GET", "/hubs/live" }, { "POST", "/_blazor/negotiate" }, { "DELETE", "/api/day" },
        { "POST", "/api/plans" }, { "GET", "/api/series/x/history" }, { "OPTIONS", "/" },
    };

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Requests))]
    public async Task Answer_OfAnyKind_HasTheHeaders(string method, string path)
    {
        var server = await dashboard.StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), server.Address + path), Stop);
        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(" | ", values) : null;

        var policy = Header("Content-Security-Policy");
        policy.Should().NotBeNull().And.NotContain("unsafe-eval").And.Contain("default-src 'self'").And.Contain("object-src 'none'").And.Contain("base-uri 'self'")
            .And.Contain("form-action 'self'").And.Contain("frame-ancestors 'none'").And.Contain("connect-src 'self'");
        ScriptSource().Match(policy!).Groups[1].Value.Trim().Should().MatchRegex("^'strict-dynamic' 'nonce-[A-Za-z0-9+/=_-]{20,}'$", "scripts run by the page's nonce alone");
        Header("X-Content-Type-Options").Should().Be("nosniff");
        Header("X-Frame-Options").Should().Be("DENY");
        Header("Referrer-Policy").Should().Be("same-origin");
        Header("Permissions-Policy").Should().Contain("camera=()");
        Header("Cross-Origin-Opener-Policy").Should().Be("same-origin");
        Header("Cross-Origin-Resource-Policy").Should().Be("same-origin");
        Header("Strict-Transport-Security").Should().BeNull("this is plain HTTP");
        Header("Server").Should().BeNull();
        Header("X-Powered-By").Should().BeNull();
    }

    [Fact(Timeout = 120_000)]
    public async Task Nonce_OfTwoAnswers_IsNeverTheSameAndStandsOnEachScript()
    {
        var server = await dashboard.StartAsync();
        var nonces = new HashSet<string>();
        for (var i = 0; i < 10; i++)
        {
            using var response = await server.Http.GetAsync($"{server.Address}/", Stop);
            var nonce = Nonce().Match(response.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value;
            nonces.Add(nonce).Should().BeTrue();
            var page = System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Stop));
            Script().Matches(page).Select(script => script.Value).Where(script => !script.Contains("application/json", StringComparison.Ordinal) && !script.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal))
                .Should().BeEmpty();
        }
    }

    [GeneratedRegex("script-src ([^;]*)")]
    private static partial Regex ScriptSource();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();
}
