using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>Planned hours as a bar; with a running timer it goes on in the browser. Markup of numbers alone: there is one on each card of each open board.</summary>
internal static class SpentBar
{
    public static MarkupString Of(BoardCard card, DateTimeOffset now) => Of(card.SpentHours, card.PlannedHours ?? 0, BoardWording.Since(card.Timers), now);

    /// <param name="hours">Finished; what runs is counted from <paramref name="since"/>.</param>
    /// <param name="planned">All of the bar, until more is spent.</param>
    /// <param name="since">Starts of the running timers, Unix seconds apart by spaces.</param>
    /// <param name="now">Up to when they count here.</param>
    public static MarkupString Of(double hours, double planned, string? since, DateTimeOffset now)
    {
        var spent = hours + (since?.Split(' ').Sum(at => Math.Max(0, now.ToUnixTimeSeconds() - long.Parse(at, CultureInfo.InvariantCulture)) / 3600.0) ?? 0);
        var top = Math.Max(spent, planned);
        return SharedMarkup.Of($"""
            <board-bar class="hb{(since is null ? "" : " running")}" {BoardTime.Attributes(hours, since, planned)} aria-hidden="true"><i style="width:{Share(Math.Min(spent, planned), top)}"></i><i class="over" style="width:{Share(Math.Max(0, spent - planned), top)}"></i></board-bar>
            """);
    }

    private static string Share(double part, double of) => of <= 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{part / of * 100:0.#}%");
}
