using BarberPro.Dashboard.Live;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

public static class MetricsFeature
{
    public static IServiceCollection AddMetricsRoom(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(MetricsOptions.Section)))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>();
        services.AddSingleton(provider => Catalogue.Of(provider.GetRequiredService<IOptions<MetricsOptions>>().Value));
        services.AddSources();
        services.AddMetricStore();
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

    /// <summary>Entry by entry: as a whole list the binder would pass over an entry that it can't read, and the metric would just be missing.</summary>
    private static void Bind(MetricsOptions options, IConfigurationSection section)
    {
        try
        {
            section.Bind(options);
            options.Catalogue = [.. section.GetSection(nameof(options.Catalogue)).GetChildren()
                .Select(entry => entry.Get<MetricOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new MetricOptions())];
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(MetricsOptions.Section, typeof(MetricsOptions), [exception.Message]);
        }
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
