using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Sandbox;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Sandbox;

public sealed class SandboxServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 21, 14, 0, 7, TimeSpan.FromHours(-3)));
    private readonly HttpClient _client = new();
    private SandboxServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(new SandboxOptions { Url = new("http://127.0.0.1:0"), TimeProvider = _clock }, Token);
        _client.BaseAddress = _server.Url;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory(Timeout = 30_000)]
    [InlineData("", "text/plain", ExpositionFormat.Text)]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text/plain", ExpositionFormat.Text)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", "application/openmetrics-text", ExpositionFormat.OpenMetrics)]
    public async Task Metrics_ByAccept_AreValidInTheirFormat(string accept, string type, ExpositionFormat format)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _client.SendAsync(request, Token);

        response.Content.Headers.ContentType!.MediaType.Should().Be(type);
        var exposition = ExpositionParser.Parse(await response.Content.ReadAsByteArrayAsync(Token), format);
        exposition.Families.Should().HaveCount(PlatformSeries.Families.Length);
        exposition.Families.SelectMany(family => family.Samples).Should().HaveCount(PlatformSeries.Count).And.OnlyContain(sample => sample.Value >= 0);
    }

    [Fact(Timeout = 30_000)]
    public async Task Metrics_AsTimePasses_MoveOn()
    {
        var before = await ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var after = await ReadAsync();

        (after["bookings_total{result=\"success\"}"] - before["bookings_total{result=\"success\"}"]).Should().BeInRange(0, 6);
        (after["http_requests_total{region=\"ar\",status=\"200\"}"] - before["http_requests_total{region=\"ar\",status=\"200\"}"]).Should().BeInRange(60, 220);
        (await ReadAsync()).Should().Equal(after, "the clock stands still");
    }

    [Fact(Timeout = 30_000)]
    public async Task History_ItsText_IsValidAndJoinsThePresent()
    {
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var seam = now;
        _clock.Advance(TimeSpan.FromSeconds(95));
        var present = await ReadAsync();
        now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var text = await _client.GetByteArrayAsync($"/history?from={seam - 300}&to={now}&step=1", Token);

        var samples = ExpositionParser.Parse(text, ExpositionFormat.OpenMetrics).Families.SelectMany(family => family.Samples.Select(sample => (family.Type, Sample: sample))).ToList();
        foreach (var series in samples.GroupBy(sample => sample.Sample.Name + sample.Sample.Labels))
        {
            var values = series.Select(sample => sample.Sample.Value).ToList();
            values.Should().HaveCount(395 + 1);
            series.Select(sample => sample.Sample.At).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
            values[^1].Should().Be(present[series.Key], "the past ends where the present is: {0}", series.Key);
            if (series.First().Type != MetricType.Gauge)
            {
                values.Should().BeInAscendingOrder();
            }
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task History_FaultsAndChanges_AreInItAsTheyWere()
    {
        var start = _clock.GetUtcNow().ToUnixTimeSeconds();
        (await _client.PostAsync("/faults/traffic-surge?seconds=60", null, Token)).EnsureSuccessStatusCode();
        var seen = new List<double>();
        for (var second = 1; second <= 200; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            seen.Add((await ReadAsync())["instance_cpu_ratio"]);
        }

        var text = await _client.GetByteArrayAsync($"/history?from={start + 1}&to={start + 200}&step=1", Token);
        var past = ExpositionParser.Parse(text, ExpositionFormat.OpenMetrics).Families.Single(family => family.Name == "instance_cpu_ratio").Samples.Select(sample => sample.Value);
        past.Should().Equal(seen);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("to=1&step=1", "from")]
    [InlineData("from=1&to=2&step=0", "step")]
    [InlineData("from=0&to=99999999&step=1", "step")]
    public async Task History_BadRange_NamesTheField(string query, string field)
    {
        using var response = await _client.GetAsync(new Uri($"/history?{query}", UriKind.Relative), Token);

        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonObject>(Token))!["field"]!.GetValue<string>().Should().Be(field);
    }

    [Fact(Timeout = 30_000)]
    public async Task Config_EachGroup_HasTheHashOfItsContentAsTag()
    {
        foreach (var group in (string[])["autoscaling", "database", "cdn", "load-balancer", "waf", "rate-limits", "deployment"])
        {
            using var response = await _client.GetAsync(new Uri($"/config/{group}", UriKind.Relative), Token);
            var content = await response.Content.ReadAsStringAsync(Token);

            response.Headers.ETag!.ToString().Should().Be($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}\"");
            using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/config/{group}"), Token);
            head.Headers.ETag.Should().Be(response.Headers.ETag);
            (await _client.GetFromJsonAsync<JsonObject>("/config", Token))![group]!.ToJsonString().Should().Be(content);
        }

        (await _client.GetAsync(new Uri("/config/none", UriKind.Relative), Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact(Timeout = 30_000)]
    public async Task Put_ThereAndBack_HasTheFirstTagAgain()
    {
        var (first, tag) = await GetAsync("cdn");
        var bad = JsonNode.Parse(first)!.AsObject();
        bad["ttlSeconds"] = 1;

        using var changed = await PutAsync("/config/cdn", bad.ToJsonString(), tag);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        var (_, changedTag) = await GetAsync("cdn");
        changedTag.Should().NotBe(tag).And.Be(changed.Headers.ETag!.ToString());

        // White space and order of the members are no content.
        using var restored = await PutAsync("/config/cdn", JsonNode.Parse(first)!.ToJsonString(new() { WriteIndented = true }), changedTag);
        restored.StatusCode.Should().Be(HttpStatusCode.OK);
        (await GetAsync("cdn")).Should().Be((first, tag));
    }

    [Fact(Timeout = 30_000)]
    public async Task Put_WithoutOrWithOldTag_IsRefused()
    {
        var (content, tag) = await GetAsync("database");

        using var without = await PutAsync("/config/database", content, null);
        using var old = await PutAsync("/config/database", content, "\"00\"");

        without.StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        old.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        old.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await GetAsync("database")).Tag.Should().Be(tag);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("database", "poolMax", "0", "poolMax")]
    [InlineData("database", "poolMax", "\"many\"", "poolMax")]
    [InlineData("database", "poolMax", "null", "poolMax")]
    [InlineData("database", "poolMin", "161", "poolMin")]
    [InlineData("database", "pool", "3", "pool")]
    [InlineData("autoscaling", "cpuScaleDownPercent", "90", "cpuScaleDownPercent")]
    [InlineData("autoscaling", "minReplicas", "2.5", "minReplicas")]
    [InlineData("waf", "mode", "\"off\"", "mode")]
    [InlineData("deployment", "blue", "\"seven\"", "blue")]
    [InlineData("load-balancer", "weights", "{\"app-1\":101,\"app-2\":1,\"app-3\":1}", "weights.app-1")]
    [InlineData("load-balancer", "weights", "{\"app-1\":0,\"app-2\":0,\"app-3\":0}", "weights")]
    [InlineData("load-balancer", "weights", "{\"app-1\":1,\"app-2\":1}", "weights.app-3")]
    public async Task Put_BadContent_NamesTheField(string group, string member, string value, string field)
    {
        var (content, tag) = await GetAsync(group);
        var bad = JsonNode.Parse(content)!.AsObject();
        bad[member] = JsonNode.Parse(value);

        using var response = await PutAsync($"/config/{group}", bad.ToJsonString(), tag);

        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await response.Content.ReadFromJsonAsync<JsonObject>(Token))!["field"]!.GetValue<string>().Should().Be(field);
        (await GetAsync(group)).Tag.Should().Be(tag);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ttlSeconds\":")]
    [InlineData("{\"ttlSeconds\":1,\"ttlSeconds\":2}")]
    public async Task Put_NoContentOfItsKind_IsRefused(string body)
    {
        using var response = await PutAsync("/config/cdn", body, (await GetAsync("cdn")).Tag);

        response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact(Timeout = 30_000)]
    public async Task DryRun_GoodOrBad_ChangesNothing()
    {
        var (content, tag) = await GetAsync("rate-limits");
        var change = JsonNode.Parse(content)!.AsObject();
        change["requestsPerMinute"] = 60;
        using var good = await PutAsync("/config/rate-limits?dryRun=true", change.ToJsonString(), tag);
        change["requestsPerMinute"] = 1;
        using var bad = await PutAsync("/config/rate-limits?dryRun=true", change.ToJsonString(), tag);

        good.StatusCode.Should().Be(HttpStatusCode.OK);
        good.Headers.ETag!.ToString().Should().NotBe(tag, "it is the tag that the content would have");
        bad.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await GetAsync("rate-limits")).Should().Be((content, tag));
    }

    [Fact(Timeout = 30_000)]
    public async Task Put_ManyFromTheSameTag_OneGetsThrough()
    {
        var (content, tag) = await GetAsync("cdn");
        var statuses = await Task.WhenAll(Enumerable.Range(1, 20).Select(async ttl =>
        {
            var change = JsonNode.Parse(content)!.AsObject();
            change["ttlSeconds"] = ttl;
            using var response = await PutAsync("/config/cdn", change.ToJsonString(), tag);
            return response.StatusCode;
        }));

        statuses.Count(status => status == HttpStatusCode.OK).Should().Be(1);
        statuses.Count(status => status == HttpStatusCode.PreconditionFailed).Should().Be(19);
    }

    [Fact(Timeout = 30_000)]
    public async Task Faults_StartedAndEnded_AreListed()
    {
        (await _client.PostAsync("/faults/slow-database?seconds=120", null, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await _client.PostAsync("/faults/bot-attack?seconds=10", null, Token)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await ActiveAsync()).Should().Equal("slow-database", "bot-attack");
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await ActiveAsync()).Should().Equal("slow-database");
        (await _client.DeleteAsync("/faults", Token)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await ActiveAsync()).Should().BeEmpty();

        (await _client.PostAsync("/faults/earthquake?seconds=1", null, Token)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await _client.PostAsync("/faults/bad-deploy?seconds=0", null, Token)).StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact(Timeout = 30_000)]
    public async Task Change_FromAWebPage_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/faults/slow-database");
        request.Headers.Add("Origin", "http://evil.example");

        (await _client.SendAsync(request, Token)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact(Timeout = 30_000)]
    public async Task Start_AddressTaken_SaysSoInOneLine()
    {
        var again = () => SandboxServer.StartAsync(new SandboxOptions { Url = _server.Url, TimeProvider = _clock }, Token);

        (await again.Should().ThrowAsync<SandboxAddressException>()).Which.Message.Should().Contain(_server.Url.Authority).And.NotContain("\n");
    }

    private async Task<Dictionary<string, double>> ReadAsync()
    {
        var exposition = ExpositionParser.Parse(await _client.GetByteArrayAsync("/metrics", Token), ExpositionFormat.Text);
        return exposition.Families.SelectMany(family => family.Samples).ToDictionary(sample => sample.Name + sample.Labels, sample => sample.Value, StringComparer.Ordinal);
    }

    private async Task<(string Content, string Tag)> GetAsync(string group)
    {
        using var response = await _client.GetAsync(new Uri($"/config/{group}", UriKind.Relative), Token);
        return (await response.Content.ReadAsStringAsync(Token), response.Headers.ETag!.ToString());
    }

    private async Task<HttpResponseMessage> PutAsync(string path, string content, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(content, Encoding.UTF8, "application/json") };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await _client.SendAsync(request, Token);
    }

    private async Task<string[]> ActiveAsync() => [.. (await _client.GetFromJsonAsync<JsonArray>("/faults", Token))!
        .Where(fault => fault!["active"]!.GetValue<bool>()).Select(fault => fault!["name"]!.GetValue<string>())];
}
