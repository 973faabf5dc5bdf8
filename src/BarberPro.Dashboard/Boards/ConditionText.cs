using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Conditions as people write and read them: "Cache hit ratio of ar ≥ 90 % for 10 min".</summary>
internal sealed partial class ConditionText(Catalogue catalogue, LiveValue<SeriesSet> series, IStringLocalizer<CardTexts> texts)
{
    private const int UsualMinutes = 10;

    /// <summary>In the current language; what <see cref="Read"/> reads again.</summary>
    public string Of(MetricCondition condition) => texts["Condition", Subject(condition), Limit(condition), condition.Minutes];

    public MetricCondition? Offer(BoardItem item, BoardCard card) => ConditionOffers.For(item, card, catalogue);

    /// <summary>"≥ 90 %".</summary>
    public string Limit(MetricCondition condition) => catalogue.Find(condition.Metric) is { } metric
        ? $"{CardJson.Sign(condition.Comparison)} {Number(condition.Value * metric.DisplayScale)} {metric.DisplayUnit}".TrimEnd()
        : $"{CardJson.Sign(condition.Comparison)} {Number(condition.Value)}";

    /// <returns>Null where it is no condition on a metric of the catalogue.</returns>
    public MetricCondition? Read(string text)
    {
        if (text.Length > CardRules.LongestItem || Condition().Match(text.Trim()) is not { Success: true } match || CardJson.FindComparison(match.Groups["comparison"].Value) is not { } comparison
            || !double.TryParse(match.Groups["value"].Value.Replace(',', '.').Replace('−', '-'), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var minutes = !match.Groups["minutes"].Success ? UsualMinutes : int.TryParse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture, out var given) ? given : 0;
        return FindSubject(match.Groups["subject"].Value) is var (metric, labels) && InStoredUnit(value, match.Groups["unit"].Value.Trim(), metric) is { } stored
            && new MetricCondition(metric.Key, labels, comparison, stored, minutes) is var condition && CardRules.Condition("", condition, catalogue) is null ? condition : null;
    }

    private string Subject(MetricCondition condition)
    {
        var title = catalogue.Find(condition.Metric)?.Title.ToString() ?? condition.Metric;
        return condition.Labels.IsEmpty ? title : texts["ConditionOf", title, string.Join(", ", condition.Labels.Values)];
    }

    /// <summary>The whole may be a title ("Tiempo de respuesta"); else what stands behind an "of" are values of labels.</summary>
    private (Metric Metric, ImmutableSortedDictionary<string, string> Labels)? FindSubject(string subject)
    {
        if (FindMetric(subject) is { } whole)
        {
            return (whole, ImmutableSortedDictionary<string, string>.Empty);
        }

        foreach (var of in Of().Matches(subject).Reverse())
        {
            if (FindMetric(subject[..of.Index]) is { } metric && FindLabels(metric, subject[(of.Index + of.Length)..]) is { } labels)
            {
                return (metric, labels);
            }
        }

        return null;
    }

    private Metric? FindMetric(string name)
    {
        var words = PlanWords.Key(name);
        return catalogue.Metrics.FirstOrDefault(metric => metric.Key == name.Trim())
            ?? catalogue.Metrics.FirstOrDefault(metric => Is(metric.Key) || In(metric.Title)) ?? catalogue.Metrics.FirstOrDefault(metric => In(metric.ShortTitle));

        bool Is(string own) => PlanWords.Key(own) == words;
        bool In(LocalizedText own) => Ui.Cultures.Names.Any(language => Is(own.In(CultureInfo.GetCultureInfo(language))));
    }

    private ImmutableSortedDictionary<string, string>? FindLabels(Metric metric, string text)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? part[..equals].Trim()
                : series.Current.All.Where(one => one.Key == metric.Key).SelectMany(one => one.Labels.Pairs).FirstOrDefault(pair => pair.Value == part).Key
                ?? (metric.Labels is [var only] ? only : null);
            if (name is null || !metric.Labels.Contains(name))
            {
                return null;
            }

            labels = labels.SetItem(name, part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
        }

        return labels.IsEmpty ? null : labels;
    }

    /// <summary>A bare number is in the unit that the screen writes: 90 of a share is 90 %.</summary>
    private static double? InStoredUnit(double value, string unit, Metric metric)
    {
        var isShown = unit.Length == 0 || Ui.Cultures.Names.Any(name => metric.DisplayUnit.In(CultureInfo.GetCultureInfo(name)) == unit);
        return isShown && metric.DisplayScale != 0 ? value / metric.DisplayScale
            : unit == metric.Unit ? value
            : (unit, metric.Unit) switch
            {
                ("ms", "s") => value / 1000,
                ("min", "s") => value * 60,
                ("%", "ratio") => value / 100,
                _ => null,
            };
    }

    private static string Number(double value) => Math.Round(value, 9).ToString("0.#########", CultureInfo.CurrentCulture);

    [GeneratedRegex(@"^(?<subject>.{1,300}?)\s*(?<comparison><=|>=|<|>|≤|≥)\s*(?<value>[-−]?\d{1,15}(?:[.,]\d{1,15})?)(?<unit>[^<>≤≥]{0,32}?)(?:\s+(?:for|durante|por)\s+(?<minutes>\d{1,4})\s*(?:m|min|minutes?|minutos?)?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\s+(?:of|de|en|in)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Of();
}
