using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.WebEncoders;
using MudBlazor.Services;
using Scalar.AspNetCore;

namespace BarberPro.Dashboard.App;

internal static class AppFeature
{
    public static IServiceCollection AddApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLocalization();
        services.AddSingleton<IStringLocalizerFactory>(provider => new KnownTexts(ActivatorUtilities.CreateInstance<ResourceManagerStringLocalizerFactory>(provider)));
        services.AddOpenApi();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Cultures.English.Name).AddSupportedCultures(Cultures.Names).AddSupportedUICultures(Cultures.Names);
            options.RequestCultureProviders = [new CookieRequestCultureProvider(), new SpanishIsArgentine(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        // Accents and the true minus stand in the page as they are: smaller, and readable in the source.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddProblemDetails();
        services.AddSingleton<TargetEvents>();
        services.AddMudServices();
        services.AddRazorComponents().AddInteractiveServerComponents();
        // Over TLS it is left to the proxy in front: compressing pages with secrets there is its operator's decision.
        services.AddResponseCompression(options => options.EnableForHttps = false);
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.AddOptions<ChartsOptions>().Bind(configuration.GetSection(ChartsOptions.Section))
            .Validate(options => options.Fault() is null, "Charts: every group needs a title, every chart a metric, and every pane at least one line.").ValidateOnStart();
        return services;
    }

    /// <summary>A script gets problem details, a person gets a page.</summary>
    public static WebApplication UseErrorPages(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        app.UseWhen(context => context.IsForScripts(), scripts =>
        {
            scripts.Use((context, next) =>
            {
                if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
                {
                    pages.Enabled = false;
                }

                return next(context);
            });
            scripts.UseStatusCodePages();
        });
        return app;
    }

    public static WebApplication MapApp(this WebApplication app)
    {
        app.MapStaticAssets().Open("the sign-in page is drawn with them").ReadsOnly();
        app.MapOpenApi().RequireAuthorization(Policies.Viewer).ReadsOnly();
        app.MapScalarApiReference("/api/reference", (options, context) => options.WithTitle("BarberPro Dashboard")
            .WithNonce(SecurityHeaders.Nonce(context)).DisableDefaultFonts().DisableTelemetry().DisableAgent()).RequireAuthorization(Policies.Viewer).ReadsOnly();
        app.MapGet("/api", () => Results.LocalRedirect("/api/reference/v1")).RequireAuthorization(Policies.Viewer).ReadsOnly().ExcludeFromDescription();
        app.MapLanguage();
        app.MapRazorComponents<Root>().AddInteractiveServerRenderMode();
        return app;
    }

    private static void MapLanguage(this WebApplication app) =>
        app.MapGet("/language/{name}", (string name, string? from, HttpContext context) =>
        {
            if (Cultures.Find(name) is not { } culture)
            {
                return Results.NotFound();
            }

            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true, Secure = context.Request.IsHttps });
            return Results.LocalRedirect(ReturnPath.Of(from));
        }).Open("the sign-in page has two languages").ReadsOnly().ExcludeFromDescription();

    /// <summary>Spanish of any country is shown in the one Spanish there is.</summary>
    private sealed class SpanishIsArgentine : RequestCultureProvider
    {
        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
        {
            var wanted = httpContext.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
                .Select(language => language.Value.Value).FirstOrDefault(language => language is not null && (IsOf(language, "es") || IsOf(language, "en")));
            return Task.FromResult(wanted is not null && IsOf(wanted, "es") ? new ProviderCultureResult(Cultures.Spanish.Name) : null);
        }

        private static bool IsOf(string language, string root) =>
            language.Equals(root, StringComparison.OrdinalIgnoreCase) || language.StartsWith(root + "-", StringComparison.OrdinalIgnoreCase);
    }
}
