using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BarberPro.Sandbox;

public sealed record SandboxOptions
{
    public Uri Url { get; init; } = new("http://127.0.0.1:5211");

    /// <summary>The same seed gives the same days.</summary>
    public int Seed { get; init; } = 7;

    public static TimeZoneInfo DefaultZone => Demand.Argentina;

    /// <summary>The midnights, in the default zone, at which yesterday and today began.</summary>
    public static (DateTimeOffset Yesterday, DateTimeOffset Today) DefaultDays(DateTimeOffset now)
    {
        var demand = new Demand(DefaultZone);
        var today = demand.StartOfDay(now.ToUnixTimeSeconds());
        return (DateTimeOffset.FromUnixTimeSeconds(demand.StartOfDay(today - (12 * 3600))), DateTimeOffset.FromUnixTimeSeconds(today));
    }

    public TimeZoneInfo Zone { get; init; } = DefaultZone;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>The address is another program's.</summary>
public sealed class SandboxAddressException : IOException
{
    public SandboxAddressException() { }

    public SandboxAddressException(string message) : base(message) { }

    public SandboxAddressException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>A stand-in for the BarberPro platform on a port of its own. It costs nothing while nobody asks: it moves on when it is read.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SandboxServer(WebApplication app) => (_app, Url) = (app, new Uri(app.Urls.First()));

    /// <summary>Where it listens, also where the options said port 0.</summary>
    public Uri Url { get; }

    /// <exception cref="SandboxAddressException">The address can't be had; the message is one line for people.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        var clock = options.TimeProvider;
        var timeline = new Timeline(options.Seed, options.Zone, clock.GetUtcNow().ToUnixTimeSeconds());

        // An empty builder: no configuration, no log and no signals of its own in the process that it is a guest of.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "BarberPro.Sandbox" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.Urls.Add(options.Url.ToString());
        app.UseRouting();
        app.Use(RefuseOtherSitesAsync);
        new MetricsEndpoints(timeline, clock).Map(app);
        new ConfigEndpoints(timeline, clock).Map(app);
        new FaultEndpoints(timeline, clock).Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            return new SandboxServer(app);
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            if (exception is IOException { InnerException: AddressInUseException })
            {
                throw new SandboxAddressException($"{options.Url.GetLeftPart(UriPartial.Authority)} is in use by another program.", exception);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    /// <summary>A page of some other site that is open in a browser here must not start faults.</summary>
    private static Task RefuseOtherSitesAsync(HttpContext context, RequestDelegate next) =>
        context.Request.Headers.Origin.Count > 0 && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            ? Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "Not from a browser", "Requests that change something may not come from a web page.")
            : next(context);

    /// <summary>The host program decides when to stop.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
