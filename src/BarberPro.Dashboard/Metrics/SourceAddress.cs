using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BarberPro.Dashboard.Metrics;

/// <summary>From a source's Url to the address that is asked.</summary>
internal static class SourceAddress
{
    public const string SandboxMark = "{Sandbox:Url}";
    private const string DefaultSandbox = "http://127.0.0.1:5211";

    public static bool IsWellFormed(string url) =>
        IsOwn(url) || (Uri.TryCreate(WithSandbox(url, DefaultSandbox), UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.UserInfo.Length == 0);

    /// <summary>A path alone is served by this very program.</summary>
    public static bool IsOwn(string url) => url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal);

    public static bool IsOfSandbox(string url) => url.StartsWith(SandboxMark, StringComparison.Ordinal);

    public static string WithSandbox(string url, string? sandbox) =>
        url.Replace(SandboxMark, (string.IsNullOrWhiteSpace(sandbox) ? DefaultSandbox : sandbox).TrimEnd('/'), StringComparison.Ordinal);

    /// <summary>The program's own address with the path; null before it listens.</summary>
    public static Uri? Own(IServer? server, string path)
    {
        var bound = server?.Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(BindingAddress.Parse)
            .Where(address => !address.IsUnixPipe && !address.IsNamedPipe && address.Port > 0)
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttp ? 0 : 1) // no certificate to mistrust
            .FirstOrDefault();
        if (bound is null)
        {
            return null;
        }

        var host = bound.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : bound.Host;
        return new Uri($"{bound.Scheme}://{host}:{bound.Port}{bound.PathBase}{path}");
    }
}
