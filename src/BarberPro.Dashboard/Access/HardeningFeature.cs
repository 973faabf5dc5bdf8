using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>What guards the program before it knows who is there: headers, limits, proxies, where it listens.</summary>
internal static class HardeningFeature
{
    /// <exception cref="Data.StartupException">It would listen beyond this machine without TLS.</exception>
    public static IServiceCollection AddHardening(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        ListeningRules.Check(configuration);
        services.AddOptions<HardeningOptions>().BindConfiguration(HardeningOptions.Section)
            .Validate(options => ProxyRules.FirstFault(options.Proxies) is null,
                $"Access:Proxies must list addresses and networks such as 10.0.0.7 or 10.1.0.0/16{(ProxyRules.FirstFault(ProxyRules.Read(configuration)) is { } fault ? $"; \"{fault}\" is neither" : "")}.")
            .ValidateOnStart();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((server, limits) => Limit(server, limits.Value));

        // After all else: the framework's own switch (ASPNETCORE_FORWARDEDHEADERS_ENABLED) would believe anybody.
        services.AddOptions<ForwardedHeadersOptions>().PostConfigure<IOptions<HardeningOptions>>((headers, options) => ProxyRules.Apply(headers, options.Value.Proxies));
        services.AddSecurityHeaders();
        services.AddRateLimits();

        services.AddSingleton<TicketOffice>();
        services.AddSingleton<CircuitLimits>();
        services.Configure<HubOptions>(hubs => hubs.AddFilter<CircuitLimits>());
        services.PostConfigure<CircuitOptions>(circuits => circuits.DetailedErrors &= !environment.IsProduction());
        services.PostConfigure<LoggerFilterOptions>(SecretLogs.Silence);
        return services;
    }

    /// <summary>First of all: what answers later, an error page or a refusal, has the headers too.</summary>
    public static WebApplication UseHardening(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        return app;
    }

    private static void Limit(KestrelServerOptions server, LimitOptions limits)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = limits.BodyBytes;
        server.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytes;
        server.Limits.MaxRequestHeaderCount = limits.Headers;
        server.Limits.RequestHeadersTimeout = limits.HeaderTime;
        server.Limits.KeepAliveTimeout = limits.IdleTime;
    }
}
