using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Live;

/// <summary>Turns requests from other sites' pages away before a hub sees them.</summary>
internal sealed partial class OriginGuard(RequestDelegate next, IStringLocalizer<LiveTexts> texts, ILogger<OriginGuard> logger)
{
    private static readonly PathString Api = "/api";
    private static readonly PathString[] Hubs = [LiveHub.Path, "/_blazor"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var allowed = IsHub(context) ? OriginRules.MayReachHub(request)
            : !request.Path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase) || OriginRules.MayChange(request);
        return allowed ? next(context) : RefuseAsync(context);
    }

    /// <summary>By its address, and by what routing found there: a hub that is mapped elsewhere one day is guarded too.</summary>
    private static bool IsHub(HttpContext context) =>
        Array.Exists(Hubs, hub => context.Request.Path.StartsWithSegments(hub, StringComparison.OrdinalIgnoreCase))
        || context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;

    private Task RefuseAsync(HttpContext context)
    {
        Log.Refused(logger, context.Request.Path);
        return Results.Problem(title: texts["OriginRefused"], detail: texts["OriginRefusedDetail"], statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A request to {Path} from another site, or of no known origin, was refused")]
        public static partial void Refused(ILogger logger, string path);
    }
}
