using System.ComponentModel.DataAnnotations;
using BarberPro.Dashboard.Data;
using BarberPro.Sandbox;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Section <c>Sandbox</c>: the stand-in for the platform that runs along with the program.</summary>
public sealed class SandboxHostOptions
{
    public const string Section = "Sandbox";

    /// <summary>On unless the environment is Production.</summary>
    public bool? Enabled { get; set; }

    public Uri Url { get; set; } = new("http://127.0.0.1:5211");

    /// <summary>The same seed gives the same days.</summary>
    [Range(0, int.MaxValue, ErrorMessage = "Sandbox:Seed must not be negative.")]
    public int Seed { get; set; } = 7;

    internal bool IsValidUrl => Url is { IsAbsoluteUri: true, PathAndQuery: "/" } && Url.Scheme == Uri.UriSchemeHttp;
}

/// <summary>
/// Runs the sandbox. It is in this process only for the newcomer's comfort: everything here reaches it over HTTP, as it would the real platform.
/// It starts while the database does, and is there before anything is read from it.
/// </summary>
internal sealed class SandboxHost(IOptions<SandboxHostOptions> options, IHostEnvironment environment, TimeProvider clock) : IHostedLifecycleService, IAsyncDisposable
{
    private Task<SandboxServer>? _starting;

    public bool IsEnabled { get; } = options.Value.Enabled ?? !environment.IsProduction();

    /// <summary>Where it listens: the configured address, or what became of port 0.</summary>
    public Uri Url => _starting is { IsCompletedSuccessfully: true } started ? started.Result.Url : options.Value.Url;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (IsEnabled)
        {
            var sandbox = new SandboxOptions { Url = options.Value.Url, Seed = options.Value.Seed, TimeProvider = clock };
            _starting = Task.Run(() => SandboxServer.StartAsync(sandbox, cancellationToken), cancellationToken);
        }

        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_starting ?? Task.CompletedTask);
        }
        catch (SandboxAddressException exception)
        {
            throw new StartupException($"Sandbox:Url: {exception.Message} Choose another address, or turn the sandbox off with Sandbox:Enabled=false.", exception);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Last, so that nobody reads from a sandbox that is gone.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _starting, null) is { } starting)
        {
            await starting.ContinueWith(static _ => { }, TaskScheduler.Default);
            if (starting.IsCompletedSuccessfully)
            {
                await starting.Result.DisposeAsync();
            }
        }
    }
}

internal static class SandboxRegistration
{
    /// <summary>To be called before the database is added: both then start at the same time.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services)
    {
        services.AddOptions<SandboxHostOptions>().BindConfiguration(SandboxHostOptions.Section).ValidateDataAnnotations()
            .Validate(options => options.IsValidUrl, "Sandbox:Url must be an address such as http://127.0.0.1:5211, without a path.")
            .ValidateOnStart();
        services.AddSingleton<SandboxHost>();
        services.AddHostedService(provider => provider.GetRequiredService<SandboxHost>());
        return services;
    }

    /// <summary>To be called after the store is added, and before what makes the frames.</summary>
    public static IServiceCollection AddBackfill(this IServiceCollection services)
    {
        services.AddHttpClient<SandboxHistory>().RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        services.AddSingleton<Backfill>();
        services.AddSingleton<BackfillAtStart>();
        services.AddHostedService(provider => provider.GetRequiredService<BackfillAtStart>());
        return services;
    }
}
