using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Days;

public static class DaysFeature
{
    public static IServiceCollection AddDays(this IServiceCollection services)
    {
        services.AddOptions<DaysOptions>().BindConfiguration(DaysOptions.Section)
            .Configure<IConfiguration, IHostEnvironment>((options, configuration, environment) =>
                options.MovesAlong = bool.TryParse(configuration["Sandbox:Enabled"], out var enabled) ? enabled : !environment.IsProduction())
            .Validate(options => options.HasValidDay, "Operations:Day must be the number of a day, from 1 on, or empty.")
            .Validate(options => options.HasValidDate, "Operations:Date must be a date such as 2025-09-12, or empty.")
            .Validate(options => options.HasValidZone, "Operations:Zone must be a time zone such as America/Argentina/Buenos_Aires.")
            .ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<DaysOptions>>().Value;
            var today = DayRules.Today(provider.GetRequiredService<TimeProvider>().GetUtcNow(), options.DefaultZone, options);
            return new LiveValue<DaySnapshot>(DaySnapshot.WithoutPlan(today, options.DefaultZone));
        });
        services.AddSingleton<IBaseline, DayBaseline>();
        services.AddSingleton<DayStore>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<DayPlans>();
        services.AddSingleton<DayCalendar>();
        services.AddHostedService(provider => provider.GetRequiredService<DayCalendar>());
        return services;
    }

    public static WebApplication MapDays(this WebApplication app)
    {
        app.MapDayEndpoints();
        app.MapPlanEndpoint();
        return app;
    }
}
