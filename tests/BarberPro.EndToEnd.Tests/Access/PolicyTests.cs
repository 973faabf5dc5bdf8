using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Access;

/// <summary>The pages do all they do within the policy of their own headers.</summary>
public sealed class PolicyTests(Pages.Dashboard dashboard, Browser browser)
{
    private const string Watch = """
        window.violations = [];
        document.addEventListener("securitypolicyviolation", e => window.violations.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
        """;

    public static TheoryData<string> Paths => Pages.PagesTests.Paths;

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Paths))]
    public async Task Page_WithItsScriptsAtWork_ViolatesNothing(string path)
    {
        var server = await dashboard.StartAsync();
        var (page, told) = await OpenAsync();

        await page.GotoAsync(server.Address + path);
        await Expect(page.Locator("live-status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Live"), new() { Timeout = 30_000 });
        // A click that a circuit answers: the page's scripts, its WebSocket and its circuit are all at work.
        await page.Locator("nav a").First.ClickAsync();
        await Expect(page.Locator("live-status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Live"), new() { Timeout = 30_000 });

        (await ViolationsAsync(page)).Should().BeEmpty();
        told.Should().BeEmpty();
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Reference_OfTheApi_WorksWithinThePolicy()
    {
        var server = await dashboard.StartAsync();
        var (page, _) = await OpenAsync();

        await page.GotoAsync(server.Address + "/api");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "BarberPro" }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        // Its script asks whether text may be run as code, is told no, and goes on.
        (await ViolationsAsync(page)).Where(violation => !violation.StartsWith("script-src eval ", StringComparison.Ordinal)).Should().BeEmpty();
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Script_WrittenIntoThePage_DoesNotRun()
    {
        var server = await dashboard.StartAsync();
        var (page, _) = await OpenAsync();
        await page.GotoAsync(server.Address + "/sources");
        await Expect(page.Locator("live-status")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("Live"), new() { Timeout = 30_000 });

        await page.EvaluateAsync("""
            () => {
              document.body.insertAdjacentHTML("beforeend", "<img src=/none onerror='window.ran = 1'><div id=place></div>");
              document.getElementById("place").innerHTML = "<iframe srcdoc='<script>parent.ran = 2<\/script>'></iframe>";
              document.getElementById("place").setAttribute("onclick", "window.ran = 3");
              document.getElementById("place").click();
            }
            """);
        await page.WaitForFunctionAsync("window.violations.length >= 2");

        (await page.EvaluateAsync<bool>("window.ran === undefined")).Should().BeTrue();
        await page.Context.CloseAsync();
    }

    private async Task<(IPage Page, List<string> Told)> OpenAsync()
    {
        var page = await (await dashboard.StartAsync()).NewPageAsync(browser);
        var told = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase) || message.Text.Contains("Permissions-Policy", StringComparison.OrdinalIgnoreCase))
            {
                told.Add(message.Text);
            }
        };
        await page.AddInitScriptAsync(Watch);
        return (page, told);
    }

    private static Task<string[]> ViolationsAsync(IPage page) => page.EvaluateAsync<string[]>("window.violations");
}
