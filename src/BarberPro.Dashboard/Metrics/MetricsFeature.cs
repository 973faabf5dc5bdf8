using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

public static class MetricsFeature
{
    public static IServiceCollection AddMetrics(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>();
        services.AddSingleton(provider => Catalogue.Of(provider.GetRequiredService<IOptions<MetricsOptions>>().Value));
        services.AddSources();
        return services;
    }

    public static WebApplication MapMetrics(this WebApplication app) => app;
}

internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        var faults = new List<string>();
        CatalogueReader.Read(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
