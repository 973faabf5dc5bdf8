using System.Diagnostics;
using AwesomeAssertions;
using Microsoft.Playwright;
using Xunit;

namespace BarberPro.EndToEnd.Tests.Elements;

public sealed class ElementTests(Browser browser)
{
    private const string Controls = """
        <live-view><button data-view-range="15m">15</button><button data-view-range="day">day</button><button role="switch" data-view-compare>compare</button>
        <button data-view-pause data-text-pause="Pause" data-text-resume="Resume">Pause</button></live-view><live-age></live-age><live-status></live-status>
        """;

    private const string Spanish = """{"ClientLive":"En vivo","ClientAgeOld":"hace {0}","ClientDataAge":"Datos de hace {0}","ClientMinutes":"min","ClientSeconds":"s"}""";

    private static readonly string[] Tags = ["live-view", "live-chart", "live-value", "live-status", "live-age", "live-spark", "live-heat", "art-clock"];
    private static readonly string[] Written = ["rate", "negative", "duration", "money", "share"];

    private static long Minute(long second) => second / 60 * 60;

    [Fact(Timeout = 60_000)]
    public async Task Value_FrameComes_ShowsTheNumberSent()
    {
        await using var page = await ElementPage.OpenAsync(browser, ElementPage.Number + ElementPage.Chart + Controls, cancellationToken: TestContext.Current.CancellationToken);
        (await page.TextAsync("live-value")).Should().Be("…", "what the server rendered stays until there are data");

        await page.Server.SendFrameAsync(1234.56, 7);

        await page.WaitForTextAsync("live-value", "1,234.6 req/s");
        await page.WaitForStateAsync("live-status", "live");
        (await page.TextAsync("live-status")).Trim().Should().Be("Live");
        (await page.DrawnAsync())[Minute(page.Server.At)].Should().BeApproximately(1234.56, 1e-9);
        page.Faults.Should().BeEmpty();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("en", "1,234.5 req/s", "−12.3 ms", "2 min 12 s", "96.3 M ARS", "+3.4 pts vs Day 6")]
    [InlineData("es-AR", "1.234,5 req/s", "−12,3 ms", "2 min 12 s", "96,3 M ARS", "+3,4 pts vs Day 6")]
    public async Task Value_ByLanguage_IsWrittenAsPeopleThereWriteIt(string language, string rate, string negative, string duration, string money, string difference)
    {
        var server = new StandIn
        {
            Html = $"lang=\"{language}\"", Texts = language == "en" ? "{}" : Spanish,
            Baseline = (id, _) => id == 5 ? .5 : null,
            Body = """
                <p id="a"><live-value interval="0" key="rate" unit="req/s" decimals="1"></live-value></p><p id="b"><live-value interval="0" key="negative" unit="ms" scale="1000" decimals="1"></live-value></p>
                <p id="c"><live-value interval="0" key="duration" unit="s" decimals="2"></live-value></p><p id="d"><live-value interval="0" key="money" unit="ARS"></live-value></p>
                <p id="e"><live-value interval="0" key="share" unit="%" scale="100" decimals="1" mode="difference" versus="vs Day 6"></live-value></p><art-clock></art-clock>
                """,
        };
        server.Series.AddRange(Written.Select((key, place) => new StandInSeries(place + 1, key, [], "")));
        await using var page = await ElementPage.OpenAsync(browser, server, cancellationToken: TestContext.Current.CancellationToken);

        await page.Server.SendFrameAsync(1234.5, -.0123, 132, 96_300_000, .534);

        await page.WaitForTextAsync("#a", rate);
        await page.WaitForTextAsync("#b", negative);
        await page.WaitForTextAsync("#c", duration);
        await page.WaitForTextAsync("#d", money);
        await page.WaitForTextAsync("#e", difference);
        await page.Page.WaitForFunctionAsync(@"() => /^14:32:\d\d\s+ART$/.test(document.querySelector('art-clock').innerText)"); // the day's zone counts, not the browser's
        page.Faults.Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Sequence_JumpsOverFrames_TheMissingSecondsAreReadFromHistory()
    {
        await using var page = await ElementPage.OpenAsync(browser, ElementPage.Chart + Controls, address: "/?range=15m", cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(10, 1);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-chart').drawn().values.at(-1) === 10");

        page.Server.LoseFrame(11, 1);
        page.Server.LoseFrame(12, 1);
        await page.Server.SendFrameAsync(13, 1);

        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-chart').drawn().values.slice(-4).join() === '10,11,12,13'");
        page.Faults.Should().BeEmpty();
    }

    [Fact(Timeout = 90_000)]
    public async Task Server_KilledAndStartedAgain_ThePageComesBackWithTheGapAsAGap()
    {
        await using var page = await ElementPage.OpenAsync(browser, ElementPage.Number + ElementPage.Chart + Controls, cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(10, 1);
        await page.WaitForTextAsync("live-value", "10.0 req/s");
        var port = page.Server.Port;
        var before = Minute(page.Server.At);

        await page.Server.KillAsync();
        await page.WaitForStateAsync("live-status", "stopped");
        (await page.TextAsync("live-status")).Should().StartWith("DATA STOPPED 14:32 ART");
        (await page.TextAsync("live-value")).Should().StartWith("10.0 req/s", "the last good value stays, with its age");

        page.Server.At += 600;
        page.Server.ForgetSequence();
        await page.Server.StartAsync(port);
        await page.Server.Watching.Task;
        await page.Server.SendFrameAsync(20, 1);
        await page.WaitForTextAsync("live-value", "20.0 req/s");
        (await page.Page.GetAttributeAsync("html", "data-live")).Should().NotBe("stopped");

        var drawn = await page.DrawnAsync();
        drawn[before].Should().Be(10);
        drawn[Minute(page.Server.At)].Should().Be(20);
        drawn.Where(point => point.Key > before && point.Key < Minute(page.Server.At)).Should().HaveCount(9).And.OnlyContain(point => point.Value == null);
        page.Faults.Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Value_WithoutNewSamples_LooksLateThenStaleThenDead()
    {
        await using var page = await ElementPage.OpenAsync(browser, """<live-value key="requests" unit="req/s" interval="20"></live-value>""" + ElementPage.Chart, cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(10, 1);
        await page.WaitForStateAsync("live-value", "fresh");

        await SilentForAsync(page, 45);
        await page.WaitForStateAsync("live-value", "late");
        (await page.TextAsync("live-value")).Should().Contain("45 s old");
        await SilentForAsync(page, 60);
        await page.WaitForStateAsync("live-value", "stale");
        (await page.TextAsync("live-value")).Should().Contain("1 min old");
        (await Decoration(page)).Should().Contain("underline").And.Contain("dashed");
        await page.WaitForStateAsync("live-chart", "stale");
        await SilentForAsync(page, 1200);
        await page.WaitForStateAsync("live-value", "dead");
        (await Decoration(page)).Should().Contain("line-through");

        await page.Server.SendFrameAsync(11, 1);
        await page.WaitForTextAsync("live-value", "11 req/s");
        await page.WaitForStateAsync("live-value", "fresh");
    }

    [Fact(Timeout = 60_000)]
    public async Task Elements_Removed_ReleaseConnectionNodesAndListeners()
    {
        await using var page = await ElementPage.OpenAsync(browser, "", cancellationToken: TestContext.Current.CancellationToken);
        // A page without elements has no connection: these come later, as after a navigation inside a circuit.
        const string add = "html => { const box = document.createElement('main'); box.innerHTML = html; document.body.append(box); }";
        const string remove = "() => document.querySelector('main').remove()";
        var body = string.Concat(Enumerable.Repeat(ElementPage.Number + ElementPage.Chart, 5)) + Controls + """<live-spark key="requests"></live-spark><live-heat cells="[1,2,null]" limit="2"></live-heat><art-clock></art-clock>""";
        await TurnAsync(page, add, body, remove);
        await WaitAsync(() => page.Server.Connections == 0);
        var before = await page.MeasureAsync();

        for (var turn = 0; turn < 5; turn++)
        {
            await TurnAsync(page, add, body, remove);
        }

        await WaitAsync(() => page.Server.Connections == 0);
        foreach (var tag in Tags)
        {
            (await page.InstancesAsync(tag)).Should().Be(0, tag);
        }

        var after = await page.MeasureAsync();
        after.Nodes.Should().BeLessThanOrEqualTo(before.Nodes);
        after.Listeners.Should().BeLessThanOrEqualTo(before.Listeners);
        page.Faults.Should().BeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task Crosshair_OverOneChart_StandsInAllButOnlyThatOneHasTheBox()
    {
        await using var page = await ElementPage.OpenAsync(browser, ElementPage.Chart + ElementPage.Chart, cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(10, 1);
        await page.WaitForStateAsync("live-chart", "fresh");

        await page.Page.Locator("live-chart").First.HoverAsync(new LocatorHoverOptions { Position = new Position { X = 600, Y = 60 } });

        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('live-chart')].every(chart => !chart.shadowRoot.querySelector('.hair').hidden)");
        (await page.Page.EvaluateAsync<bool[]>("() => [...document.querySelectorAll('live-chart')].map(chart => !chart.shadowRoot.querySelector('.tip').hidden)")).Should().Equal(true, false);
        var places = await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('live-chart')].map(chart => chart.shadowRoot.querySelector('.hair').style.transform)");
        places[0].Should().Be(places[1]);

        await page.Page.Mouse.MoveAsync(5, 600);
        await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('live-chart')].every(chart => chart.shadowRoot.querySelector('.hair').hidden)");
    }

    [Fact(Timeout = 60_000)]
    public async Task Crosshair_ByKeyboard_MovesByMinutesAndLeavesWithEscape()
    {
        var chart = ElementPage.Chart.Replace("lane>", """lane marks='[{"at":"14:29","kind":"change","label":"lb r6 14:29"}]'>""", StringComparison.Ordinal);
        var server = new StandIn { Body = chart, Past = (_, second) => second % 3600 / 60 };
        server.Series.Add(new StandInSeries(1, "requests", [], "req/s"));
        await using var page = await ElementPage.OpenAsync(browser, server, cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(99, 1);
        await page.WaitForStateAsync("live-chart", "fresh");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-chart').drawn().values.filter(value => value !== null).length > 300");

        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.WaitForFunctionAsync("() => document.activeElement?.localName === 'live-chart'");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await TipAsync(page, "14:32 ART", "req/s", "lb r6 3 min before"); // the running minute's mean moves with each reading
        await page.Page.Keyboard.PressAsync("ArrowLeft");
        await TipAsync(page, "14:31 ART", "31 req/s", "lb r6 2 min before");
        await page.Page.Keyboard.PressAsync("PageUp");
        await TipAsync(page, "14:16 ART", "16 req/s");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-chart').shadowRoot.querySelector('.tip').hidden");
    }

    [Fact(Timeout = 60_000)]
    public async Task View_Buttons_ChangeRangeAndPauseAndSaySo()
    {
        await using var page = await ElementPage.OpenAsync(browser, ElementPage.Number + ElementPage.Chart + Controls, cancellationToken: TestContext.Current.CancellationToken);
        await page.Server.SendFrameAsync(10, 1);
        await page.WaitForTextAsync("live-value", "10.0 req/s");

        await page.Page.ClickAsync("[data-view-range='15m']");
        (await page.Page.GetAttributeAsync("[data-view-range='15m']", "aria-pressed")).Should().Be("true");
        page.Page.Url.Should().EndWith("?range=15m");
        (await page.DrawnAsync()).Should().HaveCount(901);

        await page.Page.ClickAsync("[data-view-pause]");
        await page.Server.SendFrameAsync(11, 1);
        await page.WaitForTextAsync("live-age", "Paused 14:32:08");
        (await page.TextAsync("[data-view-pause]")).Should().Be("Resume");
        (await page.TextAsync("live-value")).Should().StartWith("10.0");
        await page.Page.ClickAsync("[data-view-pause]");
        await page.WaitForTextAsync("live-value", "11.0 req/s");

        await page.Page.ReloadAsync();
        (await page.Page.GetAttributeAsync("[data-view-range='15m']", "aria-pressed")).Should().Be("true");
    }

    [Fact(Timeout = 60_000)]
    public async Task Hub_StateMessage_IsAnEventOfThePage()
    {
        await using var page = await ElementPage.OpenAsync(browser, Controls, cancellationToken: TestContext.Current.CancellationToken);
        await page.Page.EvaluateAsync("() => document.addEventListener('live-state', event => { window.heard = `${event.detail.kind} ${event.detail.version}`; })");

        await page.Server.SendStateAsync("targets", 12);

        await page.Page.WaitForFunctionAsync("() => window.heard === 'targets 12'");
    }

    [Fact(Timeout = 60_000)]
    public async Task Theme_Toggled_IsKeptInTheCookie()
    {
        await using var page = await ElementPage.OpenAsync(browser, Controls + "<button data-theme-toggle>theme</button>", cancellationToken: TestContext.Current.CancellationToken);

        await page.Page.ClickAsync("[data-theme-toggle]");
        (await page.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme")).Should().Be("dark");
        await page.Page.ReloadAsync();
        (await page.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme")).Should().Be("dark");
    }

    [Fact(Timeout = 60_000)]
    public async Task Strip_OfMinutes_TellsInsideOutsideAndMissing()
    {
        await using var page = await ElementPage.OpenAsync(browser, """<live-status></live-status><live-heat label="Connections" cells="[1,1,1,1,3,3,3,3,null,null,null,null]" limit="2" comparison="&lt;"></live-heat>""", cancellationToken: TestContext.Current.CancellationToken);

        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-heat').shadowRoot.querySelectorAll('path[d^=M]').length === 3");
        (await page.Page.EvaluateAsync<string>("() => document.querySelector('live-heat').shadowRoot.querySelector('svg').getAttribute('aria-label')")).Should().Be("Connections 4 minutes in, 4 out, 4 without data");
    }

    [Fact(Timeout = 120_000)]
    public async Task Client_TypeScript_IsStrictlyTyped()
    {
        var top = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(top.FullName, "package.json")))
        {
            top = top.Parent!;
        }

        using var check = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "run --silent check") { WorkingDirectory = top.FullName, RedirectStandardOutput = true })!;
        var said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        check.ExitCode.Should().Be(0, said);
    }

    private static async Task SilentForAsync(ElementPage page, int seconds)
    {
        // Frames go on, without a value of the first series.
        var first = StandIn.Noon.ToUnixTimeSeconds() + 1;
        await page.Server.SendFrameAtAsync(1 + seconds, first + seconds, [null, 1]);
    }

    private static Task<string> Decoration(ElementPage page) =>
        page.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('live-value [data-numbers]')).textDecoration");

    private static async Task TipAsync(ElementPage page, params string[] words) =>
        await page.Page.WaitForFunctionAsync("words => { const tip = document.querySelector('live-chart').shadowRoot.querySelector('.tip'); return !tip.hidden && words.every(word => tip.innerText.includes(word)); }", words);

    private static async Task TurnAsync(ElementPage page, string add, string body, string remove)
    {
        await page.Page.EvaluateAsync(add, body);
        await WaitAsync(() => page.Server.Connections > 0);
        await page.Server.SendFrameAsync(1, 2);
        await page.Page.WaitForFunctionAsync("() => document.querySelector('live-chart').dataset.state !== undefined");
        await page.Page.EvaluateAsync(remove);
    }

    /// <summary>Until the newest frame is on the screen.</summary>
    internal static async Task ShownAsync(ElementPage page) =>
        await page.Page.WaitForFunctionAsync("at => { const { at: seconds, values } = document.querySelector('live-chart').drawn(); return values[seconds.indexOf(at)] != null; }", Minute(page.Server.At));

    private static async Task WaitAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
