namespace BarberPro.Dashboard.Access;

/// <summary>Addresses carry tokens (sign-in links, invitations, wall keys): what writes whole addresses to the log stays silent, whatever the configuration wants.</summary>
internal static class SecretLogs
{
    /// <summary>"Request starting HTTP/1.1 GET http://…/signin?token=…", and the sign-in of others' servers, which tells its parameters.</summary>
    private static readonly string[] Tell = ["Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.HttpLogging", "Microsoft.AspNetCore.Components.Server.Circuits.RemoteNavigationManager", "Microsoft.AspNetCore.Components.Server.Circuits.CircuitHost"];

    public static void Silence(LoggerFilterOptions options)
    {
        // A rule of a provider's own goes before one for all, so those that exist go; of two alike the later one counts.
        foreach (var rule in options.Rules.Where(rule => rule.CategoryName is { } category && Array.Exists(Tell, tell => category.StartsWith(tell, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            options.Rules.Remove(rule);
        }

        var providers = options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(StringComparer.Ordinal).ToList();
        foreach (var rule in providers.SelectMany(provider => Tell.Select(category => new LoggerFilterRule(provider, category, LogLevel.Warning, null))))
        {
            options.Rules.Add(rule);
        }
    }
}
