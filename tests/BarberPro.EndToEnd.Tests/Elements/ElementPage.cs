using System.Text.Json;
using Microsoft.Playwright;

namespace BarberPro.EndToEnd.Tests.Elements;

/// <summary>A page of elements in a browser of its own, and the server that drives it.</summary>
internal sealed class ElementPage(StandIn server, IPage page, List<string> faults) : IAsyncDisposable
{
    public const string Number = """<live-value key="requests" unit="req/s" decimals="1" interval="0">…</live-value>""";
    public const string Chart = """<live-chart style="height: 150px" lines='[{"key":"requests"},{"key":"other"}]' unit="req/s" label="Requests" lane></live-chart>""";

    public StandIn Server => server;

    public IPage Page => page;

    /// <summary>What the browser complained about: exceptions and refused content.</summary>
    public IReadOnlyList<string> Faults => faults;

    public static async Task<ElementPage> OpenAsync(Browser browser, string body, string language = "en", string texts = "{}", string address = "", CancellationToken cancellationToken = default)
    {
        var server = new StandIn { Body = body, Html = $"lang=\"{language}\"", Texts = texts };
        server.Series.AddRange([new StandInSeries(1, "requests", [], "req/s"), new StandInSeries(2, "other", [], "")]);
        return await OpenAsync(browser, server, address, cancellationToken);
    }

    public static async Task<ElementPage> OpenAsync(Browser browser, StandIn server, string address = "", CancellationToken cancellationToken = default)
    {
        await server.StartAsync();
        // Elsewhere, and with another language: what is shown must not depend on the browser.
        var page = await browser.NewPageAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 }, TimezoneId = "Asia/Tokyo", Locale = "de-DE" });
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal) && !message.Text.Contains("WebSocket connection to", StringComparison.Ordinal))
            {
                faults.Add(message.Text);
            }
        };
        await page.GotoAsync(server.Address + address);
        if (server.Body.Contains("<live-", StringComparison.Ordinal))
        {
            await server.Watching.Task.WaitAsync(cancellationToken);
        }

        return new ElementPage(server, page, faults);
    }

    public Task<string> TextAsync(string selector) => page.Locator(selector).InnerTextAsync();

    public Task WaitForTextAsync(string selector, string text) =>
        page.WaitForFunctionAsync("([selector, text]) => document.querySelector(selector).innerText.trim() === text", new[] { selector, text });

    public Task WaitForStateAsync(string selector, string state) =>
        page.WaitForFunctionAsync("([selector, state]) => document.querySelector(selector).dataset.state === state", new[] { selector, state });

    /// <summary>What a chart has drawn: Unix second and value.</summary>
    public async Task<Dictionary<long, double?>> DrawnAsync(int line = 0)
    {
        var drawn = await page.EvaluateAsync<JsonElement>("line => document.querySelector('live-chart').drawn(line)", line);
        var values = drawn.GetProperty("values").EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble());
        return drawn.GetProperty("at").EnumerateArray().Select(at => at.GetInt64()).Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>Nodes, listeners and heap after a collection.</summary>
    public async Task<(double Nodes, double Listeners, double Heap)> MeasureAsync()
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        for (var round = 0; round < 4; round++)
        {
            await CollectAsync(); // what a page holds and what its nodes hold fall in turns
        }

        await session.SendAsync("Performance.enable");
        var answer = await session.SendAsync("Performance.getMetrics");
        var metrics = answer!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        await session.DetachAsync();
        return (metrics["Nodes"], metrics["JSEventListeners"], metrics["JSHeapUsedSize"]);
    }

    /// <summary>In a task of its own: a collection with calls on the stack keeps what it takes for an address there.</summary>
    private async Task CollectAsync() => await page.EvaluateAsync("() => gc({ type: 'major', execution: 'async' })");

    /// <summary>How many elements of a kind the browser still holds, in the page or out of it.</summary>
    public async Task<int> InstancesAsync(string tag)
    {
        await CollectAsync();
        var session = await page.Context.NewCDPSessionAsync(page);
        var prototype = await session.SendAsync("Runtime.evaluate", new() { ["expression"] = $"customElements.get('{tag}').prototype" });
        var found = await session.SendAsync("Runtime.queryObjects", new() { ["prototypeObjectId"] = prototype!.Value.GetProperty("result").GetProperty("objectId").GetString()! });
        var count = await session.SendAsync("Runtime.callFunctionOn", new()
        {
            ["functionDeclaration"] = "function() { return this.length; }", ["objectId"] = found!.Value.GetProperty("objects").GetProperty("objectId").GetString()!, ["returnByValue"] = true,
        });
        await session.DetachAsync();
        return count!.Value.GetProperty("result").GetProperty("value").GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        await page.Context.CloseAsync();
        await server.DisposeAsync();
    }
}
