using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Hours that go on in the browser (Client/board-time.ts). Markup of numbers: element by element they would be most of what the server keeps of an open board.</summary>
internal static class BoardTime
{
    public static MarkupString Spent(double hours, string? since, double now) => Element("spent", Attributes(hours, since, null), BoardWording.Hours(now));

    public static MarkupString Left(double hours, string? since, double planned, double now) => Element("left", Attributes(hours, since, planned), BoardWording.Hours(now));

    public static MarkupString Until(DateTimeOffset at, DateTimeOffset now) =>
        Element("until", string.Create(CultureInfo.InvariantCulture, $"at=\"{at.ToUnixTimeSeconds()}\""), BoardWording.Hours((at - now).TotalHours));

    /// <summary>"1h 16m of 2h +10m" of a card.</summary>
    /// <param name="card">Whose hours.</param>
    /// <param name="isPlan">Nothing is spent yet: only what was planned.</param>
    /// <param name="now">Up to when a running timer counts here.</param>
    /// <param name="texts">Of the screen.</param>
    public static MarkupString Of(BoardCard card, bool isPlan, DateTimeOffset now, IStringLocalizer<BoardPageTexts> texts)
    {
        var (spent, since) = (BoardWording.Spent(card, now), BoardWording.Since(card.Timers));
        return (isPlan, card.PlannedHours) switch
        {
            (true, { } planned) => Span(Encode(texts["Planned", BoardWording.Hours(planned)])),
            (true, null) => default,
            (_, { } planned) => Span($"<b>{Spent(card.SpentHours, since, spent)}</b> {Encode(texts["Of"])} {BoardWording.Hours(planned)} <span class=\"over-t\">{Over(card.SpentHours, since, planned, spent)}</span>"),
            _ when spent > 0 => Span($"<b>{Spent(card.SpentHours, since, spent)}</b>"),
            _ => default,
        };
    }

    public static string Attributes(double hours, string? since, double? planned) =>
        $"hours=\"{BoardWording.Invariant(hours)}\"{(since is null ? "" : $" since=\"{since}\"")}{(planned is { } all ? $" planned=\"{BoardWording.Invariant(all)}\"" : "")}";

    private static MarkupString Over(double hours, string? since, double planned, double spent) =>
        Element("over", Attributes(hours, since, planned), spent > planned + 1.0 / 120 && planned > 0 ? "+" + BoardWording.Hours(spent - planned) : "");

    private static MarkupString Element(string mode, string attributes, string text) => SharedMarkup.Of($"<board-time mode=\"{mode}\" {attributes}>{text}</board-time>");

    private static MarkupString Span(string content) => SharedMarkup.Of($"<span class=\"h\">{content}</span>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
