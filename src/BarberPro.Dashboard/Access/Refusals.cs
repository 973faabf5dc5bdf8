using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>What a caller gets who may not: a script problem details, a person the sign-in page, or a page that says which role is needed.</summary>
internal sealed class Refusals(RefusalLog log, IStringLocalizer<AccessTexts> texts) : IAuthorizationMiddlewareResultHandler
{
    private static readonly object NeededKey = new();

    /// <summary>The role that the refused page asks for; null where nothing was refused.</summary>
    public static Role? NeededRole(HttpContext context) => context.Items[NeededKey] as Role?;

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult switch
        {
            { Succeeded: true } => next(context),
            { Challenged: true } => ChallengeAsync(context),
            _ => ForbidAsync(context, policy),
        };

    private async Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Headers.Authorization.Count > 0)
        {
            await log.RecordAsync(context, "key.refused", context.Request.Path, null);
        }

        if (!context.IsForScripts())
        {
            var asked = context.Features.Get<IStatusCodeReExecuteFeature>() is { } shown ? shown.OriginalPath + shown.OriginalQueryString : context.Request.Path + context.Request.QueryString;
            var from = HttpMethods.IsGet(context.Request.Method) ? asked : "/";
            context.Response.Redirect(from == "/" ? SignInPage.Path : $"{SignInPage.Path}?from={Uri.EscapeDataString(from)}");
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Results.Problem(title: texts["NotSignedIn"], detail: texts["NotSignedInDetail"], statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    private async Task ForbidAsync(HttpContext context, AuthorizationPolicy policy)
    {
        var needed = policy.Requirements.OfType<RoleRequirement>().Select(requirement => requirement.Least).DefaultIfEmpty(Role.Viewer).Max();
        await log.RecordAsync(context, "access.refused", context.Request.Path, needed);
        if (context.IsForScripts() || !HttpMethods.IsGet(context.Request.Method)) // a form that is sent has no page to be shown again
        {
            await Results.Problem(title: texts["NotAllowed"], detail: texts["NeedsRole", texts[$"Role-{needed}"]], statusCode: StatusCodes.Status403Forbidden,
                extensions: new Dictionary<string, object?> { ["role"] = RoleNames.Of(needed) }).ExecuteAsync(context);
            return;
        }

        context.Items[NeededKey] = needed;
        context.Response.StatusCode = StatusCodes.Status403Forbidden; // the page for it comes by re-execution
    }
}
