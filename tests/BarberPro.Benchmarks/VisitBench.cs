using BarberPro.EndToEnd.Tests;
using Microsoft.Playwright;

namespace BarberPro.Benchmarks;

/// <summary>What a first visit costs: bytes over the wire with an empty cache, and how long until live numbers stand there.</summary>
internal sealed class VisitBench : IBench
{
    public string Name => "visit";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-visit-{Environment.ProcessId}");
        try
        {
            await using var program = await ProgramUnderTest.StartBuiltAsync(["--Database:Directory", folder], cancellationToken);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await Chromium.LaunchAsync(playwright);
            List<(long Bytes, double Seconds)> visits = [];
            for (var visit = 0; visit < settings.Either(9, 3); visit++)
            {
                visits.Add(await VisitAsync(program, browser, visit == 0));
            }

            // The very first request also compiles the page on the server; a visitor after it does not pay that.
            var bytes = visits.Select(visit => visit.Bytes).Order().ElementAt(visits.Count / 2) / 1024.0;
            var seconds = visits.Skip(1).Select(visit => visit.Seconds).Order().ElementAt((visits.Count - 1) / 2);
            return
            [
                new("first visit to `/`, transferred, compressed", "≤ 220 KB", $"{bytes:F0} KB", bytes <= 220),
                new("first visit to `/`, live data on screen", "≤ 1.5 s", $"{seconds:F2} s (the server's first page ever {visits[0].Seconds:F2} s)", seconds <= 1.5),
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

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static async Task<(long Bytes, double Seconds)> VisitAsync(ProgramUnderTest program, IBrowser browser, bool show)
    {
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await program.SignInAsync(context);
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        var (bytes, names) = (0L, new Dictionary<string, string>(StringComparer.Ordinal));
        session.Event("Network.responseReceived").OnEvent += (_, e) => names[e!.Value.GetProperty("requestId").GetString()!] = e.Value.GetProperty("response").GetProperty("url").GetString()!;
        session.Event("Network.loadingFinished").OnEvent += (_, e) =>
        {
            var length = (long)e!.Value.GetProperty("encodedDataLength").GetDouble();
            bytes += length;
            if (show && length > 1024)
            {
                BenchSettings.Say($"{length,8:N0} {names.GetValueOrDefault(e.Value.GetProperty("requestId").GetString()!)}");
            }
        };
        await page.GotoAsync(new Uri(program.Address, "/").ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        var seconds = (await (await page.WaitForFunctionAsync("""
            () => {
              const numbers = [...document.querySelectorAll("live-value:not([mode])")].filter(one => one.getBoundingClientRect().top < innerHeight);
              const there = numbers.length > 0 && numbers.every(one => /\d/.test(one.innerText));
              return there && document.querySelector("live-status")?.dataset.state === "live" ? performance.now() / 1000 : null;
            }
            """, null, new PageWaitForFunctionOptions { Timeout = (float)Limit.TotalMilliseconds })).JsonValueAsync<double>());
        await page.WaitForLoadStateAsync(LoadState.Load);
        // A page's circuit and charts ask for a little more after it is shown; it counts.
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('live-chart')].filter(chart => chart.getBoundingClientRect().top < innerHeight).every(chart => chart.drawn?.(0).values.some(value => value !== null))");
        return (bytes, seconds);
    }
}
