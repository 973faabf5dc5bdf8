using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace BarberPro.Benchmarks;

/// <summary>
/// Many boards open on circuits while cards are moved through the API: how long until the last screen shows a move, whether each shows all, and what an open board keeps of
/// the server's memory; and a board of many cards. The program is a process of its own with its own database, the sandbox is on, and it is afternoon there, so that a block is in progress.
/// </summary>
internal sealed class BoardBench : IBench
{
    private const double GoalMilliseconds = 150;
    private const double GoalKilobytes = 400;
    private const double GoalRenderMilliseconds = 200;
    private const int ManyCards = 500;

    public string Name => "board";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("barberpro-bench-board-");
        var address = new Uri($"http://127.0.0.1:{Prometheus.FreePort()}");
        var key = Guid.NewGuid().ToString("N");
        try
        {
            await using var server = Child.Start(DashboardChild.Role, ["--urls", address.GetLeftPart(UriPartial.Authority), "--environment", "Development", "--Sandbox:Url", $"http://127.0.0.1:{Prometheus.FreePort()}",
                "--Database:Directory", Path.Combine(folder.FullName, "db"), "--Access:BootstrapKey", key, "--Access:Limits:ApiAtOnce", "1000000", "--Access:Limits:ApiPerSecond", "1000000",
                "--Access:Limits:Circuits", "1000", $"--{DashboardChild.TimeOfDay}", "14:00"]);
            var link = await server.ReadAsync(cancellationToken);
            using var session = await Session.SignInAsync(address, link, cancellationToken);
            using var administrator = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
            administrator.DefaultRequestHeaders.Authorization = new("Bearer", key);
            using var writers = await BoardWriters.NewAsync(address, administrator, cancellationToken);

            List<Row> rows = [.. await WatchedAsync(settings, server, session, administrator, writers, cancellationToken)];
            rows.Add(await RenderedAsync(settings, session, administrator, cancellationToken));
            return rows;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Row>> WatchedAsync(BenchSettings settings, Child server, Session session, HttpClient administrator, BoardWriters writers, CancellationToken cancellationToken)
    {
        var screens = settings.Either(200, 20);
        var (time, pace) = (TimeSpan.FromSeconds(settings.Either(60, 10)), 20);
        var quietTime = TimeSpan.FromSeconds(settings.Either(600, 20));

        // The first pages and moves compile the code and fill the caches.
        var warmUp = await OpenAsync(session, await CardsAsync('a', administrator, 4, cancellationToken), cancellationToken);
        await writers.MoveAsync(warmUp.Board, pace, TimeSpan.FromSeconds(settings.Either(30, 5)), cancellationToken);
        await warmUp.CloseAsync();
        var without = await SettledAsync(settings, server, cancellationToken);

        var open = await OpenAsync(session, await CardsAsync('b', administrator, screens, cancellationToken), cancellationToken);
        var idle = await SettledAsync(settings, server, cancellationToken);
        var cpu = await AskAsync(server, "cpu", cancellationToken);
        var (began, own) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var refused = await writers.MoveAsync(open.Board, pace, time, cancellationToken);
        var took = Stopwatch.GetElapsedTime(began);
        var (cores, ownCores) = ((await AskAsync(server, "cpu", cancellationToken) - cpu) / took.TotalMilliseconds, (Environment.CpuUsage.TotalTime - own) / took);
        await open.AllSeenAsync(cancellationToken);
        var times = open.Board.Moves.Where(move => move.Seen == screens).Select(move => move.Milliseconds).Order().ToList();
        var bytes = open.Bytes / open.Board.Moves.Count() / screens;
        var with = await SettledAsync(settings, server, cancellationToken); // of boards in use: what has changed once is kept twice, to be compared

        refused += await writers.MoveAsync(open.Board, 1, quietTime, cancellationToken);
        await open.AllSeenAsync(cancellationToken);
        var moves = open.Board.Moves.Count();
        var lost = await open.LostAsync(administrator, cancellationToken);
        var withLater = await SettledAsync(settings, server, cancellationToken);
        await open.CloseAsync();
        var withoutLater = await SettledAsync(settings, server, cancellationToken);

        var (p50, p99) = (At(times, 0.5), At(times, 0.99));
        var (board, boardLater) = ((with - without) / screens / 1000, (withLater - withoutLater) / screens / 1000);
        var boardIdle = (idle - without) / screens / 1000;
        return
        [
            new($"{screens} boards, {pace} moves a second: p99 from move to every other screen", $"≤ {GoalMilliseconds} ms", $"{p99:F0} ms, p50 {p50:F0} ms, longest {At(times, 1):F0} ms (the program takes {cores:F2} cores, the screens {ownCores:F2}; {bytes:N0} bytes a move and screen)", p99 <= GoalMilliseconds),
            new($"moves lost, of {moves:N0}", "0", $"{lost} ({refused} refused{open.Faults})", lost + refused == 0),
            new("memory an open board", $"≤ {GoalKilobytes} KB", $"{board:F0} KB ({screens} boards; before the first move {boardIdle:F0} KB; the program without them {without / 1e6:F1} MB)", board <= GoalKilobytes),
            new($"the same after {(quietTime.TotalMinutes >= 1 ? $"{quietTime.TotalMinutes} minutes" : $"{quietTime.TotalSeconds} s")} of a move a second", "≤ 1.05 ×", $"{boardLater / board:F2} × ({boardLater:F0} KB; the program without them {withoutLater / 1e6:F1} MB)", boardLater <= 1.05 * board),
        ];
    }

    /// <summary>By HTTP, from the question to the last byte, uncompressed: rendering, and all that goes around it.</summary>
    private static async Task<Row> RenderedAsync(BenchSettings settings, Session session, HttpClient administrator, CancellationToken cancellationToken)
    {
        var board = await BoardAsync(administrator, cancellationToken);
        var blocks = board["blocks"]!.AsArray();
        var block = blocks[1]!["key"]!.GetValue<string>(); // the one in progress, which is open
        string[] columns = ["todo", "doing", "done"];
        for (var cards = blocks.Sum(one => one!["cards"]!.AsArray().Count); cards < ManyCards; cards++)
        {
            using var answer = await administrator.PostAsJsonAsync($"api/days/{board["day"]}/cards", new { block, column = columns[cards % columns.Length], title = $"One of many cards, number {cards + 1}" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        List<double> times = [];
        var bytes = 0;
        for (var i = 0; i < 10 + settings.Either(50, 10); i++)
        {
            var began = Stopwatch.GetTimestamp();
            var page = await session.Client.GetByteArrayAsync("board", cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            bytes = page.Length;
            if (i == 0 && !Encoding.UTF8.GetString(page).Contains($"number {ManyCards}", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("the page does not show all cards");
            }
        }

        var measured = times.Skip(10).Order().ToList(); // the first ones compile
        return new($"a board of {ManyCards} cards, the page by HTTP", $"≤ {GoalRenderMilliseconds} ms", $"{At(measured, 0.5):F0} ms, longest {At(measured, 1):F0} ms ({bytes / 1000:N0} KB of page)", At(measured, 0.5) <= GoalRenderMilliseconds);
    }

    /// <summary>The cards of the blocks that are not over: what is moved there is seen.</summary>
    private static async Task<BoardCards> CardsAsync(char round, HttpClient client, int screens, CancellationToken cancellationToken)
    {
        var cards = (await BoardAsync(client, cancellationToken))["blocks"]!.AsArray().Skip(1).SelectMany(block => block!["cards"]!.AsArray()).Select(card => new BoardCards.Card(card!["id"]!.ToString(), Bare(card["title"]!.GetValue<string>()))
        {
            Version = card["version"]!.GetValue<int>(),
            Column = card["column"]!.GetValue<string>(),
        });
        return new BoardCards(round, [.. cards], screens);

        static string Bare(string title) => title.Split(" [")[0];
    }

    private static async Task<Open> OpenAsync(Session session, BoardCards board, CancellationToken cancellationToken)
    {
        var open = new Open(board);
        await Parallel.ForEachAsync(Enumerable.Range(0, board.Screens), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (_, token) => await open.AddAsync(session, token));
        return open;
    }

    private static async Task<JsonObject> BoardAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var day = (await client.GetFromJsonAsync<JsonObject>("api/day", cancellationToken))!["number"]!;
        return (await client.GetFromJsonAsync<JsonObject>($"api/days/{day}/board", cancellationToken))!;
    }

    /// <summary>What lives, once the buffers that were lent for opening and closing so many pages are given back.</summary>
    private static async Task<double> SettledAsync(BenchSettings settings, Child server, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(settings.Either(60, 5)), cancellationToken);
        return await AskAsync(server, "memory", cancellationToken);
    }

    private static async Task<double> AskAsync(Child server, string what, CancellationToken cancellationToken) =>
        double.Parse(await server.AskAsync(what, cancellationToken), CultureInfo.InvariantCulture);

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    /// <summary>Boards that are open.</summary>
    private sealed class Open(BoardCards board)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

        private readonly Lock _lock = new();
        private readonly List<(CircuitClient Client, BoardCards.Screen Screen)> _screens = [];
        private long _bytes;

        public BoardCards Board => board;

        /// <summary>Of all batches so far.</summary>
        public long Bytes => Interlocked.Read(ref _bytes);

        public string Faults => _screens.Select(screen => screen.Client.Fault).OfType<string>().GroupBy(fault => fault).Aggregate("", (text, fault) => $"{text}; {fault.Count()} screens: {fault.Key}");

        public async Task AddAsync(Session session, CancellationToken cancellationToken)
        {
            var screen = new BoardCards.Screen(board);
            var client = await CircuitClient.OpenAsync(session, "board", Read, cancellationToken);
            lock (_lock)
            {
                _screens.Add((client, screen));
            }

            void Read(ReadOnlySpan<byte> batch)
            {
                screen.Read(batch);
                Interlocked.Add(ref _bytes, batch.Length);
            }
        }

        /// <summary>Waits until each screen shows each card's last move, or no longer.</summary>
        public async Task AllSeenAsync(CancellationToken cancellationToken)
        {
            var began = Stopwatch.GetTimestamp();
            while (board.Moves.Any(move => move.Seen < board.Screens) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(100, cancellationToken);
            }
        }

        /// <summary>Moves that some screen never came to show, and cards that the database has otherwise than they were sent.</summary>
        public async Task<int> LostAsync(HttpClient client, CancellationToken cancellationToken)
        {
            var stored = (await BoardAsync(client, cancellationToken))["blocks"]!.AsArray().SelectMany(block => block!["cards"]!.AsArray()).ToDictionary(card => card!["id"]!.ToString());
            var otherwise = board.Cards.Select((card, i) => (card, title: board.TitleOf(i)))
                .Count(sent => !stored.TryGetValue(sent.card.Id, out var card) || card!["title"]!.GetValue<string>() != sent.title || card["column"]!.GetValue<string>() != sent.card.Column);
            return board.Moves.Count(move => move.Seen < board.Screens) + otherwise;
        }

        public Task CloseAsync() => Task.WhenAll(_screens.Select(screen => screen.Client.DisposeAsync().AsTask()));
    }
}
