using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using BarberPro.EndToEnd.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace BarberPro.Benchmarks;

/// <summary>
/// From the exporter to the eye: the sandbox's exposition passes through this bench, which changes one gauge of it at times of its own; a script in the live
/// page notes at each of the browser's drawings which number stands there. All on one clock.
/// </summary>
internal sealed partial class LatencyBench : IBench
{
    public string Name => "latency";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-latency-{Environment.ProcessId}");
        try
        {
            await using var exporter = await Exporter.StartAsync(cancellationToken);
            await using var program = await ProgramUnderTest.StartBuiltAsync(
                ["--Database:Directory", folder, $"--Metrics:Sources:0:Url={exporter.Address}/metrics"], exporter.SandboxPort, cancellationToken);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await Chromium.LaunchAsync(playwright);
            var page = await (await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1920, Height = 1080 } })).NewPageAsync();
            await program.OpenAsync(page, "/");
            await page.EvaluateAsync("""
                () => {
                  // Looked for each time: the circuit renders the page anew over what the server had rendered.
                  const read = () => (document.querySelector('article live-value[key="replicas_ready"]:not([mode])')?.innerText.match(/\d+/) ?? [""])[0];
                  window.drawn = []; let last = read();
                  const look = () => { const text = read(); if (text !== last) { window.drawn.push([last = text, Date.now()]); } requestAnimationFrame(look); };
                  look();
                }
                """);
            await exporter.ChangeAsync(settings.Either(240, 15), cancellationToken);
            await page.WaitForFunctionAsync($"() => window.drawn.some(([text]) => text === '{exporter.Value}')", null, new PageWaitForFunctionOptions { Timeout = 5_000 });
            var drawn = (await page.EvaluateAsync<JsonElement>("() => window.drawn")).EnumerateArray()
                .GroupBy(pair => int.Parse(pair[0].GetString()!, CultureInfo.InvariantCulture), pair => pair[1].GetDouble()).ToDictionary(group => group.Key, group => group.First());

            var seen = exporter.Changes.Where(change => drawn.ContainsKey(change.Value)).ToList();
            var fromScrape = seen.Select(change => drawn[change.Value] - change.Scraped).Order().ToList();
            var fromChange = seen.Select(change => drawn[change.Value] - change.Changed).Order().ToList();
            var lost = exporter.Changes.Count - seen.Count;
            return
            [
                new("scrape finished → number drawn in the browser, p99", "≤ 150 ms", $"{At(fromScrape, 0.99):F0} ms (p50 {At(fromScrape, 0.5):F0} ms; {seen.Count} changes, {lost} not drawn)", lost == 0 && At(fromScrape, 0.99) <= 150),
                new("value changed at the exporter → drawn, 1 s scrape, p99", "≤ 1.25 s", $"{At(fromChange, 0.99) / 1000:F2} s (p50 {At(fromChange, 0.5) / 1000:F2} s)", lost == 0 && At(fromChange, 0.99) <= 1250),
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

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, Math.Floor(share * sorted.Count))];

    [GeneratedRegex(@"(?m)^autoscaler_replicas_ready(\{[^}]*\})? \S+")]
    private static partial Regex Gauge();

    private sealed record Change(int Value, double Changed)
    {
        /// <summary>When the first answer that carried it was sent.</summary>
        public double Scraped { get; set; }
    }

    private sealed class Exporter : IAsyncDisposable
    {
        private readonly HttpClient _sandbox = new();
        private readonly List<Change> _changes = [];
        private readonly WebApplication _app;
        private TaskCompletionSource _scraped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Change _now = new(100, 0);

        private Exporter(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single();

        public int SandboxPort { get; } = Prometheus.FreePort();

        public int Value => _now.Value;

        public List<Change> Changes => _changes;

        public static async Task<Exporter> StartAsync(CancellationToken cancellationToken)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var exporter = new Exporter(builder.Build());
            exporter._app.MapGet("/metrics", exporter.AnswerAsync);
            await exporter._app.StartAsync(cancellationToken);
            return exporter;
        }

        /// <summary>Changes the gauge at random moments, each value standing for at least one scrape.</summary>
        public async Task ChangeAsync(int times, CancellationToken cancellationToken)
        {
            var chance = new Random(7);
            for (var change = 1; change <= times; change++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(50, 1050)), cancellationToken);
                _scraped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _changes.Add(_now = new Change(100 + change, Now()));
                await _scraped.Task.WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _sandbox.Dispose();
        }

        private async Task AnswerAsync(HttpContext context)
        {
            var text = await _sandbox.GetStringAsync(new Uri($"http://127.0.0.1:{SandboxPort}/metrics"), context.RequestAborted);
            var now = _now;
            context.Response.ContentType = "text/plain; version=0.0.4";
            await context.Response.WriteAsync(Gauge().Replace(text, match => $"autoscaler_replicas_ready{match.Groups[1].Value} {now.Value}", 1), context.RequestAborted);
            await context.Response.CompleteAsync();
            if (now.Scraped == 0)
            {
                now.Scraped = Now();
                _scraped.TrySetResult();
            }
        }

        private static double Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
