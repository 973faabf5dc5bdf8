using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Pages;

/// <summary>The program killed and started again under an open page.</summary>
public sealed class RestartTests(Browser browser)
{
    [Fact(Timeout = 240_000)]
    public async Task Page_ServerKilledAndStartedAgain_ComesBackByItselfWithTheGapAsAGap()
    {
        await using var server = new DashboardProcess();
        await server.StartAsync();
        var page = await server.NewPageAsync(browser);
        await page.GotoAsync(server.Address + "/?range=15m");
        var status = page.Locator("live-status");
        await Expect(status).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Live"), new() { Timeout = 30_000 });
        var dayBefore = await server.GetAsync("/api/day");

        await server.KillAsync();
        await Expect(status).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("DATA STOPPED [0-9]{2}:[0-9]{2} ART"), new() { Timeout = 30_000 });
        await server.StartAsync();

        await Expect(status).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Live"), new() { Timeout = 60_000 });
        var dayAfter = await server.GetAsync("/api/day");
        dayAfter.GetProperty("date").GetString().Should().Be(dayBefore.GetProperty("date").GetString());
        var id = (await server.GetAsync("/api/metrics")).EnumerateArray().First(one => one.GetProperty("key").GetString() == "replicas_ready").GetProperty("id").GetInt32();
        var now = DateTimeOffset.Parse(dayAfter.GetProperty("now").GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        var history = await server.GetAsync($"/api/series/{id}/history?from={now - 300}&to={now}&step=1");
        var values = history.GetProperty("values").EnumerateArray().Select(value => value.ValueKind != System.Text.Json.JsonValueKind.Null).ToList();
        var last = values.LastIndexOf(true);
        var gap = values[..last].LastIndexOf(false);
        gap.Should().BeGreaterThan(0, "the seconds without a program are a gap in the middle");
        values[..gap].Should().Contain(true, "what came before the kill was kept");
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Program_AskedToStop_EndsInOrder()
    {
        await using var server = new DashboardProcess();
        await server.StartAsync("--Sandbox:Enabled=false");

        (await server.StopAsync()).Should().Be(0);
        File.Exists(Path.Combine(server.DatabaseFolder, "postmaster.pid")).Should().BeFalse("its database server has ended with it");
    }

    [Fact(Timeout = 120_000)]
    public async Task Program_PortOfTheSandboxTaken_SaysSoAndLeavesNoServerBehind()
    {
        await using var server = new DashboardProcess();
        var port = new Uri(server.Sandbox).Port;
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        taken.Start();

        var start = () => server.StartAsync();

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*ended with 1 before it was ready*");
        server.Output.Should().Contain("Sandbox:Url").And.NotContain("   at ", "a person can mend it without a stack trace");
        File.Exists(Path.Combine(server.DatabaseFolder, "postmaster.pid")).Should().BeFalse("its database server has ended with it");
    }
}
