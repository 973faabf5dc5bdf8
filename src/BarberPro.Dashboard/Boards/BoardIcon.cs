using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>Icons as markup: a component for each of them would cost every open board several times its size.</summary>
internal static class BoardIcon
{
    private static readonly FrozenDictionary<string, MarkupString> Icons = new Dictionary<string, string>
    {
        ["risk"] = "M8 1.8L14.2 8 8 14.2 1.8 8zM8 5v3.6M8 10.9v.1",
        ["talk"] = "M2.5 4.5a2 2 0 0 1 2-2h7a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H8l-3.2 3v-3h-.3a2 2 0 0 1-2-2z",
        ["tick"] = "M3 8.5l3.2 3L13 4.5",
        ["pen"] = "M3 13l.8-3L11 2.8 13.2 5 6 12.2z",
        ["carry"] = "M3 4v3a2 2 0 0 0 2 2h8M10 6l3 3-3 3",
        ["hand"] = "M4 2.5l8.5 6-4 .9-1.7 4z",
        ["next"] = "M6 3l5 5-5 5",
        ["up"] = "M4 10l4-4 4 4",
        ["down"] = "M4 6l4 4 4-4",
        ["x"] = "M4 4l8 8M12 4l-8 8",
        ["stop"] = "M5 5h6v6H5z",
        ["start"] = "M5 3.5l7 4.5-7 4.5z",
        ["dots"] = "M3.5 8h.01M8 8h.01M12.5 8h.01",
        ["link"] = "M9 3h4v4M13 3L7 9M11 9v4H3V5h4",
        ["undo"] = "M5 3L2 6l3 3M2 6h8a4 4 0 0 1 0 8H6",
        ["plus"] = "M8 3v10M3 8h10",
        ["search"] = "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l3.5 3.5",
    }.ToFrozenDictionary(icon => icon.Key, icon => new MarkupString($"""<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="{icon.Value}" /></svg>"""));

    public static MarkupString Of(string name) => Icons[name];
}
