using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.App;

/// <summary>A target's limit, to be drawn on the chart of its metric. In the metric's stored unit.</summary>
public sealed record ChartLimit(string Metric, Labels Labels, double Value, string Label);

/// <summary>The card of a chart: Blazor writes the elements once, they draw themselves.</summary>
public sealed partial class ChartView
{
    [Parameter, EditorRequired] public ChartCard Chart { get; set; } = default!;

    [Parameter] public IReadOnlyList<ChartLimit> Limits { get; set; } = [];

    [Parameter] public string BaselineName { get; set; } = "";

    private static string Color(int line) => line == 0 ? "today" : $"other-{Math.Min(line, 3)}";

    private static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string LabelsJson(ChartLine line) => JsonSerializer.Serialize(line.Labels);

    private static string MetricLink(ChartLine line) =>
        line.Labels.Count == 0 ? $"metrics/{line.Metric}" : $"metrics/{line.Metric}?{string.Join('&', line.Labels.Select(label => $"{Uri.EscapeDataString(label.Key)}={Uri.EscapeDataString(label.Value)}"))}";

    private static string? GuidesJson(ChartPane pane) =>
        pane.Guides.Count == 0 ? null : JsonSerializer.Serialize(pane.Guides.Select(guide => new { value = guide.Value, label = guide.Label.Current }));

    private ChartLimit? LimitOf(ChartPane pane) =>
        Limits.FirstOrDefault(limit => limit.Metric == pane.Lines[0].Metric && limit.Labels.Equals(Labels.Of(pane.Lines[0].Labels)));

    private string Label(ChartPane pane) => pane.Title.Count > 0 ? $"{Chart.Title.Current}: {pane.Title.Current}" : Chart.Title.Current;

    private string LinesJson(ChartPane pane) => JsonSerializer.Serialize(pane.Lines.Select((line, i) => new
    {
        key = line.Metric,
        labels = line.Labels,
        title = line.Title.Count > 0 ? line.Title.Current : Texts["Today"].Value,
        color = Color(i),
        width = i == 0 ? 1.75 : 1.25,
        step = line.Step,
    }));
}
