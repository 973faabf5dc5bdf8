using System.Reflection;

namespace BarberPro.Dashboard.Live;

/// <summary>The version that browsers compare with their own: a page that was loaded from another one reloads itself.</summary>
public static class ProgramVersion
{
    public static string Current { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
