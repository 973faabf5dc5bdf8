using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Boards;

/// <summary>A condition that an item of the plan may want: one that begins with "validate", "verify", "test" asks for a measurement. Only offered, never set. Pure.</summary>
internal static class ConditionOffers
{
    private const int Minutes = 10;

    private static readonly ConditionalWeakTable<Catalogue, List<(Metric Metric, HashSet<string> Words)>> Known = [];

    private static readonly string[] Asking = ["validate", "verify", "test", "prove", "check", "measure", "confirm", "validar", "verificar", "probar", "comprobar", "medir", "confirmar", "valida", "verifica", "proba", "comproba", "medi"];

    // What each plan says of nearly everything.
    private static readonly HashSet<string> Common = ["time", "use", "used", "new", "under", "every", "tiempo", "uso", "nuevo", "cada", "with", "para", "hour", "hora", "minute", "minuto", "percentile", "percentil", "second", "segundo", "performance"];

    /// <returns>Null where the item asks for none, or its words speak of no metric that has a limit of its own.</returns>
    public static MetricCondition? For(BoardItem item, BoardCard card, Catalogue catalogue)
    {
        if (item.Done || item.Condition is not null || PlanWords.Of(item.Text) is not [var first, ..] || !Asking.Contains(first))
        {
            return null;
        }

        var (own, around) = (Telling(item.Text), Telling($"{card.Title} {card.FocusArea}"));
        return Known.GetValue(catalogue, known => [.. known.Metrics.Where(metric => metric is { Warn: not null, Kind: MetricKind.Display, Better: not Better.None }).Select(metric => (metric, WordsOf(metric)))])
            // What the item itself says counts more than what stands around it.
            .Select(metric => (metric.Metric, Score: (3 * Shared(own, metric.Words)) + Shared(around, metric.Words)))
            .Where(metric => metric.Score > 0).OrderByDescending(metric => metric.Score).ThenBy(metric => metric.Metric.Index).Select(metric => Condition(metric.Metric)).FirstOrDefault();
    }

    private static MetricCondition Condition(Metric metric) => new(metric.Key, ImmutableSortedDictionary<string, string>.Empty, metric.Better == Better.Lower ? Comparison.AtMost : Comparison.AtLeast, metric.Warn!.Value, Minutes);

    private static HashSet<string> WordsOf(Metric metric) =>
        Telling(string.Join(' ', Ui.Cultures.Names.Select(CultureInfo.GetCultureInfo).SelectMany(culture => new[] { metric.Title.In(culture), metric.ShortTitle.In(culture) }).Append(metric.Key).Append(metric.FocusArea.ToString())));

    private static int Shared(HashSet<string> text, HashSet<string> words) => text.Count(words.Contains);

    private static HashSet<string> Telling(string text)
    {
        var words = PlanWords.Of(text);
        // Words that some write apart: auto-scaling.
        var joined = words.Zip(words.Skip(1), (a, b) => a + b);
        return words.Concat(joined).Where(word => word.Length > 2 && !Common.Contains(word)).Select(word => word.TrimEnd('s')).ToHashSet();
    }
}
