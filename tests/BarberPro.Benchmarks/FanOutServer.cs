using System.Diagnostics;
using System.Globalization;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BarberPro.Benchmarks;

/// <summary>
/// The server under test: the live hub, or as few lines of SignalR as send the same message. <c>frames n</c> sends one a
/// second and answers the CPU seconds that they took; <c>memory</c> answers the bytes in use.
/// </summary>
internal static class FanOutServer
{
    public const string Role = "fan-out-server";

    /// <summary>args: live or bare, number of series.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var live = args[0] == "live";
        var count = int.Parse(args[1], CultureInfo.InvariantCulture);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (live)
        {
            builder.Services.AddLive(builder.Configuration);
        }
        else
        {
            builder.Services.AddSignalR().AddMessagePackProtocol();
        }

        await using var app = builder.Build();
        if (live)
        {
            app.UseOriginGuard();
            app.MapLive();
        }
        else
        {
            app.MapHub<BareHub>("/hubs/live");
        }

        await app.StartAsync();
        Func<long, long, double[], Task> send = live ? Live(app, count) : Bare(app);
        Console.WriteLine(app.Urls.Single());

        var seq = 0L;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Console.WriteLine(line.Split(' ') switch
            {
                ["frames", var frames] => await SendAsync(send, seq, seq += long.Parse(frames, CultureInfo.InvariantCulture), count),
                _ => Memory(),
            });
        }

        return 0;
    }

    private static Func<long, long, double[], Task> Live(WebApplication app, int count)
    {
        var live = app.Services.GetRequiredService<LiveBroadcaster>();
        live.SetSeries([.. Enumerable.Range(1, count).Select(i => new LiveSeries(i, "key", new Dictionary<string, string>(), "s"))]);
        return (seq, at, values) =>
        {
            live.PublishFrame(seq, at, values);
            return Task.CompletedTask;
        };
    }

    private static Func<long, long, double[], Task> Bare(WebApplication app)
    {
        var hub = app.Services.GetRequiredService<IHubContext<BareHub>>();
        return (seq, at, values) => hub.Clients.All.SendAsync("frame", seq, at, values);
    }

    /// <summary>The first value is the instant of sending, in microseconds: that is what the load tells the age by.</summary>
    private static async Task<string> SendAsync(Func<long, long, double[], Task> send, long from, long to, int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        for (var seq = from + 1; seq <= to; seq++)
        {
            await timer.WaitForNextTickAsync();
            var values = new double[count];
            Array.Fill(values, Math.PI * seq);
            var now = DateTime.UtcNow - DateTime.UnixEpoch;
            values[0] = now.Ticks / 10;
            await send(seq, (long)now.TotalMilliseconds, values);
        }

        await timer.WaitForNextTickAsync();
        return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
    }

    private static string Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return $"{heap} {process.WorkingSet64}";
    }

    private sealed class BareHub : Hub;
}
