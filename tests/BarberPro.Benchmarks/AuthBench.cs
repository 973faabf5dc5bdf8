using System.Diagnostics;
using System.Net.Http.Headers;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.App;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BarberPro.Benchmarks;

/// <summary>The same cheap call of the running program over Kestrel, by anybody and with a key: what it costs to know who asks and whether they may.</summary>
internal sealed class AuthBench : IBench
{
    private const int WarmUp = 500;

    public string Name => "auth";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("barberpro-auth-");
        await using var database = await BenchDatabase.StartAsync(cancellationToken);
        await using var app = DashboardHost.Build(
        [
            "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Operations", database.ConnectionString, "--Sandbox:Enabled", "false", "--Operations:Plans", folder.FullName,
            "--Access:Audit:AnchorFile", Path.Combine(folder.FullName, "anchor.log"), "--Access:Limits:ApiAtOnce", "1000000", "--Access:Limits:ApiPerSecond", "1000000", "--Logging:LogLevel:Default", "Warning",
        ]);
        app.MapGet("/api/bench/open", () => Results.Text("ok")).AllowAnonymous();
        app.MapGet("/api/bench/closed", () => Results.Text("ok")).RequireAuthorization(Policies.Member);
        var output = Console.Out;
        Console.SetOut(Console.Error); // the ready line is no part of the table
        await app.StartAsync(cancellationToken);
        var keys = app.Services.GetRequiredService<Keys>();
        for (var other = 0; other < 100; other++)
        {
            await keys.AddAsync(Actor.Itself, $"other {other}", Role.Viewer, null, cancellationToken);
        }

        var (_, key) = await keys.AddAsync(Actor.Itself, "bench", Role.Member, null, cancellationToken);
        using var anybody = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
        using var holder = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = anybody.BaseAddress };
        holder.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        List<double> open = [], closed = [];
        for (var i = 0; i < settings.Either(20_000, 1_500); i++)
        {
            // In turn, so that the machine's other work meets both alike.
            await AskAsync(anybody, "api/bench/open", open, i, cancellationToken);
            await AskAsync(holder, "api/bench/closed", closed, i, cancellationToken);
        }

        await app.StopAsync(cancellationToken);
        Console.SetOut(output);
        folder.Delete(recursive: true);
        var added = At(closed, 0.5) - At(open, 0.5);
        return [new("what a key adds to an API call, p50", "≤ 0.3 ms", $"{added:F3} ms ({At(closed, 0.5):F3} beside {At(open, 0.5):F3} ms; p95 {At(closed, 0.95):F3} beside {At(open, 0.95):F3} ms)", added <= 0.3)];
    }

    private static async Task AskAsync(HttpClient client, string path, List<double> times, int i, CancellationToken cancellationToken)
    {
        var before = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        answer.EnsureSuccessStatusCode();
        if (i >= WarmUp)
        {
            times.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }
    }

    private static double At(List<double> times, double share) => times.Order().ElementAt((int)(times.Count * share));
}
