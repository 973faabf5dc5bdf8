using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.App;

/// <summary>The navigation's icons as markup: a component for each of them would cost every open page several times its size.</summary>
internal static class NavIcon
{
    private static readonly FrozenDictionary<string, MarkupString> Icons = new Dictionary<string, string>
    {
        ["live"] = "M3 12h4l2-6 4 12 2-6h6",
        ["targets"] = "M12 3a9 9 0 1 0 9 9M12 8a4 4 0 1 0 4 4M12 12l8-8",
        ["board"] = "M4 5h4v14H4zM10 5h4v9h-4zM16 5h4v12h-4z",
        ["plan"] = "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
        ["audit"] = "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4",
        ["people"] = "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.500-6s6.500 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2.200.800 3.500 2.700 3.500 5.500",
        ["keys"] = "M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11 12l9-9M16 7l3 3",
        ["sources"] = "M4 7c0-2 16-2 16 0v10c0 2-16 2-16 0zM4 12c0 2 16 2 16 0",
    }.ToFrozenDictionary(icon => icon.Key, icon => new MarkupString($"""<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{icon.Value}" /></svg>"""));

    public static MarkupString Of(string name) => Icons[name];
}
