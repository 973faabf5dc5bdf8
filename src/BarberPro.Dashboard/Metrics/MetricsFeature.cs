using BarberPro.Dashboard.Live;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

public static class MetricsFeature
{
    public static IServiceCollection AddMetricsRoom(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().BindConfiguration(MetricsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>();
        services.AddSingleton(provider => Catalogue.Of(provider.GetRequiredService<IOptions<MetricsOptions>>().Value));
        services.AddSources();
        services.AddBackfill();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new LiveValue<SeriesSet>(SeriesSet.Empty));
        services.AddSingleton(new LiveValue<SourcesSnapshot>(SourcesSnapshot.Empty));
        services.AddSingleton<PipelineMeters>();
        services.AddSingleton<SeriesBook>();
        services.AddSingleton<LateSamples>();
        services.AddSingleton(provider => new LatestValues(
            new CatalogueEvaluator(provider.GetRequiredService<Catalogue>(), provider.GetRequiredService<IOptions<MetricsOptions>>().Value), provider.GetRequiredService<SeriesBook>(),
            provider.GetRequiredService<PipelineMeters>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SourceBoard(provider.GetServices<ISource>(), provider.GetRequiredService<LiveValue<SourcesSnapshot>>()));
        services.AddHostedService<Pipeline>();

        // Frames reach their consumers in the order of registration: the store, then the hub; rooms above come after.
        services.AddSingleton<IFrameConsumer, HubFrames>();
        return services;
    }

    public static WebApplication MapMetrics(this WebApplication app)
    {
        app.MapMetricsEndpoints();
        app.MapHistory();
        return app;
    }
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
