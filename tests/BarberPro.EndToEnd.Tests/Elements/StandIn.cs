using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace BarberPro.EndToEnd.Tests.Elements;

internal sealed record StandInSeries(int Id, string Key, Dictionary<string, string> Labels, string Unit);

/// <summary>The dashboard as its elements see it, driven by the test: static pages, the history, and a hub whose frames the test sends.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    /// <summary>A Sunday at 14:32:07 in Buenos Aires.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 9, 13, 14, 32, 7, TimeSpan.FromHours(-3));

    private readonly ConcurrentDictionary<(int Id, long Second), double?> _sent = new();
    private WebApplication? _app;
    private long _seq;

    public List<StandInSeries> Series { get; } = [];

    /// <summary>What history knows of a series beyond what was sent: id, Unix second of the slot.</summary>
    public Func<int, long, double?> Past { get; set; } = (_, _) => null;

    public Func<int, long, double?> Baseline { get; set; } = (_, _) => null;

    public string Body { get; set; } = "";

    /// <summary>Attributes of the html element beside zone and hours.</summary>
    public string Html { get; set; } = "lang=\"en\" data-theme-default=\"light\"";

    public string Texts { get; set; } = "{}";

    /// <summary>Further routes of a page.</summary>
    public Action<WebApplication> More { get; set; } = _ => { };

    public string Address { get; private set; } = "";

    public long At { get; set; } = Noon.ToUnixTimeSeconds();

    public int Connections => StandInHub.Connected.GetValueOrDefault(this);

    /// <summary>Done when a page has asked for frames; made anew by each start.</summary>
    public TaskCompletionSource Watching { get; private set; } = new();

    public ConcurrentQueue<string> HistoryRequests { get; } = new();

    public async Task StartAsync(int port = 0)
    {
        Watching = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StandInHub.Connected[this] = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRouting().AddSingleton(this);
        builder.Services.AddSignalR().AddMessagePackProtocol();
        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(WebRoot()) });
        app.UseWebSockets();
        app.MapGet("/", () => Results.Content(Page(), "text/html; charset=utf-8"));
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/api/metrics", () => Series.Select(series => new { series.Id, series.Key, series.Labels, series.Unit }));
        app.MapGet("/api/history", (string series, long from, long to, int step) =>
        {
            HistoryRequests.Enqueue($"{series} {from} {to} {step}");
            return History(series, from, to, step);
        });
        app.MapHub<StandInHub>("/hubs/live");
        More(app);
        await app.StartAsync();
        _app = app;
        Address = app.Urls.First();
    }

    /// <summary>Ends the server as a crash would: nothing is said to the browsers.</summary>
    public async Task KillAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    public int Port => new Uri(Address).Port;

    /// <summary>Counts frames anew, as a program that started again does.</summary>
    public void ForgetSequence() => _seq = 0;

    public Task SendFrameAsync(params double?[] values) => SendFrameAtAsync(++_seq, ++At, values);

    public async Task SendFrameAtAsync(long seq, long at, double?[] values)
    {
        (_seq, At) = (seq, at);
        Store(at, values);
        await Hub.Clients.All.SendAsync("frame", seq, at * 1000, values);
    }

    /// <summary>A second that the server stored but whose frame no browser got.</summary>
    public void LoseFrame(params double?[] values)
    {
        _seq++;
        Store(++At, values);
    }

    public Task SendStateAsync(string kind, long version) => Hub.Clients.All.SendAsync("state", kind, version);

    public Dictionary<string, object> Watched() => new()
    {
        ["seq"] = _seq,
        ["at"] = At * 1000,
        ["series"] = Series.Select(series => (object)new Dictionary<string, object> { ["id"] = series.Id, ["key"] = series.Key, ["labels"] = series.Labels, ["unit"] = series.Unit }).ToArray(),
    };

    public ValueTask DisposeAsync() => new(KillAsync());

    private IHubContext<StandInHub> Hub => _app!.Services.GetRequiredService<IHubContext<StandInHub>>();

    private void Store(long at, double?[] values)
    {
        for (var place = 0; place < values.Length && place < Series.Count; place++)
        {
            _sent[(Series[place].Id, at)] = values[place];
        }
    }

    private object History(string ids, long from, long to, int step)
    {
        var first = from / step;
        var slots = (int)((to + step - 1) / step - first);
        return new
        {
            From = DateTimeOffset.FromUnixTimeSeconds(first * step).ToOffset(TimeSpan.FromHours(-3)).ToString("O", CultureInfo.InvariantCulture),
            To = DateTimeOffset.FromUnixTimeSeconds((first + slots) * step).ToOffset(TimeSpan.FromHours(-3)).ToString("O", CultureInfo.InvariantCulture),
            Step = step,
            Series = ids.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).Select(id => new
            {
                Id = id,
                Values = Enumerable.Range(0, slots).Select(slot => Mean(id, (first + slot) * step, step)).ToArray(),
                Baseline = Enumerable.Range(0, slots).Select(slot => Baseline(id, (first + slot) * step)).ToArray(),
            }).ToArray(),
        };
    }

    private double? Mean(int id, long start, int step)
    {
        if (start > At)
        {
            return null;
        }

        var sent = Enumerable.Range(0, step).Select(second => _sent.GetValueOrDefault((id, start + second))).Where(value => value is not null).ToList();
        return sent.Count > 0 ? sent.Average() : Past(id, start);
    }

    private string Page() => $"""
        <!doctype html><html {Html} data-zone="America/Argentina/Buenos_Aires" data-zone-name="ART" data-from="09:00" data-to="20:00" data-blocks="09:00-12:00,13:00-17:00,18:00-20:00" data-baseline="Day 6">
        <head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:; img-src 'self' data:"><title>elements</title><link rel="icon" href="data:,">
        <link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/app.css"><script type="application/json" id="live-texts">{Texts}</script><script type="module" src="/dist/live.js"></script></head>
        <body>{Body}</body></html>
        """;

    private static string WebRoot() => Path.Combine(Checkout(), "wwwroot");

    public static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "package.json")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}

internal sealed class StandInHub(StandIn standIn) : Hub
{
    public static ConcurrentDictionary<StandIn, int> Connected { get; } = new();

    public override async Task OnConnectedAsync()
    {
        Connected.AddOrUpdate(standIn, 1, (_, count) => count + 1);
        await Clients.Caller.SendAsync("hello", "0.7.0");
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        Connected.AddOrUpdate(standIn, 0, (_, count) => count - 1);
        return Task.CompletedTask;
    }

    public Dictionary<string, object> Watch(string topic)
    {
        standIn.Watching.TrySetResult();
        return topic == "all" ? standIn.Watched() : throw new HubException(topic);
    }
}
