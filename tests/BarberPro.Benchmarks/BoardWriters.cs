using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace BarberPro.Benchmarks;

/// <summary>Programs with keys of their own that move cards at an even pace, a card by one of them at a time.</summary>
internal sealed class BoardWriters : IDisposable
{
    private const int Writers = 4;
    private static readonly string[] Columns = ["todo", "doing", "blocked", "done"];

    private readonly List<HttpClient> _clients = [];

    /// <param name="address">Of the program.</param>
    /// <param name="administrator">Makes the keys.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<BoardWriters> NewAsync(Uri address, HttpClient administrator, CancellationToken cancellationToken)
    {
        var writers = new BoardWriters();
        for (var writer = 1; writer <= Writers; writer++)
        {
            using var answer = await administrator.PostAsJsonAsync("api/keys", new { name = $"writer {writer}", role = "member" }, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var key = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["key"]!.GetValue<string>();
            var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            writers._clients.Add(client);
        }

        return writers;
    }

    /// <summary>Moves what stands in <paramref name="board"/>, so often a second and so long, and waits until each is answered.</summary>
    /// <returns>How many the server refused.</returns>
    public async Task<int> MoveAsync(BoardCards board, double perSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        var idle = Channel.CreateUnbounded<int>();
        foreach (var card in Enumerable.Range(0, board.Cards.Count))
        {
            idle.Writer.TryWrite(card);
        }

        var refused = 0;
        List<Task> moves = [];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < (int)(perSecond * time.TotalSeconds); i++)
        {
            var early = TimeSpan.FromSeconds(i / perSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, cancellationToken);
            }

            moves.Add(OneAsync(await idle.Reader.ReadAsync(cancellationToken), _clients[i % _clients.Count]));
        }

        await Task.WhenAll(moves);
        return refused;

        async Task OneAsync(int index, HttpClient writer)
        {
            if (!await MoveAsync(board, index, writer, cancellationToken))
            {
                Interlocked.Increment(ref refused);
            }

            await idle.Writer.WriteAsync(index, cancellationToken);
        }
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private static async Task<bool> MoveAsync(BoardCards board, int index, HttpClient writer, CancellationToken cancellationToken)
    {
        var card = board.Cards[index];
        var column = Columns[(Array.IndexOf(Columns, card.Column) + 1) % Columns.Length];
        card.Begin();
        var edit = new JsonObject { ["column"] = column, ["title"] = board.TitleOf(index) };
        if (column == "blocked")
        {
            edit["blockedReason"] = "waits for the next move";
        }

        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"api/cards/{card.Id}")
            {
                Content = JsonContent.Create(edit),
                Headers = { IfMatch = { new EntityTagHeaderValue($"\"{card.Version}\"") } },
            };
            using var answer = await writer.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                (card.Version, card.Column) = ((await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["version"]!.GetValue<int>(), column);
                return true;
            }

            if (answer.StatusCode != HttpStatusCode.PreconditionFailed)
            {
                BenchSettings.Say($"a move was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
                return false;
            }

            // The program itself ticks items meanwhile: read, and say it again.
            card.Version = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["current"]!["version"]!.GetValue<int>();
        }
    }
}
