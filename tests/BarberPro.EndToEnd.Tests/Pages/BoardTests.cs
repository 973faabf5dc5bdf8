using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using AwesomeAssertions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace BarberPro.EndToEnd.Tests.Pages;

/// <summary>The board as two people have it open, with a program of its own: what one does the other sees, and nobody loses a word.</summary>
public sealed class BoardTests(Browser browser, BoardTests.BoardProgram program) : IClassFixture<BoardTests.BoardProgram>, IAsyncLifetime
{
    private readonly List<IPage> _pages = [];
    private DashboardProcess _server = default!;

    public async ValueTask InitializeAsync() => _server = await program.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages)
        {
            await page.Context.CloseAsync();
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Drag_InOneBrowser_IsSeenInTheOther()
    {
        var card = await AddAsync("Drag me");
        var (mine, theirs) = (await OpenAsync(), await OpenAsync());

        await DragAsync(mine, Tile(mine, card), Column(mine, "evening", "doing"));

        await Expect(Column(theirs, "evening", "doing").Locator($"[data-card='{card}']")).ToBeVisibleAsync();
        await Expect(Column(mine, "evening", "doing").Locator($"[data-card='{card}']")).ToBeVisibleAsync();
        await Expect(mine.Locator(".board-ghost, .board-slot, [data-dragged]")).ToHaveCountAsync(0);
        (await CardAsync(card)).GetProperty("column").GetString().Should().Be("doing");
    }

    [Fact(Timeout = 180_000)]
    public async Task Drag_UnderWay_IsSeenInTheOther_AndEscapeLeavesIt()
    {
        var card = await AddAsync("Carried about");
        var (mine, theirs) = (await OpenAsync(), await OpenAsync());

        await BeginDragAsync(mine, Tile(mine, card), Column(mine, "evening", "done"));
        await Expect(Tile(theirs, card)).ToHaveClassAsync(new Regex("leaving"));
        await Expect(Column(theirs, "evening", "done").Locator(".slot")).ToBeVisibleAsync();
        await Expect(mine.Locator(".board-ghost")).ToHaveTextAsync("Carried about");

        await mine.Keyboard.PressAsync("Escape");
        await Expect(theirs.Locator(".slot")).ToHaveCountAsync(0);
        await mine.Mouse.UpAsync();
        await Expect(Tile(theirs, card)).Not.ToHaveClassAsync(new Regex("leaving"));
        (await CardAsync(card)).GetProperty("column").GetString().Should().Be("todo");
    }

    [Fact(Timeout = 180_000)]
    public async Task Drag_ToBlocked_AsksForTheReason_AndUndoTakesItBack()
    {
        var card = await AddAsync("Blocked soon");
        var page = await OpenAsync();

        await DragAsync(page, Tile(page, card), Column(page, "evening", "blocked"));
        await page.Locator("dialog textarea").FillAsync("waits for the WAF");
        await page.Locator("dialog button[type=submit]").ClickAsync();

        await Expect(Column(page, "evening", "blocked").Locator($"[data-card='{card}'] .stop")).ToContainTextAsync("waits for the WAF");
        await page.Locator(".undo").ClickAsync();
        await Expect(Column(page, "evening", "todo").Locator($"[data-card='{card}']")).ToBeVisibleAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Keys_CarryACard_AndSayWhereItIs()
    {
        var card = await AddAsync("By keys");
        var (mine, theirs) = (await OpenAsync(), await OpenAsync());
        var said = mine.Locator("[data-say]");

        await Tile(mine, card).FocusAsync();
        await mine.Keyboard.PressAsync("Space");
        await Expect(said).ToContainTextAsync("By keys picked up");
        await mine.Keyboard.PressAsync("ArrowRight");
        await Expect(said).ToHaveTextAsync(new Regex("^By keys, Doing, [0-9]+ of [0-9]+"));
        await mine.Keyboard.PressAsync("Escape");
        await Expect(said).ToContainTextAsync("stays where it was");
        await mine.Keyboard.PressAsync("m");
        await mine.Keyboard.PressAsync("ArrowRight");
        await mine.Keyboard.PressAsync("ArrowRight");
        await mine.Keyboard.PressAsync("ArrowRight");
        await mine.Keyboard.PressAsync("Enter");

        await Expect(Column(theirs, "evening", "done").Locator($"[data-card='{card}']")).ToBeVisibleAsync();
        await Expect(Tile(mine, card)).ToBeFocusedAsync(); // it goes along
        await mine.Keyboard.PressAsync("Control+z");
        await Expect(Column(theirs, "evening", "todo").Locator($"[data-card='{card}']")).ToBeVisibleAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Keys_OfThePage_SearchAddAndOpen()
    {
        var card = await AddAsync("Opened by Enter");
        var page = await OpenAsync();

        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("[data-search]")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("opened by");
        await Expect(page.Locator("[data-card]")).ToHaveCountAsync(1);
        await Tile(page, card).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator($"[data-panel='{card}']")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("[data-panel]")).ToHaveCountAsync(0);
        await Expect(Tile(page, card)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("n");
        await page.Locator(".quick input").FillAsync("opened by N");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("[data-card]")).ToHaveCountAsync(2);
        await Expect(page.Locator(".quick input")).ToHaveValueAsync("");
    }

    [Fact(Timeout = 180_000)]
    public async Task Picked_SeveralCards_AreDraggedTogether()
    {
        var (first, second) = (await AddAsync("First of two"), await AddAsync("Second of two"));
        var page = await OpenAsync();

        await Tile(page, first).ClickAsync(new() { Modifiers = [KeyboardModifier.Control] });
        await Tile(page, second).FocusAsync();
        await page.Keyboard.PressAsync("x");
        await Expect(page.Locator(".picks b")).ToHaveTextAsync("2 cards");
        await DragAsync(page, Tile(page, second), Column(page, "evening", "doing"));

        await Expect(Column(page, "evening", "doing").Locator($"[data-card='{first}'] ~ [data-card='{second}']")).ToBeVisibleAsync();
        await Expect(page.Locator(".picks")).ToHaveCountAsync(0);
    }

    [Fact(Timeout = 180_000)]
    public async Task Touch_AFingerThatRests_CarriesTheCard()
    {
        var card = await AddAsync("By finger");
        var page = await OpenAsync("/board?block=evening", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        await page.Locator(".tabs .c button").Nth(0).TapAsync();
        await page.Locator("[data-search]").FillAsync("By finger");
        await Expect(page.Locator("[data-card]")).ToHaveCountAsync(1);
        var tile = Tile(page, card);
        var from = (await tile.BoundingBoxAsync())!;
        var tab = (await page.Locator(".tabs .c button").Nth(3).BoundingBoxAsync())!;
        var (x, y) = (from.X + from.Width / 2, from.Y + 16);
        var devtools = await page.Context.NewCDPSessionAsync(page);
        Task TouchAsync(string type, double toX, double toY) => devtools.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = type, ["touchPoints"] = type == "touchEnd" ? Array.Empty<object>() : [new Dictionary<string, object> { ["x"] = toX, ["y"] = toY }],
        });

        await TouchAsync("touchStart", x, y);
        await Expect(page.Locator(".board-ghost")).ToBeVisibleAsync(); // it has rested long enough
        await TouchAsync("touchMove", x, y + 12);
        await TouchAsync("touchMove", tab.X + tab.Width / 2, tab.Y + tab.Height / 2);
        await TouchAsync("touchEnd", 0, 0);

        await ExpectColumnAsync(card, "done");
        await page.Locator(".tabs .c button").Nth(3).TapAsync();
        await Expect(Tile(page, card)).ToBeVisibleAsync();
    }

    [Fact(Timeout = 180_000)]
    public async Task Edit_TheSameFieldTwice_ShowsBothAndWritesTheChosen()
    {
        var card = await AddAsync("Two writers");
        var (mine, theirs) = (await OpenAsync($"/board?card={card}&edit=1"), await OpenAsync($"/board?card={card}&edit=1"));
        await Expect(Tile(mine, card).Locator(".flag")).ToContainTextAsync("is editing");

        await theirs.Locator(".edit textarea").First.FillAsync("What they wrote");
        await theirs.Locator(".edit button[type=submit]").ClickAsync();
        await Expect(theirs.Locator(".panel h2")).ToHaveTextAsync("What they wrote");
        await mine.Locator(".edit textarea").First.FillAsync("What I wrote");
        await mine.Locator(".edit button[type=submit]").ClickAsync();

        var dialog = mine.Locator("dialog.conflict");
        await Expect(dialog.Locator(".theirs .what")).ToHaveTextAsync("What they wrote");
        await Expect(dialog.Locator(".mine .what")).ToHaveTextAsync("What I wrote");
        (await CardAsync(card)).GetProperty("title").GetString().Should().Be("What they wrote");
        (await mine.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}").Should().BeEmpty();
        await dialog.Locator(".both textarea").FillAsync("What both wrote");
        await dialog.Locator("button[type=submit]").ClickAsync();

        await Expect(theirs.Locator(".panel h2")).ToHaveTextAsync("What both wrote");
        await Expect(mine.Locator(".panel h2")).ToHaveTextAsync("What both wrote");
        await Expect(mine.Locator("dialog")).ToHaveCountAsync(1); // the program's own, for the connection
    }

    [Fact(Timeout = 180_000)]
    public async Task Offline_TheBoardSaysSoAndTakesNothing_ThenShowsWhatHappened()
    {
        var card = await AddAsync("Moved while away");
        var page = await OpenAsync();

        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator(".away")).ToContainTextAsync("Not connected");
        (await page.EvaluateAsync<bool>("document.querySelector('board-drag').inert")).Should().BeTrue();
        await PatchAsync(card, new { column = "done" });
        await page.Context.SetOfflineAsync(false);

        await Expect(Column(page, "evening", "done").Locator($"[data-card='{card}']")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator(".away")).Not.ToBeVisibleAsync(new() { Timeout = 60_000 });
        (await page.EvaluateAsync<bool>("document.querySelector('board-drag').inert")).Should().BeFalse();
    }

    [Fact(Timeout = 240_000)]
    public async Task Server_KilledWhileWordsAreTyped_TheyAreThereAfter()
    {
        var card = await AddAsync("Typed over a restart");
        var page = await OpenAsync($"/board?card={card}");
        var comment = page.Locator(".panel footer textarea");
        await comment.ClickAsync();
        await page.Keyboard.TypeAsync("half a sent");

        await _server.KillAsync();
        await Expect(page.Locator(".away")).ToContainTextAsync("Not connected", new() { Timeout = 60_000 });
        await page.Keyboard.TypeAsync("ence"); // whoever types goes on
        await _server.StartAsync();

        await Expect(page.Locator("board-drag[data-ready][data-act='true']:not([inert])")).ToBeAttachedAsync(new() { Timeout = 60_000 });
        await Expect(page.Locator(".away")).Not.ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(comment).ToHaveValueAsync("half a sentence", new() { Timeout = 60_000 });
        await Expect(comment).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".talk .md")).ToHaveTextAsync("half a sentence");
        await Expect(comment).ToHaveValueAsync("");
        await page.ReloadAsync();
        await Expect(page.Locator(".talk .md")).ToHaveTextAsync("half a sentence");
        await Expect(comment).ToHaveValueAsync("");
    }

    [Fact(Timeout = 180_000)]
    public async Task Comment_WithAScript_RunsNothing()
    {
        var card = await AddAsync("Attacked");
        using var answer = await _server.Http.PostAsJsonAsync($"{_server.Address}/api/cards/{card}/comments", new { text = "<img src=x onerror=\"document.title='run'\"> [x](javascript:document.title='run') **bold**" }, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var page = await OpenAsync($"/board?card={card}");

        await Expect(page.Locator(".talk .md strong")).ToHaveTextAsync("bold");
        (await page.Locator(".talk .md img, .talk .md a").CountAsync()).Should().Be(0);
        (await page.TitleAsync()).Should().NotBe("run");
    }

    [Fact(Timeout = 240_000)]
    public async Task Board_WithACardOpen_FitsAtEachWidthAndHasNoViolation()
    {
        var card = await AddAsync("Everything on it");
        await PatchAsync(card, new { column = "blocked", blockedReason = "waits for r2", priority = "High", plannedHours = 1.5, metric = new { metric = "cache_hit_ratio", labels = new { region = "ar" }, comparison = ">=", value = 0.9, minutes = 10 } });
        foreach (var (width, scheme, language) in new[] { (390, ColorScheme.Light, "en"), (800, ColorScheme.Dark, "es-AR"), (1280, ColorScheme.Light, "es-AR"), (1920, ColorScheme.Dark, "en") })
        {
            var page = await OpenAsync($"/board?card={card}", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme, Locale = language });
            await Expect(page.Locator("[data-panel]")).ToBeVisibleAsync();

            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "at {0}", width);
            (await page.RunAxe()).Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}").Should().BeEmpty("at {0} {1}", width, scheme);
        }
    }

    private static ILocator Tile(IPage page, long card) => page.Locator($"[data-card='{card}']");

    private static ILocator Column(IPage page, string block, string column) => page.Locator($"section[data-block='{block}'][data-column='{column}']");

    private static async Task BeginDragAsync(IPage page, ILocator tile, ILocator to)
    {
        await tile.ScrollIntoViewIfNeededAsync();
        var from = (await tile.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(from.X + 40, from.Y + 12);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(from.X + 60, from.Y + 20);
        await Expect(page.Locator(".board-ghost")).ToBeVisibleAsync();
        var box = (await to.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height - 6, new() { Steps = 5 });
        await Expect(to.Locator(".board-slot")).ToBeVisibleAsync();
    }

    private static async Task DragAsync(IPage page, ILocator tile, ILocator to)
    {
        await BeginDragAsync(page, tile, to);
        await page.Mouse.UpAsync();
    }

    /// <summary>The evening alone, so that the hour of the test changes nothing; ready to be acted upon.</summary>
    private async Task<IPage> OpenAsync(string path = "/board?block=evening", BrowserNewContextOptions? options = null)
    {
        var page = await _server.NewPageAsync(browser, options ?? new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 1000 }, Locale = "en" });
        _pages.Add(page);
        await page.GotoAsync(_server.Address + path);
        await Expect(page.Locator("board-drag[data-ready][data-act='true']")).ToBeAttachedAsync();
        await Expect(page.Locator("live-status")).ToHaveTextAsync(new Regex("Live|En vivo"), new() { Timeout = 30_000 });
        return page;
    }

    /// <summary>A card of its own for each test, in the evening.</summary>
    private async Task<long> AddAsync(string title)
    {
        using var answer = await _server.Http.PostAsJsonAsync($"{_server.Address}/api/days/7/cards", new { block = "evening", column = "todo", title });
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
        var board = await _server.GetAsync("/api/days/7/board");
        return board.GetProperty("blocks").EnumerateArray().SelectMany(block => block.GetProperty("cards").EnumerateArray()).Last(card => card.GetProperty("title").GetString() == title).GetProperty("id").GetInt64();
    }

    private Task<JsonElement> CardAsync(long card) => _server.GetAsync($"/api/cards/{card}");

    private async Task PatchAsync(long card, object edit)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{_server.Address}/api/cards/{card}") { Content = JsonContent.Create(edit) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{(await CardAsync(card)).GetProperty("version").GetInt32()}\"");
        using var answer = await _server.Http.SendAsync(request);
        answer.IsSuccessStatusCode.Should().BeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task ExpectColumnAsync(long card, string column)
    {
        var read = "";
        for (var reading = 0; reading < 200 && read != column; reading++)
        {
            read = (await CardAsync(card)).GetProperty("column").GetString()!;
        }

        read.Should().Be(column);
    }

    /// <summary>A program for these tests alone: they move its cards about, and one of them kills it.</summary>
    public sealed class BoardProgram : IAsyncLifetime
    {
        private DashboardProcess? _process;

        /// <summary>Started by the first test that needs it.</summary>
        public async Task<DashboardProcess> StartAsync()
        {
            if (_process is null)
            {
                _process = new DashboardProcess();
                await _process.StartAsync();
            }

            return _process;
        }

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
