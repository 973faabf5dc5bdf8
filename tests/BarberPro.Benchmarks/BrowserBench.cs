using System.Globalization;
using System.Text.Json;
using BarberPro.EndToEnd.Tests;
using BarberPro.EndToEnd.Tests.Elements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Playwright;

namespace BarberPro.Benchmarks;

/// <summary>What the live page costs the browser: twelve charts of three lines and 900 points with their numbers, beside uPlot alone drawing the same lines.</summary>
internal sealed class BrowserBench : IBench
{
    private const int Charts = 12;
    private const int Lines = 3;

    public string Name => "browser";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        await using var server = new StandIn { Past = Value, Baseline = (id, second) => Value(id, second) * 1.1, Body = Body(), More = Bare };
        server.Series.AddRange(Enumerable.Range(1, Charts * Lines).Select(id => new StandInSeries(id, $"metric_{id}", [], "ms")));
        await server.StartAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);

        var seconds = settings.Either(60, 10);
        var (bare, ours) = (0.0, 0.0);
        for (var turn = 0; turn < 2; turn++) // in turns, so that a busy minute of the machine falls on both
        {
            bare += await BareAsync(browser, server, seconds, cancellationToken) / 2;
            ours += await OursAsync(browser, server, seconds, cancellationToken) / 2;
        }

        var (nodes, listeners, slope) = await SoakAsync(browser, server, settings.Either(10_000, 600), cancellationToken);
        return
        [
            new("browser: 12 charts × 3 lines × 900 points, main-thread time a second", "≤ 1.7 × uPlot alone",
                $"{ours / bare:F2} × ({ours:F1} ms with all numbers, clock and status; uPlot alone {bare:F1} ms)", ours <= 1.7 * bare),
            new($"browser: nodes and listeners over {settings.Either(10_000, 600):N0} refreshes", "constant", $"{nodes:+0;-0;0} nodes, {listeners:+0;-0;0} listeners", nodes <= 0 && listeners <= 0),
            new($"browser: heap over {settings.Either(10_000, 600):N0} refreshes", "≤ 0.5 MB", $"{slope:F2} MB", slope <= 0.5),
        ];
    }

    private static async Task<double> BareAsync(IBrowser browser, StandIn server, int seconds, CancellationToken cancellationToken)
    {
        var page = await NewPageAsync(browser);
        await page.GotoAsync(server.Address + "/bare");
        await page.WaitForFunctionAsync("() => window.refresh !== undefined");
        return await MeasureAsync(page, () => page.EvaluateAsync("() => window.refresh()"), seconds, cancellationToken);
    }

    private static async Task<double> OursAsync(IBrowser browser, StandIn server, int seconds, CancellationToken cancellationToken)
    {
        var page = await OpenAsync(browser, server);
        return await MeasureAsync(page, () => FrameAsync(server), seconds, cancellationToken);
    }

    /// <summary>Milliseconds of the main thread a second, of refreshes at the pace of the product.</summary>
    private static async Task<double> MeasureAsync(IPage page, Func<Task> refresh, int seconds, CancellationToken cancellationToken)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable", new() { ["timeDomain"] = "threadTicks" }); // the thread's own time, whatever else the machine does
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var before = 0.0;
        for (var second = -5; second < seconds; second++) // the first ones are the compiler's
        {
            if (second == 0)
            {
                before = (await MetricsAsync(session))["TaskDuration"];
            }

            await refresh();
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        var spent = (await MetricsAsync(session))["TaskDuration"] - before;
        await page.Context.CloseAsync();
        return spent * 1000 / seconds;
    }

    private static async Task<(double Nodes, double Listeners, double Slope)> SoakAsync(IBrowser browser, StandIn server, int refreshes, CancellationToken cancellationToken)
    {
        var page = await OpenAsync(browser, server);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        const int rounds = 10;
        var heaps = new double[rounds + 1];
        var (nodes, listeners) = (0.0, 0.0);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(25)); // each frame is drawn before the next one
        for (var round = -1; round <= rounds; round++)
        {
            for (var refresh = 0; round != 0 && refresh < refreshes / rounds; refresh++)
            {
                await FrameAsync(server);
                await pace.WaitForNextTickAsync(cancellationToken);
            }

            if (round < 0)
            {
                continue; // until its buffers are there and its code is compiled
            }

            for (var collection = 0; collection < 3; collection++)
            {
                await session.SendAsync("HeapProfiler.collectGarbage");
            }

            var metrics = await MetricsAsync(session);
            heaps[round] = metrics["JSHeapUsedSize"] / 1e6;
            if (round == 0)
            {
                (nodes, listeners) = (metrics["Nodes"], metrics["JSEventListeners"]);
            }
            else if (round == rounds)
            {
                (nodes, listeners) = (metrics["Nodes"] - nodes, metrics["JSEventListeners"] - listeners);
            }
        }

        await page.Context.CloseAsync();
        return (nodes, listeners, Slope(heaps) * rounds);
    }

    private static async Task<IPage> NewPageAsync(IBrowser browser) =>
        await (await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1920, Height = 1080 } })).NewPageAsync();

    private static async Task<IPage> OpenAsync(IBrowser browser, StandIn server)
    {
        var page = await NewPageAsync(browser);
        await page.GotoAsync(server.Address + "/?range=15m");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('live-chart')].every(chart => chart.drawn?.(2).values.filter(value => value !== null).length > 800)");
        return page;
    }

    private static Task FrameAsync(StandIn server)
    {
        var second = server.At + 1;
        return server.SendFrameAsync([.. server.Series.Select(series => Value(series.Id, second))]);
    }

    private static double? Value(int id, long second) => 100 + id + 20 * Math.Sin((second + id * 97) / 120.0) + (second * 7919 + id * 104_729) % 13;

    /// <summary>By least squares, a round.</summary>
    private static double Slope(double[] values)
    {
        var middle = (values.Length - 1) / 2.0;
        var mean = values.Average();
        return values.Select((value, place) => (place - middle) * (value - mean)).Sum() / values.Select((_, place) => (place - middle) * (place - middle)).Sum();
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(ICDPSession session)
    {
        var answer = await session.SendAsync("Performance.getMetrics");
        return answer!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
    }

    private static string Body()
    {
        var charts = Enumerable.Range(0, Charts).Select(chart =>
        {
            var keys = Enumerable.Range(chart * Lines + 1, Lines).Select(id => $"metric_{id.ToString(CultureInfo.InvariantCulture)}").ToList();
            var lines = JsonSerializer.Serialize(keys.Select(key => new { key }));
            return $"""
                <article class="card"><live-value key="{keys[0]}" unit="ms"></live-value> <live-value mode="difference" key="{keys[0]}" unit="ms" versus="vs Day 6"></live-value>
                <p>{string.Concat(keys.Select(key => $"<live-value key=\"{key}\"></live-value> "))}<live-value mode="baseline" key="{keys[0]}"></live-value></p>
                <live-chart style="height: 180px" lines='{lines}' unit="ms" label="{keys[0]}" lane target="150" target-label="target &lt; 150 ms"></live-chart></article>
                """;
        });
        return $$"""
            <style>body { margin: 0; } main { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; }</style>
            <live-view><art-clock></art-clock> <live-age></live-age> <live-status></live-status></live-view><main>{{string.Concat(charts)}}</main>
            """;
    }

    /// <summary>uPlot as its documentation shows it, without legend and cursor: a new point a second and the oldest away.</summary>
    private static void Bare(WebApplication app)
    {
        app.UseStaticFiles(new StaticFileOptions { RequestPath = "/uplot", FileProvider = new PhysicalFileProvider(Path.Combine(StandIn.Checkout(), "node_modules/uplot/dist")) });
        app.MapGet("/bare", () => Results.Content($$"""
            <!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/uplot/uPlot.min.css"><script src="/uplot/uPlot.iife.min.js"></script>
            <style>body { margin: 0; } main { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px; }</style></head><body><main></main><script>
            const value = (id, second) => 100 + id + 20 * Math.sin((second + id * 97) / 120) + (second * 7919 + id * 104729) % 13;
            let now = 1789320727; const plots = [];
            for (let chart = 0; chart < {{Charts}}; chart++) {
              const x = Array.from({ length: 900 }, (_, place) => now - 899 + place), ids = [1, 2, 3].map(line => chart * 3 + line);
              const data = [x, ...ids.map(id => x.map(second => value(id, second)))], box = document.querySelector("main").appendChild(document.createElement("div"));
              const plot = new uPlot({ width: 620, height: 180, legend: { show: false }, cursor: { show: false }, series: [{}, ...["#0b63c5", "#00838f", "#7a6248"].map(stroke => ({ stroke, width: 1.5, points: { show: false } }))] }, data, box);
              plots.push({ plot, data, ids });
            }
            window.refresh = () => new Promise(done => requestAnimationFrame(() => {
              now += 1;
              for (const { plot, data, ids } of plots) {
                data[0].push(now); data[0].shift(); ids.forEach((id, line) => { data[line + 1].push(value(id, now)); data[line + 1].shift(); });
                plot.setData(data);
              }
              done();
            }));
            </script></body></html>
            """, "text/html; charset=utf-8"));
    }
}
