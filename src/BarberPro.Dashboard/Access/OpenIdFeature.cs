using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace BarberPro.Dashboard.Access;

/// <summary>Code flow with PKCE; the answer comes back as a plain GET, so that the cookies of the attempt may be SameSite=Lax.</summary>
internal static class OpenIdFeature
{
    public const string Scheme = "openid";
    public const string Path = "/signin/openid";

    public static IServiceCollection AddOpenId(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OpenIdOptions>().BindConfiguration(OpenIdOptions.Section)
            .Configure<IConfiguration>((options, all) => options.LocalSignIn = all.GetValue($"{AccessOptions.Section}:{nameof(OpenIdOptions.LocalSignIn)}", true))
            .Validate(options => options.LocalSignIn || options.IsConfigured, "Access:LocalSignIn=false needs another way in: set Access:OpenId:Authority.")
            .Validate(options => !options.IsConfigured || options.HasValidAuthority, "Access:OpenId:Authority must be an https address (http on this machine alone).")
            .Validate(options => !options.IsConfigured || options.ClientId.Length > 0, "Access:OpenId:ClientId must be set where Access:OpenId:Authority is.")
            .Validate(options => !options.IsConfigured || options.Roles.Count > 0, "Access:OpenId:Roles must give a role to at least one value of the claim.")
            .Validate(options => options.FirstRoleFault is null, "Access:OpenId:Roles must name viewer, member, operator, lead or admin for each value.")
            .ValidateOnStart();
        services.AddScoped<OpenIdDoor>();
        if (configuration[$"{OpenIdOptions.Section}:{nameof(OpenIdOptions.Authority)}"] is { Length: > 0 })
        {
            services.AddAuthentication().AddOpenIdConnect(Scheme, null, _ => { });
            services.AddOptions<OpenIdConnectOptions>(Scheme).Configure<IOptions<OpenIdOptions>>((options, ours) => Configure(options, ours.Value));
        }

        return services;
    }

    public static void MapOpenId(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<OpenIdOptions>>().Value.IsConfigured)
        {
            app.MapGet(Path, (string? from) => Results.Challenge(new AuthenticationProperties { RedirectUri = ReturnPath.Of(from) }, [Scheme]))
                .Open("the way in by another provider").Records("signin.done", "person.added", "person.changed", "person.signedout").RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
        }
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdOptions ours)
    {
        options.Authority = ours.Authority;
        options.ClientId = ours.ClientId;
        options.ClientSecret = ours.ClientSecret;
        options.RequireHttpsMetadata = !ours.Authority.StartsWith("http:", StringComparison.OrdinalIgnoreCase); // checked: on this machine
        options.CallbackPath = Path + "/callback";
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = false;
        options.SaveTokens = false;
        options.SignInScheme = Microsoft.AspNetCore.Identity.IdentityConstants.ApplicationScheme;
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }

        options.ClaimActions.Remove("iss"); // is kept: a subject is one of its issuer
        options.Events.OnTokenValidated = RequireSignature;
        // Not before: the nonce is compared after the token was validated, and before the ticket is received.
        options.Events.OnTicketReceived = context => context.HttpContext.RequestServices.GetRequiredService<OpenIdDoor>().EnterAsync(context);
        options.Events.OnRemoteFailure = context => context.HttpContext.RequestServices.GetRequiredService<OpenIdDoor>().RefuseAsync(context);
    }

    /// <summary>Fetched from the provider itself a token may come without one, the handler holds; we hold that it may not.</summary>
    private static Task RequireSignature(TokenValidatedContext context)
    {
        if (context.SecurityToken is not { RawSignature.Length: > 0, SignatureAlgorithm: not "none" })
        {
            context.Fail("the token is not signed");
        }

        return Task.CompletedTask;
    }
}
