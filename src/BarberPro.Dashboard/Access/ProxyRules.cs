using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace BarberPro.Dashboard.Access;

/// <summary>Whose word is taken for where a request came from.</summary>
internal static class ProxyRules
{
    public static string[] Read(IConfiguration configuration) => configuration.GetSection($"{HardeningOptions.Section}:{nameof(HardeningOptions.Proxies)}").Get<string[]>() ?? [];

    public static string? FirstFault(IEnumerable<string> proxies) => proxies.FirstOrDefault(proxy => Parse(proxy) is null);

    public static void Apply(ForwardedHeadersOptions headers, IReadOnlyCollection<string> proxies)
    {
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        headers.ForwardedHeaders = proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        headers.ForwardLimit = null; // as many as are known: the first unknown address ends it
        foreach (var proxy in proxies)
        {
            headers.KnownIPNetworks.Add(Parse(proxy)!.Value);
        }
    }

    private static IPNetwork? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        return IPAddress.TryParse(text, out var address) && text.AsSpan().ContainsAny('.', ':') ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
