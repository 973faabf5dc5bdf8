using System.Net;
using BarberPro.Dashboard.Data;

namespace BarberPro.Dashboard.Access;

/// <summary>Passwords and keys go through the air in the clear where there is no TLS: that takes a word of consent.</summary>
internal static class ListeningRules
{
    /// <exception cref="StartupException">An address is reached from elsewhere, is plain HTTP, and nobody said that this is meant.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (!configuration.GetValue<bool>("Access:AllowInsecure") && Addresses(configuration).FirstOrDefault(IsExposed) is { } exposed)
        {
            throw new StartupException($"{exposed} would be reached from other machines without TLS; use https, put a proxy before it and listen on 127.0.0.1, or set Access:AllowInsecure=true.");
        }
    }

    /// <summary>As Kestrel reads them: endpoints come before --urls, and these before the ports of containers.</summary>
    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>().ToList() is { Count: > 0 } endpoints)
        {
            return endpoints;
        }

        return configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls ? Split(urls) : Split(configuration[WebHostDefaults.HttpPortsKey] ?? "").Select(port => $"http://*:{port}");
    }

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsExposed(string address)
    {
        if (address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return false; // Kestrel refuses it, and says why
        }

        return !binding.IsUnixPipe && !binding.IsNamedPipe && !binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
