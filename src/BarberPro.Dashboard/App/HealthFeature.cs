using System.Text.Json;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace BarberPro.Dashboard.App;

/// <summary>What the program says of itself: alive, ready, its figures, and the ready line.</summary>
internal static class HealthFeature
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<FrameWatch>();
        services.AddSingleton<IFrameConsumer>(provider => provider.GetRequiredService<FrameWatch>());
        services.AddHostedService<ReadyLine>();
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database")
            .AddCheck<MigrationsCheck>("migrations")
            .AddCheck<PipelineCheck>("pipeline");
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("BarberPro.Dashboard", "System.Runtime", "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits")
            .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 500));
        return services;
    }

    public static WebApplication MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).Open("what watches the program has no key").ReadsOnly();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync }).Open("what watches the program has no key").ReadsOnly();
        app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Policies.Viewer).ReadsOnly();
        return app;
    }

    /// <summary><c>{ "status": "Healthy", "checks": { "database": { "status": "Healthy", "description": null } } }</c></summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description }),
    }, JsonSerializerOptions.Web, context.RequestAborted);
}
