using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace BarberPro.Dashboard.Live;

/// <summary>Which pages may speak to this program, told by the Origin that a browser writes and no page can forge.</summary>
internal static class OriginRules
{
    /// <summary>A hub lets in only what proves that it comes from this program's own pages.</summary>
    public static bool MayReachHub(HttpRequest request)
    {
        var origin = request.Headers.Origin;
        if (origin.Count > 0)
        {
            return IsOwn(request, origin);
        }

        // On a GET of its own page's origin a browser sends no Origin; there its Sec-Fetch-Site is the proof. Whatever opens
        // a connection (a POST, or an upgrade) always carries an Origin.
        return HttpMethods.IsGet(request.Method)
            && !request.Headers.ContainsKey(HeaderNames.Upgrade)
            && !request.Headers.ContainsKey(HeaderNames.SecWebSocketKey)
            && request.Headers["Sec-Fetch-Site"] is [var site] && string.Equals(site, "same-origin", StringComparison.Ordinal);
    }

    /// <summary>The API takes changes from programs, which send no Origin and bring a key, but from no other site's page.</summary>
    public static bool MayChange(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
        || request.Headers.Origin is not { Count: > 0 } origin || IsOwn(request, origin);

    /// <summary>Compared as text with the one way in which browsers write it: nothing is parsed, so nothing can be read in two ways.</summary>
    private static bool IsOwn(HttpRequest request, StringValues origin) =>
        origin is [{ } given] && Own(request) is { } own && string.Equals(given, own, StringComparison.Ordinal);

    private static string? Own(HttpRequest request)
    {
        if (!request.Host.HasValue)
        {
            return null;
        }

        var host = request.Host;
        var name = host.ToUriComponent().ToLower(CultureInfo.InvariantCulture);
        var byDefault = string.Equals(request.Scheme, "https", StringComparison.OrdinalIgnoreCase) ? 443 : 80;
        if (host.Port == byDefault)
        {
            name = name[..name.LastIndexOf(':')];
        }

        return $"{request.Scheme.ToLower(CultureInfo.InvariantCulture)}://{name}";
    }
}
