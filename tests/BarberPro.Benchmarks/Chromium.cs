using Microsoft.Playwright;

namespace BarberPro.EndToEnd.Tests;

/// <summary>The Chromium of this machine: the one that CHROMIUM_PATH names, the system's own, or Playwright's.</summary>
internal static class Chromium
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private static readonly string[] Installed = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable(), Args = Arguments });

    /// <summary>Null where Playwright's own is to be used (`pwsh playwright.ps1 install chromium` puts it there).</summary>
    private static string? Executable() =>
        Environment.GetEnvironmentVariable("CHROMIUM_PATH") is { Length: > 0 } chosen ? chosen : Installed.FirstOrDefault(File.Exists);
}
