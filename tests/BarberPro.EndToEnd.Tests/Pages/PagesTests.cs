using System.Globalization;
using AwesomeAssertions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Pages;

/// <summary>Each page, as a newcomer sees it: it fits, it speaks, nothing fails.</summary>
public sealed class PagesTests(Dashboard dashboard, Browser browser)
{
    private static readonly string[] Framed = ["/", "/targets", "/board", "/sources", "/plans", "/audit", "/people", "/keys", "/me", "/metrics/http_response_seconds_avg?region=ar", "/no-such-page"];

    /// <summary>Pages in the frame, which is live.</summary>
    public static TheoryData<string> Paths => [.. Framed];

    /// <summary>With those at the door.</summary>
    public static TheoryData<string> AllPaths => [.. Framed, "/signin", "/signin/invitation?token=none", "/signin/second"];

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(AllPaths))]
    public async Task Page_AnyWidth_FitsAndHasNoFault(string path)
    {
        var server = await dashboard.StartAsync();
        foreach (var (width, dark, language) in new[] { (390, true, "en"), (1280, false, "es-AR"), (1920, true, "en") })
        {
            var page = await server.NewPageAsync(browser, new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
                Locale = language,
                TimezoneId = "Asia/Tokyo",
            });
            var faults = new List<string>();
            page.Console += (_, message) => { if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal)) { faults.Add(message.Text); } };
            page.PageError += (_, fault) => faults.Add(fault);

            await page.GotoAsync(server.Address + path);
            await Expect(page.Locator("h1").First).ToBeAttachedAsync();
            await WaitForLiveAsync(page, path);

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "{0} at {1} does not scroll sideways", path, width);
            (await page.GetAttributeAsync("html", "lang")).Should().Be(language);
            (await page.GetAttributeAsync("html", "data-theme")).Should().Be(dark ? "dark" : "light");
            faults.Should().BeEmpty("{0} at {1}", path, width);
            await page.Context.CloseAsync();
        }
    }

    [Theory(Timeout = 240_000)]
    [MemberData(nameof(AllPaths))]
    public async Task Page_LightAndDark_HasNoAccessibilityViolation(string path)
    {
        var server = await dashboard.StartAsync();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await server.NewPageAsync(browser, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 }, ColorScheme = scheme });
            await page.GotoAsync(server.Address + path);
            await WaitForLiveAsync(page, path);

            var result = await page.RunAxe();

            result.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").Should().BeEmpty("{0} {1}", path, scheme);
            await page.Context.CloseAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Number_OnThePage_EqualsTheValueOfTheApi()
    {
        var server = await dashboard.StartAsync();
        var page = await server.NewPageAsync(browser);
        await page.GotoAsync(server.Address);
        var shown = page.Locator("article", new() { HasText = "Connections used" }).Locator(".now live-value");
        await Expect(shown).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("%"), new() { Timeout = 30_000 });

        // Both move each second; within a few readings they must say the same.
        string text = "", value = "";
        for (var reading = 0; reading < 200 && (text.Length == 0 || text != value); reading++)
        {
            var metrics = await server.GetAsync("/api/metrics");
            var metric = metrics.EnumerateArray().First(one => one.GetProperty("key").GetString() == "db_connections_ratio");
            value = (metric.GetProperty("value").GetDouble() * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
            text = await page.EvaluateAsync<string>("e => e.innerText", await shown.ElementHandleAsync());
        }

        text.Should().Be(value);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Language_SwitchedInTheHeader_IsKept()
    {
        var server = await dashboard.StartAsync();
        var page = await server.NewPageAsync(browser, new BrowserNewContextOptions { Locale = "en" });
        await page.GotoAsync(server.Address + "/sources");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Sources");

        await page.Locator("header .lang").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Fuentes");
        page.Url.Should().EndWith("/sources");
        await page.ReloadAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Fuentes");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Targets_OfTheShippedPlan_AreEightOnTheLiveDay()
    {
        var server = await dashboard.StartAsync();
        var page = await server.NewPageAsync(browser);
        await page.GotoAsync(server.Address);

        await Expect(page.Locator(".tile")).ToHaveCountAsync(8);
        var targets = await server.GetAsync("/api/days/7/targets");

        targets.GetArrayLength().Should().Be(8);
        await page.Context.CloseAsync();
    }

    /// <summary>The pages at the door have no frame.</summary>
    private static Task WaitForLiveAsync(IPage page, string path) => path.StartsWith("/signin", StringComparison.Ordinal)
        ? Expect(page.Locator("h1")).ToBeVisibleAsync()
        : Expect(page.Locator("live-status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Live|En vivo"), new() { Timeout = 30_000 });
}
