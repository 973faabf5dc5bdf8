using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>The same markup on hundreds of open boards is one text. What is new is kept until there is much of it; then it begins anew.</summary>
internal static class SharedMarkup
{
    private const int Most = 4_096;

    private static readonly ConcurrentDictionary<string, MarkupString> Known = new(StringComparer.Ordinal);

    public static MarkupString Of(string markup)
    {
        if (Known.TryGetValue(markup, out var known))
        {
            return known;
        }

        if (Known.Count >= Most)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(markup, new MarkupString(markup));
    }
}
