using System.Text.RegularExpressions;
using AwesomeAssertions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Pages;

public sealed class AuditTests(Dashboard dashboard, Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task Audit_ByKeyboard_IsFilteredOpenedAndExported()
    {
        var server = await dashboard.StartAsync();
        var page = await server.NewPageAsync(browser, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 }, Locale = "en" });
        await server.Http.GetStringAsync(server.Address + "/api/audit.csv?text=nowhere", TestContext.Current.CancellationToken);
        await page.GotoAsync(server.Address + "/audit");
        await Expect(page.Locator("td .mono").First).ToHaveTextAsync("audit.exported", new() { Timeout = 30_000 });

        await page.Locator("input[name=action]").FillAsync("audit");
        await page.Locator("input[name=action]").PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/audit\\?action=audit$"));
        await Expect(page.Locator("td .mono").Filter(new() { HasText = "signin.done" })).ToHaveCountAsync(0); // the answer is there, not only the question
        await Expect(page.Locator(".more button").Last).ToBeEnabledAsync(new() { Timeout = 30_000 });
        await page.Locator(".more button").Last.PressAsync("Enter");

        await Expect(page.Locator(".detail")).ToContainTextAsync("nowhere");
        (await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").Should().BeEmpty();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".csv").ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken)).Should().StartWith("seq,at,actorKind").And.Contain(",audit.exported,");
        await page.Context.CloseAsync();
    }
}
