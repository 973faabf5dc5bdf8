using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Live;

public static class LiveFeature
{
    /// <summary>Most of what a viewer that stops reading holds of our memory, beside Kestrel's own 64 KB.</summary>
    private const int SendBuffer = 16 * 1024;

    private const int LargestCall = 1024;

    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LiveOptions>().Bind(configuration.GetSection(LiveOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddLocalization();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LiveMeters>();
        services.AddSingleton(provider => new LiveBroadcaster(provider.GetRequiredService<LiveMeters>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LiveBroadcaster>>()));
        services.AddSingleton<HubLifetimeManager<LiveHub>, LiveLifetimeManager>();
        services.AddSingleton<LiveLimits>();
        services.AddSignalR().AddMessagePackProtocol().AddHubOptions<LiveHub>(hub =>
        {
            hub.SupportedProtocols = ["json", "messagepack"];
            hub.MaximumReceiveMessageSize = LargestCall;
            hub.MaximumParallelInvocationsPerClient = 1;
            hub.StreamBufferCapacity = 1;
            hub.EnableDetailedErrors = false;
            hub.AddFilter<LiveLimits>();
        });
        return services;
    }

    /// <summary>Before everything that reads a request's body or opens a connection; after the language of the request is known.</summary>
    public static WebApplication UseOriginGuard(this WebApplication app)
    {
        app.UseMiddleware<OriginGuard>();
        return app;
    }

    public static IEndpointConventionBuilder MapLive(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<LiveOptions>>().Value;
        return app.MapHub<LiveHub>(LiveHub.Path, connection =>
        {
            connection.TransportMaxBufferSize = SendBuffer;
            connection.ApplicationMaxBufferSize = 4 * LargestCall;
            connection.TransportSendTimeout = options.StuckAfter;
            connection.WebSockets.CloseTimeout = TimeSpan.FromSeconds(2);
            connection.AllowStatefulReconnects = false; // it would keep what a viewer has not read
        });
    }
}
