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

    /// <summary>The scripts' texts in the page's language. The default encoder escapes what could end the script element.</summary>
    public static string ClientJson(IStringLocalizer<LiveTexts> texts) =>
        JsonSerializer.Serialize(texts.GetAllStrings(includeParentCultures: true).GroupBy(text => text.Name).ToDictionary(text => text.Key, text => text.First().Value));
}
