using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Pages;

/// <summary>What an open page does when its person is locked, loses the role or is signed out elsewhere.</summary>
public sealed class EndedSessionTests(Dashboard dashboard, Browser browser)
{
    private const string Password = "another four words";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 180_000)]
    [InlineData("lock")]
    [InlineData("sign-out")]
    [InlineData("disable")]
    public async Task Page_OfAPersonWhoIsOut_EndsItsConnectionsAndLeadsToTheSignIn(string change)
    {
        var server = await dashboard.StartAsync();
        await server.NewPageAsync(browser); // an administrator is there
        var (page, id, sockets) = await OpenAsync(server, $"Ana {change}", "member", "/");
        sockets.Should().HaveCount(2, "a circuit and the live hub");
        var left = page.WaitForURLAsync(new Regex("/signin"), new() { Timeout = 60_000 });
        var closed = sockets.Select(socket =>
        {
            var ended = new TaskCompletionSource();
            socket.Close += (_, _) => ended.TrySetResult();
            return Task.WhenAny(ended.Task, left); // a page that is left takes its connections with it, and no longer tells
        }).ToList();

        (await server.Http.PostAsync($"{server.Address}/api/people/{id}/{change}", null, Token)).EnsureSuccessStatusCode();

        var ending = () => Task.WhenAll(closed).WaitAsync(TimeSpan.FromSeconds(5), Token);
        await ending.Should().NotThrowAsync("both connections end within 5 s");
        await Expect(page).ToHaveURLAsync(new Regex("/signin"), new() { Timeout = 5_000 });
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Page_OfAPersonWhoLosesTheRole_SaysWhichIsNeeded()
    {
        var server = await dashboard.StartAsync();
        await server.NewPageAsync(browser);
        var (page, id, _) = await OpenAsync(server, "Lea", "lead", "/people");

        (await server.Http.PostAsJsonAsync($"{server.Address}/api/people/{id}/role", new { role = "viewer" }, Token)).EnsureSuccessStatusCode();

        await Expect(page.Locator("main")).ToContainTextAsync("This needs the role lead", new() { Timeout = 5_000 });
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task PeoplePage_ByKeyboard_LocksAfterOneMoreQuestion()
    {
        var server = await dashboard.StartAsync();
        var admin = await server.NewPageAsync(browser);
        var (other, id, _) = await OpenAsync(server, "Beto", "member", "/");
        await admin.GotoAsync(server.Address + "/people");

        var @lock = admin.GetByRole(AriaRole.Button, new() { Name = "Lock Beto" });
        await Expect(@lock).ToBeEnabledAsync(new() { Timeout = 30_000 });
        await @lock.PressAsync("Enter");
        await Expect(admin.Locator(".offer h2")).ToHaveTextAsync("Lock Beto and end all their sessions?");
        await Expect(admin.Locator(".offer .primary")).ToBeFocusedAsync();
        await admin.Keyboard.PressAsync("Enter");

        await Expect(admin.GetByRole(AriaRole.Button, new() { Name = "Unlock Beto" })).ToBeVisibleAsync();
        await Expect(other).ToHaveURLAsync(new Regex("/signin"), new() { Timeout = 10_000 });
        (await server.GetAsync("/api/people")).EnumerateArray().Single(one => one.GetProperty("id").GetString() == id).GetProperty("locked").GetBoolean().Should().BeTrue();
        await admin.Context.CloseAsync();
        await other.Context.CloseAsync();
    }

    /// <summary>A page of somebody who came in by an invitation, live.</summary>
    private async Task<(IPage Page, string Id, List<IWebSocket> Sockets)> OpenAsync(DashboardProcess server, string name, string role, string path)
    {
        var answer = await server.Http.PostAsJsonAsync(server.Address + "/api/people/invitations", new { role }, Token);
        var link = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("link").GetString()!;
        var page = await browser.NewPageAsync(new BrowserNewContextOptions { Locale = "en", ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        await page.GotoAsync(link);
        await page.Locator("input[name=name]").FillAsync(name);
        await page.Locator("input[name=password]").FillAsync(Password);
        await page.Locator("input[name=again]").FillAsync(Password);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(server.Address + "/");
        await page.GotoAsync("about:blank"); // the connections of the page before are not counted
        var sockets = new List<IWebSocket>();
        page.WebSocket += (_, socket) => sockets.Add(socket);
        await page.GotoAsync(server.Address + path);
        await Expect(page.Locator("live-status")).ToHaveTextAsync(new Regex("Live"), new() { Timeout = 30_000 });
        while (sockets.Count < 2)
        {
            await page.EvaluateAsync("1");
        }

        var id = (await server.GetAsync("/api/people")).EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;
        return (page, id, sockets);
    }
}
