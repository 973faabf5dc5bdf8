using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Ui;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A board in words, in the language of the screen and on the day's clock.</summary>
internal sealed class BoardWording(Catalogue catalogue, LiveValue<DaySnapshot> days, IStringLocalizer<BoardPageTexts> texts)
{
    public static ImmutableArray<CardColumn> Columns { get; } = [CardColumn.Todo, CardColumn.Doing, CardColumn.Blocked, CardColumn.Done];

    /// <summary>"1h 16m", "45m", "0".</summary>
    public static string Hours(double hours)
    {
        var minutes = (long)Math.Round(Math.Abs(hours) * 60, MidpointRounding.AwayFromZero);
        var text = (minutes / 60, minutes % 60) switch
        {
            (0, 0) => "0",
            (0, var rest) => string.Create(CultureInfo.InvariantCulture, $"{rest}m"),
            (var whole, 0) => string.Create(CultureInfo.InvariantCulture, $"{whole}h"),
            var (whole, rest) => string.Create(CultureInfo.InvariantCulture, $"{whole}h {rest}m"),
        };
        return hours < 0 && minutes > 0 ? "−" + text : text;
    }

    /// <summary>3 high, 2 medium, 1 low, 0 where nobody said.</summary>
    public static int Level(string priority) => priority.ToUpperInvariant() switch { "HIGH" or "CRITICAL" or "ALTA" => 3, "MEDIUM" or "MEDIA" => 2, "LOW" or "BAJA" => 1, _ => 0 };

    public static string Labels(MetricCondition condition) => JsonSerializer.Serialize(condition.Labels);

    public static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Finished work and what the running timers have added by now.</summary>
    public static double Spent(BoardCard card, DateTimeOffset now) => card.SpentHours + card.Timers.Sum(timer => timer.HoursAt(now));

    /// <summary>For the browser, which lets it grow: Unix seconds, apart by spaces.</summary>
    public static string? Since(ImmutableArray<RunningTimer> timers) => timers.IsEmpty ? null
        : string.Join(' ', timers.Select(timer => timer.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));

    public string Column(CardColumn column) => texts["Column-" + CardJson.Name(column)];

    public string Block(BoardBlock block) => texts[$"Block-{block.Key}"] is { ResourceNotFound: false } name ? name : block.Title;

    /// <summary>"14:07", in the day's zone.</summary>
    public string Clock(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, days.Current.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"14:07" of the day in view, else with its date.</summary>
    public string Moment(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, days.Current.Zone);
        return DateOnly.FromDateTime(local.DateTime) == days.Current.Date ? Clock(at) : local.ToString("d MMM HH:mm", CultureInfo.CurrentCulture);
    }

    public string Priority(string priority) => Level(priority) switch { 3 => texts["High"], 2 => texts["Medium"], 1 => texts["Low"], _ => priority };

    public string TitlesOf(IReadOnlyCollection<BoardCard> cards) => cards.Count == 1 ? cards.First().Title : texts["CardCount", cards.Count];

    public Metric? Metric(MetricCondition condition) => catalogue.Find(condition.Metric);

    /// <summary>"Cache hit AR".</summary>
    public string Name(MetricCondition condition)
    {
        var title = Metric(condition)?.ShortTitle.ToString() is { Length: > 0 } found ? found : condition.Metric;
        return string.Join(' ', [title, .. condition.Labels.Values.Select(value => value.Length <= 3 ? value.ToUpperInvariant() : value)]);
    }

    /// <summary>"≥ 90 %".</summary>
    public string Limit(MetricCondition condition) => $"{CardJson.Sign(condition.Comparison)} {Value(condition, condition.Value)}";

    public string Value(MetricCondition condition, double value)
    {
        var unit = Metric(condition)?.Unit ?? "";
        return NumberText.Exact(value, unit, CultureInfo.CurrentUICulture, condition.Value);
    }

    /// <summary>"Cache hit AR ≥ 90 % for 10 min".</summary>
    public string Condition(MetricCondition condition) => $"{Name(condition)} {Limit(condition)}" + (condition.Minutes > 0 ? " " + texts["ForMinutes", condition.Minutes] : "");

    public static string Key(Comparison comparison) => comparison switch { Comparison.Less => "lt", Comparison.AtMost => "le", Comparison.More => "gt", _ => "ge" };

    /// <summary>What ticked an item: "ticked by data 14:07" and "≥ 90 % for 10 min, 600 of 600 samples".</summary>
    public string Evidence(BoardItem item) => item.Evidence is not { } evidence ? "" : item.Condition is { } condition
        ? $"{Condition(condition)}, {texts["SamplesOf", evidence.Samples, evidence.Of]}" : texts["SamplesOf", evidence.Samples, evidence.Of];

    /// <summary>A field's name in a sentence.</summary>
    public string Field(string field) => field.StartsWith("items", StringComparison.Ordinal) ? texts["Field-items"] : texts["Field-" + field] is { ResourceNotFound: false } name ? name : field;

    /// <summary>A field's value as a person reads it.</summary>
    public string Value(object? value, IEnumerable<BoardBlock> blocks) => value switch
    {
        null or "" => texts["Nothing"],
        string text => text,
        double hours => Hours(hours),
        CardPlace place => $"{blocks.FirstOrDefault(block => block.Key == place.BlockKey) switch { { } block => Block(block), null => place.BlockKey }}: {Column(place.Column)}",
        ImmutableArray<string> names => names.IsDefaultOrEmpty ? texts["Nothing"] : string.Join(", ", names),
        ImmutableArray<CardLink> links => links.IsDefaultOrEmpty ? texts["Nothing"] : string.Join(", ", links.Select(link => link.Title.Length > 0 ? link.Title : link.Address)),
        MetricCondition condition => Condition(condition),
        _ => value.ToString() ?? "",
    };
}
