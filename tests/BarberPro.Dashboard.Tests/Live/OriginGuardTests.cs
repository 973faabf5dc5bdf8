using AwesomeAssertions;
using Xunit;

namespace BarberPro.Dashboard.Tests.Live;

public sealed class OriginGuardTests : IAsyncLifetime
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    /// <summary>Header lines that prove nothing; {own} is the server's host and port, {port} its port.</summary>
    private static readonly string[] Foreign =
    [
        "",
        "Origin:\r\n",
        "Origin: \r\n",
        "Origin: null\r\n",
        "Origin: *\r\n",
        "Origin: http://evil.example\r\n",
        "Origin: https://{own}\r\n",
        "Origin: ws://{own}\r\n",
        "Origin: file://{own}\r\n",
        "Origin: http://127.0.0.1\r\n",
        "Origin: http://127.0.0.1:1\r\n",
        "Origin: http://127.0.0.1:0{port}\r\n",
        "Origin: http://127.0.0.1:{port}0\r\n",
        "Origin: http://127.0.0.1.:{port}\r\n",
        "Origin: http://{own}.\r\n",
        "Origin: http://{own}.evil.example\r\n",
        "Origin: http://127.0.0.1.evil.example:{port}\r\n",
        "Origin: http://evil.example:{port}\r\n",
        "Origin: http://evil127.0.0.1:{port}\r\n",
        "Origin: http://{own}@evil.example\r\n",
        "Origin: http://user@{own}\r\n",
        "Origin: http://user:pass@{own}\r\n",
        "Origin: http://evil.example#{own}\r\n",
        "Origin: http://evil.example/http://{own}\r\n",
        "Origin: http://{own}/\r\n",
        "Origin: http://{own}/path\r\n",
        "Origin: http://{own}?\r\n",
        "Origin: http://{own}#\r\n",
        "Origin: HTTP://{own}\r\n",
        "Origin: Http://{own}\r\n",
        "Origin: //{own}\r\n",
        "Origin: {own}\r\n",
        "Origin: http:/{own}\r\n",
        "Origin: http:{own}\r\n",
        "Origin: http://localhost:{port}\r\n",
        "Origin: http://[::1]:{port}\r\n",
        "Origin: http://[::ffff:127.0.0.1]:{port}\r\n",
        "Origin: http://2130706433:{port}\r\n",
        "Origin: http://127.1:{port}\r\n",
        "Origin: http://127.0.0.1%00:{port}\r\n",
        "Origin: http://{own}, http://evil.example\r\n",
        "Origin: http://evil.example, http://{own}\r\n",
        "Origin: http://{own} http://evil.example\r\n",
        "Origin: http://{own}\r\nOrigin: http://evil.example\r\n",
        "Origin: http://evil.example\r\nOrigin: http://{own}\r\n",
        "Origin: http://{own}\r\nOrigin: http://{own}\r\n",
        "Referer: http://{own}/\r\n",
        "X-Forwarded-Host: {own}\r\nX-Origin: http://{own}\r\n",
        "Sec-Fetch-Site: same-origin\r\n",
        "Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.example\r\n",
        "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n",
        "Origin: http://evil.example\r\nHost: evil.example\r\n",
    ];

    private LiveServer _server = default!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Hubs => ["/hubs/live", "/_blazor", "/_Blazor", "/HUBS/live", "/%5Fblazor"];

    public async ValueTask InitializeAsync() => _server = await LiveServer.StartAsync(Stop);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Hubs))]
    public async Task Upgrade_ForeignOrMissingOrigin_IsRefused(string hub)
    {
        foreach (var origin in Foreign)
        {
            (await StatusAsync("GET", hub, origin + Upgrade)).Should().BeOneOf([403, 400], "the request said {0}", origin);
        }
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Hubs))]
    public async Task Negotiate_ForeignOrMissingOrigin_IsRefused(string hub)
    {
        foreach (var origin in Foreign)
        {
            (await StatusAsync("POST", hub + "/negotiate?negotiateVersion=1", origin + "Content-Length: 0\r\n")).Should().BeOneOf([403, 400], "the request said {0}", origin);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Refusal_OfEachVariant_Is403ExceptTwoHosts()
    {
        foreach (var origin in Foreign.Where(o => !o.Contains("\nHost:", StringComparison.Ordinal)))
        {
            (await StatusAsync("GET", "/hubs/live", origin + Upgrade)).Should().Be(403, "the request said {0}", origin);
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData("GET", "/hubs/live", Upgrade, 101)]
    [InlineData("GET", "/_blazor", Upgrade, 101)]
    [InlineData("POST", "/hubs/live/negotiate?negotiateVersion=1", "Content-Length: 0\r\n", 200)]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1", "Content-Length: 0\r\n", 200)]
    [InlineData("GET", "/_blazor/initializers", "", 200)]
    public async Task Request_OfOwnOrigin_Passes(string method, string path, string headers, int expected) =>
        (await StatusAsync(method, path, "Origin: http://{own}\r\n" + headers)).Should().Be(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("http://shop.example", "shop.example")]
    [InlineData("http://shop.example", "shop.example:80")]
    [InlineData("http://shop.example", "SHOP.example")]
    [InlineData("http://[::1]:8080", "[::1]:8080")]
    [InlineData("http://[::1]", "[::1]:80")]
    public async Task Host_AsABrowserWouldWriteIt_Passes(string origin, string host) =>
        (await _server.AskAsync($"POST /hubs/live/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Length: 0\r\n\r\n", Stop)).Status.Should().Be(200);

    [Theory(Timeout = 30_000)]
    [InlineData("http://shop.example:443", "shop.example")]
    [InlineData("http://shop.example", "shop.example:443")]
    [InlineData("http://shop.example", "shop.example:8080")]
    [InlineData("https://shop.example", "shop.example:443")]
    [InlineData("http://", "")]
    public async Task Host_OfAnotherPort_IsRefused(string origin, string host) =>
        (await _server.AskAsync($"POST /hubs/live/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Length: 0\r\n\r\n", Stop)).Status.Should().Be(403);

    /// <summary>A browser's fetch of its own origin sends no Origin with a GET.</summary>
    [Theory(Timeout = 30_000)]
    [InlineData("Sec-Fetch-Site: same-origin\r\n", 200)]
    [InlineData("Sec-Fetch-Site: same-site\r\n", 403)]
    [InlineData("Sec-Fetch-Site: cross-site\r\n", 403)]
    [InlineData("Sec-Fetch-Site: none\r\n", 403)]
    [InlineData("Sec-Fetch-Site: same-origin, same-origin\r\n", 403)]
    [InlineData("", 403)]
    public async Task Get_WithoutOrigin_NeedsTheBrowsersWord(string proof, int expected) =>
        (await StatusAsync("GET", "/_blazor/initializers", proof)).Should().Be(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("POST", "Origin: http://evil.example\r\n", 403)]
    [InlineData("PUT", "Origin: null\r\n", 403)]
    [InlineData("PATCH", "Origin: http://{own}.evil.example\r\n", 403)]
    [InlineData("DELETE", "Origin: http://127.0.0.1:1\r\n", 403)]
    [InlineData("POST", "Origin: http://{own}\r\nOrigin: http://evil.example\r\n", 403)]
    [InlineData("POST", "Origin: http://{own}\r\n", 200)]
    [InlineData("PATCH", "", 200)]
    [InlineData("DELETE", "Authorization: Bearer key\r\n", 200)]
    [InlineData("GET", "Origin: http://evil.example\r\n", 200)]
    public async Task Api_ChangeFromAForeignPage_IsRefused(string method, string origin, int expected) =>
        (await StatusAsync(method, "/api/thing", origin + (method == "GET" ? "" : "Content-Length: 0\r\n"))).Should().Be(expected);

    [Theory(Timeout = 30_000)]
    [InlineData("en", "comes from another site")]
    [InlineData("es-AR", "viene de otro sitio")]
    public async Task Refusal_SaysWhy_InTheRequestsLanguage(string language, string expected)
    {
        var (status, text) = await _server.AskAsync($"GET /hubs/live HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nAccept-Language: {language}\r\nConnection: close\r\n\r\n", Stop);

        status.Should().Be(403);
        text.Should().Contain("application/problem+json").And.Contain(expected);
    }

    [Fact(Timeout = 30_000)]
    public async Task Refusal_OpensNoConnection()
    {
        await StatusAsync("GET", "/hubs/live", "Origin: http://evil.example\r\n" + Upgrade);

        _server.Broadcaster.Viewers.Should().Be(0);
    }

    private async Task<int> StatusAsync(string method, string path, string headers)
    {
        var own = _server.Address.Authority;
        var request = $"{method} {path} HTTP/1.1\r\nHost: {own}\r\n{headers}\r\n"
            .Replace("{own}", own, StringComparison.Ordinal).Replace("{port}", _server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return (await _server.AskAsync(request, Stop)).Status;
    }
}
