using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>What the root page hands to the scripts.</summary>
internal static class RootText
{
    /// <summary>"Day 6", or "the day before" where the baseline has no number.</summary>
    public static string BaselineName(DaySnapshot day, IStringLocalizer<AppTexts> texts) =>
        day.BaselineNumber is { } number ? texts["DayNumber", number] : texts["DayBefore"];

    public static string ZoneName(DaySnapshot day) => DayClock.Abbreviation(day.Zone, day.OperatingHours.From);

    /// <summary>
    /// Times of day between which charts show the day: the operating hours, and where now lies outside them, the night around it too.
    /// Who opens the page before nine sees what streams in.
    /// </summary>
    public static string Opens(DaySnapshot day, DateTimeOffset now) => Time(now < day.OperatingHours.From || day.Blocks.IsEmpty ? TimeOnly.MinValue : day.Blocks.Min(block => block.Start));

    public static string Closes(DaySnapshot day, DateTimeOffset now) => now >= day.OperatingHours.To || day.Blocks.IsEmpty ? "24:00" : Time(day.Blocks.Max(block => block.End));

    public static string Blocks(DaySnapshot day) => string.Join(',', day.Blocks.Select(block => $"{Time(block.Start)}-{Time(block.End)}"));

    /// <summary>A block's name in the language of the screen where it is one of the usual three, else the plan's own.</summary>
    public static string BlockName(Block block, IStringLocalizer<AppTexts> texts) =>
        texts[$"Block-{block.Key}"] is { ResourceNotFound: false } name ? name : block.Title;

    private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The scripts' texts in the page's language. The default encoder escapes what could end the script element.</summary>
    public static string ClientJson(IStringLocalizer<LiveTexts> texts) =>
        JsonSerializer.Serialize(texts.GetAllStrings(includeParentCultures: true).GroupBy(text => text.Name).ToDictionary(text => text.Key, text => text.First().Value));
}
