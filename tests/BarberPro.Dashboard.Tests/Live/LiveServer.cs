using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BarberPro.Dashboard.Tests.Live;

/// <summary>The live room and Blazor's own hub behind a real Kestrel on a free port.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly MeterListener _meters = new();
    private long _dropped;

    private LiveServer(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = default!;

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public LiveBroadcaster Broadcaster => _app.Services.GetRequiredService<LiveBroadcaster>();

    /// <summary>barberpro_hub_frames_dropped_total.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public static async Task<LiveServer> StartAsync(CancellationToken cancellationToken, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["AllowedHosts"] = "*";
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddLive(builder.Configuration);
        builder.Services.AddServerSideBlazor();

        var app = builder.Build();
        app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures("en", "es-AR").AddSupportedUICultures("en", "es-AR"));
        app.UseOriginGuard();
        app.UseWebSockets();
        app.MapLive();
        app.MapBlazorHub();
        app.MapMethods("/api/thing", ["GET", "POST", "PUT", "PATCH", "DELETE"], () => "done");

        var server = new LiveServer(app);
        server.Listen();
        await app.StartAsync(cancellationToken);
        server.Address = new Uri(app.Urls.Single());
        return server;
    }

    /// <summary>The client that programs and browsers use.</summary>
    public async Task<LiveClient> ConnectAsync(bool messagePack, CancellationToken cancellationToken, string language = "en")
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(Address, "/hubs/live"), options =>
        {
            options.Headers["Origin"] = Origin;
            options.Headers["Accept-Language"] = language;
        });
        var client = new LiveClient((messagePack ? builder.AddMessagePackProtocol() : builder).Build());
        await client.Connection.StartAsync(cancellationToken);
        return client;
    }

    /// <summary>Sends one request as it is written and answers its status.</summary>
    public async Task<(int Status, string Text)> AskAsync(string request, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Address.Host, Address.Port, cancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        var buffer = new byte[16 * 1024];
        var read = 0;
        while (read < buffer.Length && Encoding.ASCII.GetString(buffer, 0, read).IndexOf("\r\n\r\n", StringComparison.Ordinal) < 0)
        {
            var more = await stream.ReadAsync(buffer.AsMemory(read), cancellationToken);
            if (more == 0)
            {
                break;
            }

            read += more;
        }

        var text = Encoding.UTF8.GetString(buffer, 0, read);
        return (int.Parse(text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), text);
    }

    public static LiveSeries[] SeriesOf(int count, string key = "cpu_ratio") =>
        [.. Enumerable.Range(1, count).Select(i => new LiveSeries(i, key, new Dictionary<string, string> { ["place"] = $"p{i}" }, "ratio"))];

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _app.DisposeAsync();
    }

    private void Listen()
    {
        var factory = _app.Services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Name == "barberpro_hub_frames_dropped_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((_, measured, _, _) => Interlocked.Add(ref _dropped, measured));
        _meters.Start();
    }
}
