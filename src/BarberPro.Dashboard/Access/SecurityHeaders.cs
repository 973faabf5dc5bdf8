using NetEscapades.AspNetCore.SecurityHeaders;

namespace BarberPro.Dashboard.Access;

/// <summary>What a browser may do with our answers. One policy for all of them: pages, refusals, files.</summary>
internal static class SecurityHeaders
{
    private static readonly string[] Unused = ["accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb"];

    /// <summary>Stands on each script element that a page of this program has; a page's nonce is good for that page alone.</summary>
    public static string Nonce(HttpContext context) => context.GetNonce();

    public static void AddSecurityHeaders(this IServiceCollection services) => services.AddSecurityHeaderPolicies().SetDefaultPolicy(headers => headers
        .AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().Self();
            // Scripts by the page's nonce, and what these load; an address alone is no proof.
            csp.AddScriptSrc().WithNonce().StrictDynamic();
            csp.AddStyleSrc().Self().UnsafeInline(); // components set widths and colours in style attributes
            csp.AddImgSrc().Self().Data();
            csp.AddFontSrc().Self().Data();
            csp.AddConnectSrc().Self();
            csp.AddObjectSrc().None();
            csp.AddBaseUri().Self();
            csp.AddFormAction().Self();
            csp.AddFrameAncestors().None();
        })
        .AddContentTypeOptionsNoSniff()
        .AddFrameOptionsDeny()
        .AddReferrerPolicySameOrigin()
        .AddCustomHeader("Permissions-Policy", string.Join(", ", Unused.Select(feature => $"{feature}=()")))
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddCrossOriginResourcePolicy(policy => policy.SameOrigin())
        .AddStrictTransportSecurityMaxAge(365 * 24 * 3600) // sent over https alone
        .RemoveServerHeader());
}
