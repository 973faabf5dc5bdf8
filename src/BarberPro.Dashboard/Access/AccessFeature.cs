using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;

namespace BarberPro.Dashboard.Access;

internal static class AccessFeature
{
    private const string SessionCookie = "barberpro.session";
    private const string SecondFactorCookie = "barberpro.second";

    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section)
            .Validate(options => options.BootstrapKey is null or "" or { Length: >= AccessOptions.ShortestBootstrapKey }, $"Access:BootstrapKey must have at least {AccessOptions.ShortestBootstrapKey} characters.")
            .ValidateOnStart();
        services.AddLocalization();
        services.AddDataProtection().SetApplicationName("BarberPro.Dashboard");
        services.AddSingleton<KeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, ring) => options.XmlRepository = ring);
        services.AddSingleton<AccessMeters>();
        services.AddSingleton<AccessBook>();
        services.AddSingleton<LastSeen>();
        services.AddSingleton<SessionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessBook>());
        services.AddHostedService(provider => provider.GetRequiredService<LastSeen>());
        services.AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        services.AddSingleton<OwnKey>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<Keys>();
        services.AddSingleton<People>();
        services.AddPeople();
        services.AddSchemes();
        services.AddPolicies();
        return services;
    }

    /// <summary>After the guard of origins: a foreign page is turned away whatever it carries.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRateLimits();
        app.UseAuthorization();
        var watch = app.Services.GetRequiredService<SessionWatch>();
        app.Use(watch.WatchAsync);
        app.Use(LeadToWelcomeAsync);
        return app;
    }

    public static WebApplication MapAccess(this WebApplication app)
    {
        app.MapAccessApi();
        app.MapTickets();
        return app;
    }

    /// <summary>Each role, and what a screen may see; whatever names no policy is for viewers, also what is not there.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        var builder = services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<Role>())
        {
            builder.AddPolicy(RoleNames.Of(role), policy => policy.AddRequirements(new RoleRequirement(role)));
        }

        builder.AddPolicy(Policies.Screen, policy => policy.AddRequirements(new RoleRequirement(Role.Viewer, orWall: true)));
        var viewer = new AuthorizationPolicyBuilder().AddRequirements(new RoleRequirement(Role.Viewer)).Build();
        builder.SetFallbackPolicy(viewer).SetDefaultPolicy(viewer);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusals>();
        return services;
    }

    /// <summary>Whoever leaves the welcome before it is finished could never come back in.</summary>
    private static Task LeadToWelcomeAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments(SignInPage.Path) && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            && Caller.KindOf(context.User) == ActorKind.Person && Caller.IdOf(context.User) is { } id && context.RequestServices.GetRequiredService<AccessBook>().Now.People.GetValueOrDefault(id)?.IsUnfinished == true)
        {
            context.Response.Redirect(WelcomePage.Path);
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<PersonStore>();
        services.AddSingleton<IUserStore<Person>>(provider => provider.GetRequiredService<PersonStore>());
        services.AddHttpContextAccessor();
        services.AddIdentityCore<Person>(options =>
        {
            options.User.AllowedUserNameCharacters = ""; // names of people, in any script; PersonRules says what is none
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            options.Password.RequiredLength = PersonRules.ShortestPassword;
            options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            options.Tokens.AuthenticatorIssuer = "BarberPro";
        }).AddClaimsPrincipalFactory<PersonClaims>().AddSignInManager().AddTokenProvider<AuthenticatorTokenProvider<Person>>(TokenOptions.DefaultAuthenticatorProvider);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000); // PBKDF2 with HMAC-SHA512
        services.AddSingleton<SignInLinks>();
        services.AddSingleton<SignInTurns>();
        services.AddScoped<SignInDoor>();
        services.AddSingleton<FirstLink>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, SessionState>();
        services.AddScoped<Permission>();
        services.AddScoped<Offers>();
    }

    private static void AddSchemes(this IServiceCollection services)
    {
        services.AddAuthentication(Schemes.Any)
            .AddPolicyScheme(Schemes.Any, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? Schemes.Key
                : context.Request.Cookies.ContainsKey(SessionCookie) || !context.Request.Cookies.ContainsKey(WallCookie.Name) ? IdentityConstants.ApplicationScheme : Schemes.Wall)
            .AddScheme<AuthenticationSchemeOptions, KeyHandler>(Schemes.Key, null)
            .AddCookie(IdentityConstants.ApplicationScheme, options =>
            {
                options.Cookie.Name = SessionCookie;
                options.ExpireTimeSpan = TimeSpan.FromHours(12);
                Keep(options);
            })
            .AddCookie(Schemes.Wall, options =>
            {
                options.Cookie.Name = WallCookie.Name;
                options.ExpireTimeSpan = WallCookie.Lasts;
                Keep(options);
            })
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, options =>
            {
                options.Cookie.Name = SecondFactorCookie;
                options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
                Keep(options);
                options.SlidingExpiration = false;
                options.Events = new CookieAuthenticationEvents();
            });
    }

    private static void Keep(CookieAuthenticationOptions options)
    {
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // plain HTTP is for loopback alone
        options.Cookie.IsEssential = true;
        options.SlidingExpiration = true;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    /// <summary>Each request has the name and the role of now; a session that was ended is none.</summary>
    private static Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } principal && context.HttpContext.RequestServices.GetRequiredService<AccessBook>().Check(principal) is { } now)
        {
            var identity = (System.Security.Claims.ClaimsIdentity)now.Identity!;
            if (identity.FindFirst(Caller.Address) is { } old)
            {
                identity.RemoveClaim(old);
            }

            if (context.HttpContext.RemoteAddress() is { } address)
            {
                identity.AddClaim(new(Caller.Address, address));
            }

            if (principal.FindFirst(RecentProof.Claim) is { } proof)
            {
                identity.AddClaim(proof.Clone());
            }

            context.ReplacePrincipal(now);
        }
        else
        {
            context.RejectPrincipal();
        }

        return Task.CompletedTask;
    }
}

/// <summary>Keeps a screen signed in for as long as browsers keep a cookie; each request begins that anew.</summary>
internal static class WallCookie
{
    public const string Name = "barberpro.screen";

    public static TimeSpan Lasts { get; } = TimeSpan.FromDays(400);
}
