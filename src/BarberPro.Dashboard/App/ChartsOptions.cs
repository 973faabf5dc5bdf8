using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.App;

/// <summary>Which charts the live day shows, in which groups: section <c>Charts</c>. Data, so that another day shows others without new code.</summary>
public sealed class ChartsOptions
{
    public const string Section = "Charts";

    public List<ChartGroup> Groups { get; set; } = [];

    /// <summary>The key at fault, or null.</summary>
    public string? Fault()
    {
        for (var g = 0; g < Groups.Count; g++)
        {
            if (!Groups[g].Title.IsComplete || Groups[g].Charts.Count == 0)
            {
                return $"{Section}:Groups:{g}";
            }

            for (var c = 0; c < Groups[g].Charts.Count; c++)
            {
                var chart = Groups[g].Charts[c];
                if (!chart.Title.IsComplete || chart.Panes.Count is 0 or > 2 || chart.Panes.Any(pane => pane.Lines.Count == 0 || pane.Lines.Any(line => line.Metric.Length == 0)))
                {
                    return $"{Section}:Groups:{g}:Charts:{c}";
                }
            }
        }

        return null;
    }
}

/// <summary>Charts under one heading; they lie side by side in <see cref="Span"/> of the grid's three columns.</summary>
public sealed class ChartGroup
{
    public string FocusArea { get; set; } = "";

    public LocalizedOptions Title { get; set; } = [];

    public int Span { get; set; } = 1;

    public List<ChartCard> Charts { get; set; } = [];
}

public sealed class ChartCard
{
    public LocalizedOptions Title { get; set; } = [];

    public List<ChartPane> Panes { get; set; } = [];
}

/// <summary>One pair of axes. Two quantities of one card are two panes, never two y axes.</summary>
public sealed class ChartPane
{
    /// <summary>The lead of the legend, where the card has two panes.</summary>
    public LocalizedOptions Title { get; set; } = [];

    /// <summary>The first line is the one with a baseline.</summary>
    public List<ChartLine> Lines { get; set; } = [];

    public double? Min { get; set; }

    public double? Max { get; set; }

    public List<ChartGuide> Guides { get; set; } = [];
}

public sealed class ChartLine
{
    public string Metric { get; set; } = "";

    public Dictionary<string, string> Labels { get; set; } = [];

    public LocalizedOptions Title { get; set; } = [];

    /// <summary>Drawn as steps: values that hold until the next one.</summary>
    public bool Step { get; set; }
}

/// <summary>A dashed line that is no target: a policy's threshold.</summary>
public sealed class ChartGuide
{
    /// <summary>In the unit that is shown.</summary>
    public double Value { get; set; }

    public LocalizedOptions Label { get; set; } = [];
}
