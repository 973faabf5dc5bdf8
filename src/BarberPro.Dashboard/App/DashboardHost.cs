using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.App;

/// <summary>Builds the program: a class, so that tests can build it too. Read it as a table of contents.</summary>
internal static class DashboardHost
{
    /// <summary>Exit code: 0 after an orderly stop, 1 where the program could not start; then standard error says why, in a line a fault.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (CheckSource.IsAsked(args))
        {
            return await CheckSource.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
        }

        try
        {
            if (VerifyAudit.IsAsked(args))
            {
                return await VerifyAudit.RunAsync(args, Console.Out, CancellationToken.None);
            }

            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Faults(exception) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync(fault);
            }

            return 1;
        }
    }

    public static WebApplication Build(string[] args) => Build(args, _ => { });

    /// <param name="args">As on the command line.</param>
    /// <param name="configure">Has the last word; for tests.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(DashboardHost).Assembly.GetName().Name });
        // A build that is not published finds its assets (packages' and our own) through this manifest, in any environment.
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "BarberPro.Dashboard.staticwebassets.runtime.json")))
        {
            builder.WebHost.UseStaticWebAssets();
        }

        // The build has compressed every asset; looking for edited files at run time would send some of them uncompressed.
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("ReloadStaticAssetsAtRuntime", "false")]);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHardening(builder.Configuration, builder.Environment);

        // Hosted services start in this order: the sandbox warms up while the database starts, the day is known before frames are made.
        builder.Services.AddSandbox();
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddLive(builder.Configuration);
        builder.Services.AddAudit(builder.Configuration);
        builder.Services.AddAccess();
        builder.Services.AddOpenId(builder.Configuration);
        builder.Services.AddDays();
        builder.Services.AddMetricsRoom();
        builder.Services.AddTargets();
        builder.Services.AddBoards();
        builder.Services.AddApp(builder.Configuration);
        builder.Services.AddHealth();

        configure(builder);

        var app = builder.Build();
        app.UseHardening();
        app.UseExceptionHandler(new ExceptionHandlerOptions { AllowStatusCode404Response = true });
        app.UseResponseCompression();
        app.UseErrorPages();
        app.UseHostFiltering();
        app.UseRequestLocalization();
        app.UseOriginGuard();
        app.UseWebSockets();
        app.UseAccess();
        app.UseAntiforgery();

        app.MapHealth();
        app.MapOpenId();
        app.MapLive().RequireAuthorization(Policies.Screen).ReadsOnly();
        app.MapAudit();
        app.MapAccess();
        app.MapMetrics();
        app.MapDays();
        app.MapTargets();
        app.MapBoards();
        app.MapApp();
        return app;
    }

    /// <summary>What a person can mend, a line each; empty for a fault of our own, which keeps its stack trace.</summary>
    private static List<string> Faults(Exception exception) => exception switch
    {
        StartupException => [exception.Message],
        OptionsValidationException options => [.. options.Failures],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Faults)],
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } => [$"{exception.Message} Another program listens there; choose another address with --urls."],
        InvalidOperationException { InnerException: FormatException or InvalidCastException } => [exception.Message],
        _ => [],
    };
}
