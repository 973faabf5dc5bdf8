using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

public static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddOptions<DatabaseOptions>();
        services.AddLocalization();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new LiveValue<AuditState>(AuditState.Unknown));
        services.AddSingleton(provider => new AuditAnchorFile(AuditPlace.Of(provider.GetRequiredService<IOptions<AuditOptions>>().Value,
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value, configuration.GetConnectionString(DatabaseOptions.ConnectionName))));
        services.AddSingleton<IAudit, AuditLog>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditAnchors>();
        services.AddSingleton<AuditChecker>();
        services.AddSingleton<AuditWebhook>();
        services.AddHostedService<AuditKeeper>();
        services.AddExceptionHandler<AuditRefusal>();
        services.AddHealthChecks().AddCheck<AuditCheck>("audit");
        return services;
    }

    public static WebApplication MapAudit(this WebApplication app)
    {
        app.MapAuditApi();
        return app;
    }
}
