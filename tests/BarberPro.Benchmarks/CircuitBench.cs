using System.Globalization;
using BarberPro.EndToEnd.Tests;
using Microsoft.Playwright;

namespace BarberPro.Benchmarks;

/// <summary>What one open live page costs the server as a Blazor circuit. The browsers keep their circuit and are refused the live hub, whose cost is measured apart.</summary>
internal sealed class CircuitBench : IBench
{
    public string Name => "circuit";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-circuit-{Environment.ProcessId}");
        var address = new Uri($"http://127.0.0.1:{Prometheus.FreePort()}");
        try
        {
            await using var server = Child.Start(DashboardChild.Role, ["--urls", address.GetLeftPart(UriPartial.Authority), "--environment", "Development",
                "--Sandbox:Url", $"http://127.0.0.1:{Prometheus.FreePort()}", "--Database:Directory", folder]);
            var link = await server.ReadAsync(cancellationToken);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await Chromium.LaunchAsync(playwright);
            var (first, many, seconds) = (settings.Either(4, 2), settings.Either(24, 4), settings.Either(60, 10));
            var cookies = (await OpenAsync(browser, link, [], first)).Cookies; // the pages that compile the code and fill the caches
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(60, 5)), cancellationToken);
            var (fewBytes, before) = await MeasureAsync(server, seconds, cancellationToken);
            var opened = (await OpenAsync(browser, link, cookies, many)).Pages;
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(20, 5)), cancellationToken);
            var (manyBytes, during) = await MeasureAsync(server, seconds, cancellationToken);
            await Task.WhenAll(opened.Select(page => page.Context.CloseAsync()));
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(10, 5)), cancellationToken);
            var (_, after) = await MeasureAsync(server, seconds, cancellationToken);
            var heap = (manyBytes - fewBytes) / many / 1e6;
            // The program's own cost moves from minute to minute by more than this: the lesser of its two readings gives the most that a page can cost.
            var cpu = (during - Math.Min(before, after)) / many;
            return
            [
                new("circuit of the live page, managed heap", "≤ 1.0 MB", $"{heap:F2} MB ({many} pages)", heap <= 1.0),
                new("circuit of the live page, processor a second", "≤ 0.1 ms", $"at most {cpu:F3} ms (the program {before:F1} ms a second with {first} pages, {during:F1} ms with {first + many}, {after:F1} ms with {first} again)", cpu <= 0.1),
            ];
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task<(IReadOnlyList<Cookie> Cookies, List<IPage> Pages)> OpenAsync(IBrowser browser, string link, IReadOnlyList<Cookie> cookies, int pages)
    {
        List<IPage> opened = [];
        for (var i = 0; i < pages; i++)
        {
            var context = await browser.NewContextAsync();
            cookies = await ProgramUnderTest.SignInAsync(context, link, cookies);
            var page = await context.NewPageAsync();
            await page.RouteAsync("**/hubs/live/**", route => route.AbortAsync());
            await page.RouteWebSocketAsync("**/hubs/live*", socket => _ = socket.CloseAsync());
            var circuit = page.WaitForWebSocketAsync(new PageWaitForWebSocketOptions { Predicate = socket => socket.Url.Contains("_blazor", StringComparison.Ordinal) });
            await page.GotoAsync(new Uri(new Uri(link), "/").ToString());
            await circuit;
            await page.WaitForFunctionAsync("() => document.querySelectorAll('live-chart').length > 8");
            opened.Add(page);
        }

        return (cookies, opened);
    }

    private static async Task<(double Bytes, double CpuPerSecond)> MeasureAsync(Child server, int seconds, CancellationToken cancellationToken)
    {
        var bytes = await AskAsync(server, "memory", cancellationToken);
        var before = await AskAsync(server, "cpu", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
        return (bytes, (await AskAsync(server, "cpu", cancellationToken) - before) / seconds);
    }

    private static async Task<double> AskAsync(Child server, string what, CancellationToken cancellationToken) =>
        double.Parse(await server.AskAsync(what, cancellationToken), CultureInfo.InvariantCulture);
}
