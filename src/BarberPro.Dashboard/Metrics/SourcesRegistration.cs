using BarberPro.Dashboard.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary>The configured sources, for whoever asks for <c>IReadOnlyList&lt;ISource&gt;</c> or all of <see cref="ISource"/>.</summary>
internal static class SourcesRegistration
{
    public static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddOptions<SourcesOptions>().BindConfiguration(SourcesOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SourcesOptions>, SourcesOptionsValidator>();
        services.AddSingleton<ScrapeClient>();
        services.AddSingleton(Create);
        services.AddSingleton<IEnumerable<ISource>>(provider => provider.GetRequiredService<IReadOnlyList<ISource>>());
        return services;
    }

    private static IReadOnlyList<ISource> Create(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        var hasSandbox = bool.TryParse(configuration["Sandbox:Enabled"], out var enabled) ? enabled : !provider.GetRequiredService<IHostEnvironment>().IsProduction();
        var client = provider.GetRequiredService<ScrapeClient>();
        List<ISource> sources = [];
        foreach (var options in provider.GetRequiredService<IOptions<SourcesOptions>>().Value.Sources)
        {
            if (SourceAddress.IsOwn(options.Url))
            {
                sources.Add(new PrometheusSource(options, () => SourceAddress.Own(provider.GetService<IServer>(), options.Url), client, provider.GetService<OwnKey>()?.Text));
            }
            else if (hasSandbox || !SourceAddress.IsOfSandbox(options.Url))
            {
                var address = new Uri(SourceAddress.WithSandbox(options.Url, configuration["Sandbox:Url"]));
                sources.Add(new PrometheusSource(options, () => address, client));
            }
        }

        return sources;
    }
}
