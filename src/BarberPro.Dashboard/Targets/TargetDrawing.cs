using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>What the browser's elements get of a target. Numbers in base units and invariant form.</summary>
internal static class TargetDrawing
{
    public static DrawingView Of(TargetState state, TargetHours hours, DaySnapshot day, Catalogue catalogue, string today)
    {
        var (rule, judgement, digest) = (state.Rule, state.Judgement, state.Judgement.Digest);
        if (rule.IsManual)
        {
            return new("", "", "", "", "", "", "", "", "", "", "", "", "", "", 0, "");
        }

        var metric = rule.Chart.Key.Length > 0 ? catalogue.Find(rule.Chart.Key) : null;
        // A change against the baseline is drawn in the metric's own unit: there the limit is a number.
        var absolute = rule.Against == Against.BaselineChange ? digest.Baseline * (1 + rule.Threshold) : judgement.Threshold;
        var isDots = rule.Against == Against.Baseline;
        var spark = isDots ? rule.Metric : rule.Chart;
        return new(
            rule.Statistic == Statistic.Slowest ? "" : digest.CellsJson,
            rule.Statistic == Statistic.Slowest ? Events(digest, hours, day) : "",
            Number(judgement.Threshold), TargetRule.Symbol(rule.Comparison), rule.Definition!.Unit == "ratio" || rule.Against == Against.BaselineChange ? "0.05" : "",
            rule.Statistic is Statistic.Slowest or Statistic.Incidents ? "" : spark.Key, LabelsJson(spark.Labels),
            isDots ? JsonSerializer.Serialize(new { key = rule.Per.Key, labels = rule.Per.Labels.ToDictionary() }) : "",
            rule.Statistic == Statistic.Slowest ? "bars" : isDots ? "dots" : "line", Number(absolute),
            metric is null ? "" : JsonSerializer.Serialize(new[] { new { key = metric.Key, labels = rule.Chart.Labels.ToDictionary(), title = today } }),
            rule.Statistic == Statistic.Incidents ? "" : Number(absolute), Number(metric?.DisplayScale ?? 1), metric?.DisplayUnit.ToString() ?? "", metric?.Decimals ?? 0,
            rule.LowerIsInside ? "above" : "below");
    }

    /// <summary>The metric's page at a minute.</summary>
    public static string LinkOf(TargetRule rule, string clock) => rule.IsManual || rule.Chart.Key.Length == 0 ? ""
        : $"metrics/{rule.Chart.Key}?{string.Concat(rule.Chart.Labels.Pairs.Select(label => $"{Uri.EscapeDataString(label.Key)}={Uri.EscapeDataString(label.Value)}&"))}at={clock}";

    public static string LabelsJson(Labels labels) => labels.Pairs.IsEmpty ? "" : JsonSerializer.Serialize(labels.ToDictionary());

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("0.#########", CultureInfo.InvariantCulture) : "";

    private static string Events(TargetDigest digest, TargetHours hours, DaySnapshot day) =>
        JsonSerializer.Serialize(Enumerable.Range(0, digest.Minutes).Where(minute => !double.IsNaN(digest.Table.Values[minute]))
            .Select(minute => new object[] { TargetWording.Clock(hours.From.AddMinutes(minute), day), digest.Table.Values[minute] }));
}
