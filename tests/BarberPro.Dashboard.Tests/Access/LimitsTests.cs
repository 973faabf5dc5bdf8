using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class LimitsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData("en", "Too many requests")]
    [InlineData("es-AR", "Demasiados pedidos")]
    public async Task Api_MoreThanAllowed_Gets429WithRetryAfter(string language, string title)
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:ApiAtOnce", "3"), ("Access:Limits:ApiPerSecond", "1"));
        using var client = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "Accept-Language", language } } };

        using var refused = await FirstRefusalAsync(client, () => new HttpRequestMessage(HttpMethod.Get, "/api/thing"), most: 30);

        refused.Headers.RetryAfter!.Delta.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        refused.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("title").GetString().Should().Be(title);
        (await client.GetAsync("/page", Stop)).StatusCode.Should().Be(HttpStatusCode.OK, "pages are not limited");
    }

    [Fact(Timeout = 60_000)]
    public async Task SignIn_MoreThanAllowed_Gets429InPlainWords()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:SignInsAtOnce", "5"), ("Access:Limits:SignInsPerMinute", "1"));
        using var client = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "Accept", "text/html" } } };

        using var refused = await FirstRefusalAsync(client, () => new HttpRequestMessage(HttpMethod.Post, "/signin"), most: 6);

        refused.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.FromSeconds(30));
        (await refused.Content.ReadAsStringAsync(Stop)).Should().StartWith("Too many requests");
        (await client.GetAsync("/signin", Stop)).StatusCode.Should().Be(HttpStatusCode.OK, "the form may be looked at");
    }

    [Fact(Timeout = 60_000)]
    public async Task Hubs_ManyNegotiations_AreNotLimitedAsRequests()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:ApiAtOnce", "1"), ("Access:Limits:ApiPerSecond", "1"), ("Access:Limits:SignInsAtOnce", "1"));
        using var client = new HttpClient { BaseAddress = server.Address, DefaultRequestHeaders = { { "Origin", server.Origin } } };

        for (var i = 0; i < 50; i++)
        {
            (await client.PostAsync(i % 2 == 0 ? "/hubs/live/negotiate?negotiateVersion=1" : "/_blazor/negotiate?negotiateVersion=1", null, Stop)).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Request_TooManyHeaders_IsRefused()
    {
        await using var server = await HardenedServer.StartAsync(Stop);
        var headers = string.Concat(Enumerable.Range(0, 80).Select(i => $"X-{i}: 1\r\n"));

        (await server.AskAsync($"GET /page HTTP/1.1\r\nHost: a\r\n{headers}\r\n", Stop)).Should().StartWith("HTTP/1.1 431");
    }

    [Fact(Timeout = 60_000)]
    public async Task Request_HeadersTooLarge_IsRefused()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:HeaderBytes", "8192"));

        (await server.AskAsync($"GET /page HTTP/1.1\r\nHost: a\r\nX: {new string('x', 9_000)}\r\n\r\n", Stop)).Should().StartWith("HTTP/1.1 431");
    }

    [Fact(Timeout = 60_000)]
    public async Task Request_BodyTooLarge_IsRefused()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:BodyBytes", "2048"));

        (await server.AskAsync("POST /api/thing HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2049\r\n\r\n", Stop)).Should().StartWith("HTTP/1.1 413");
    }

    [Fact(Timeout = 60_000)]
    public async Task Request_HeadersThatDoNotEnd_AreCutOff()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:HeaderTime", "00:00:01"));

        (await server.AskAsync("GET /page HTTP/1.1\r\nHost: a\r\nX: ", Stop)).Should().StartWith("HTTP/1.1 408");
    }

    [Theory]
    [InlineData("ApiAtOnce", "0")]
    [InlineData("ApiPerSecond", "-1")]
    [InlineData("SignInsAtOnce", "0")]
    [InlineData("SignInsPerMinute", "0")]
    [InlineData("Circuits", "0")]
    [InlineData("CircuitCallsAtOnce", "1")]
    [InlineData("CircuitCallsPerSecond", "1")]
    [InlineData("BodyBytes", "1")]
    [InlineData("HeaderBytes", "1")]
    [InlineData("Headers", "1")]
    [InlineData("HeaderTime", "00:00:00")]
    [InlineData("IdleTime", "2.00:00:00")]
    public void Limit_OutOfRange_IsRefusedByItsKey(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Access:Limits:{key}", value)]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddHardening(configuration, new HostingEnvironment()).BuildServiceProvider();

        var read = () => services.GetRequiredService<IOptions<LimitOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain($"Access:Limits:{key}");
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public void Partition_OfTwoAddresses_IsTheSameForOneMachine(string one, string other, bool same) =>
        (RateLimits.Partition(IPAddress.Parse(one)) == RateLimits.Partition(IPAddress.Parse(other))).Should().Be(same);

    private static async Task<HttpResponseMessage> FirstRefusalAsync(HttpClient client, Func<HttpRequestMessage> make, int most)
    {
        for (var i = 0; i < most; i++)
        {
            using var request = make();
            var response = await client.SendAsync(request, Stop);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return response;
            }

            response.StatusCode.Should().Be(HttpStatusCode.OK);
            response.Dispose();
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"None of {most} requests was refused."));
    }

    private sealed class HostingEnvironment : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } = new Microsoft.Extensions.FileProviders.NullFileProvider();
    }
}
