using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Targets;

public static class TargetsFeature
{
    public static IServiceCollection AddTargets(this IServiceCollection services)
    {
        services.AddOptions<TargetsOptions>().BindConfiguration(TargetsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TargetsOptions>, TargetsOptionsValidator>();
        services.AddSingleton(new LiveValue<TargetsSnapshot>(TargetsSnapshot.Loading));
        services.AddSingleton<ITargetStore, TargetStore>();
        services.AddSingleton<TargetReader>();
        services.AddSingleton<TargetJudge>();
        services.AddSingleton<TargetReviewer>();
        services.AddSingleton<TargetWording>();
        services.AddSingleton<TargetEvaluator>();
        services.AddSingleton<IFrameConsumer>(provider => provider.GetRequiredService<TargetEvaluator>());
        services.AddHostedService(provider => provider.GetRequiredService<TargetEvaluator>());
        return services;
    }

    public static WebApplication MapTargets(this WebApplication app)
    {
        app.MapTargetsApi();
        return app;
    }
}

internal sealed class TargetsOptionsValidator : IValidateOptions<TargetsOptions>
{
    public ValidateOptionsResult Validate(string? name, TargetsOptions options) =>
        options.Faults().ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
}
