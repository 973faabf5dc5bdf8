using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What keeps the measurements, as one part of the room.</summary>
internal static class MetricStore
{
    /// <summary>Registers the store; its writer is the frame consumer that may miss none, so it comes first.</summary>
    public static IServiceCollection AddMetricStore(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.Retention.Frames >= TimeSpan.FromHours(1), "Metrics:Retention:Frames must be an hour (01:00:00) or longer.")
            .Validate(options => options.Retention.Minutes >= TimeSpan.FromDays(2), "Metrics:Retention:Minutes must be two days (2.00:00:00) or longer: the baseline is read from it.")
            .ValidateOnStart();
        services.AddSingleton(new LiveValue<StoreHealth>(StoreHealth.Unknown));
        services.AddSingleton<StoreMeters>();
        services.AddSingleton<Partitions>();
        services.AddSingleton<RecentMinutes>();
        services.AddSingleton<FrameLog>();
        services.AddSingleton<MinuteStore>();
        services.AddSingleton<IMinuteStore>(provider => provider.GetRequiredService<MinuteStore>());
        services.AddSingleton<ISeriesRegistry, SeriesStore>();
        services.AddSingleton<FrameWriter>();
        services.AddSingleton<IFrameConsumer>(provider => provider.GetRequiredService<FrameWriter>());
        services.AddHostedService(provider => provider.GetRequiredService<FrameWriter>());
        services.AddHostedService<StoreCleaner>();
        return services;
    }
}
