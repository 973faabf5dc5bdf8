using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// Limits of what comes as HTTP requests. All of /api is limited without being asked; what signs in says <see cref="SignIn"/>.
/// Hubs and circuits are limited from inside: what goes through a WebSocket is no request.
/// </summary>
internal static class RateLimits
{
    /// <summary>For <c>[EnableRateLimiting]</c> and <c>RequireRateLimiting</c>: by address, strictly. Looking at a form (GET) counts as a call of the API does.</summary>
    public const string SignIn = "signin";

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = static (rejected, cancellationToken) => new ValueTask(RefuseAsync(rejected.HttpContext, rejected.Lease, cancellationToken));
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? Api(context) : RateLimitPartition.GetNoLimiter(""));
            limiter.AddPolicy(SignIn, context => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? Api(context) : ToSignIn(context));
        });
    }

    /// <summary>After the language and the person of the request are known; before their rights are asked for, so that wrong keys count.</summary>
    public static WebApplication UseRateLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        return app;
    }

    /// <summary>Who is counted: the person or key, else the address (of IPv6 the network, as one machine has many addresses there).</summary>
    public static string Partition(ClaimsPrincipal? user, IPAddress? address) =>
        user?.Identity is { IsAuthenticated: true } identity && user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id ? $"{identity.AuthenticationType} {id}" : Partition(address);

    public static string Partition(IPAddress? address)
    {
        if (address is null or { IsIPv4MappedToIPv6: true })
        {
            return address?.MapToIPv4().ToString() ?? "";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static RateLimitPartition<string> Api(HttpContext context)
    {
        var limits = Limits(context);
        return RateLimitPartition.GetTokenBucketLimiter(Partition(context.User, context.Connection.RemoteIpAddress), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.ApiAtOnce,
            TokensPerPeriod = limits.ApiPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });
    }

    private static RateLimitPartition<string> ToSignIn(HttpContext context)
    {
        var limits = Limits(context);
        return RateLimitPartition.GetTokenBucketLimiter($"{SignIn} {Partition(context.Connection.RemoteIpAddress)}", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = limits.SignInsAtOnce,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / limits.SignInsPerMinute,
        });
    }

    private static LimitOptions Limits(HttpContext context) => context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value;

    private static Task RefuseAsync(HttpContext context, RateLimitLease lease, CancellationToken cancellationToken)
    {
        var texts = context.RequestServices.GetRequiredService<IStringLocalizer<LimitTexts>>();
        var seconds = Math.Max(1, (int)Math.Ceiling(lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after.TotalSeconds : 1));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        var title = texts["TooManyRequests"].Value;
        var detail = texts["TooManyRequestsDetail", seconds].Value;
        return WantsPage(context.Request)
            ? context.Response.WriteAsync($"{title}\n\n{detail}\n", cancellationToken)
            : Results.Problem(title: title, detail: detail, statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
    }

    /// <summary>A person who sent a form reads a sentence, a script problem details.</summary>
    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
