using System.Net.Sockets;
using System.Text;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>A small Kestrel with the guards of the program and a few addresses that answer.</summary>
internal sealed class HardenedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HardenedServer(WebApplication app) => (_app, Address) = (app, new Uri(app.Urls.Single()));

    public Uri Address { get; }

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public static async Task<HardenedServer> StartAsync(CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["AllowedHosts"] = "*";
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create("Host=nowhere"));
        builder.Services.AddHardening(builder.Configuration, builder.Environment);
        builder.Services.AddLive(builder.Configuration);
        builder.Services.AddServerSideBlazor();

        var app = builder.Build();
        app.UseHardening();
        app.UseRequestLocalization(options => options.SetDefaultCulture("en").AddSupportedCultures("en", "es-AR").AddSupportedUICultures("en", "es-AR"));
        app.UseOriginGuard();
        app.UseRateLimits();
        app.UseWebSockets();
        app.MapLive();
        app.MapBlazorHub();
        app.MapMethods("/api/thing", ["GET", "POST"], async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return "done";
        });
        app.MapGet("/page", () => "page");
        app.MapMethods("/signin", ["GET", "POST"], () => "form").RequireRateLimiting(RateLimits.SignIn);
        app.MapGet("/whence", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme} {context.Request.Host}");
        await app.StartAsync(cancellationToken);
        return new HardenedServer(app);
    }

    /// <summary>Sends what is given, as it is given, and answers all that comes until the server closes or says nothing more.</summary>
    public static async Task<string> AskAsync(Uri address, string request, CancellationToken cancellationToken)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellationToken);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }
        catch (IOException)
        {
            // Closed on a request it would not read to its end: what came before counts.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    public Task<string> AskAsync(string request, CancellationToken cancellationToken) => AskAsync(Address, request, cancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
