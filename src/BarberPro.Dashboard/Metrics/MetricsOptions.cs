using System.ComponentModel.DataAnnotations;

namespace BarberPro.Dashboard.Metrics;

public enum Better { None, Lower, Higher }

public enum FocusArea { Response, Autoscaling, Database, Delivery, Security, Business, Dashboard }

/// <summary>Section <c>Metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>How long past its interval a source's value still counts; then it is a gap.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Metrics:Grace must lie between 0 and 1 minute.")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a frame waits for the sources that are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:00.900", ErrorMessage = "Metrics:Wait must lie between 1 and 900 ms: a frame is closed within its second.")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A metric whose labels take more values than this keeps the first ones: an exporter gone wild must not fill the store.</summary>
    [Range(1, 10_000, ErrorMessage = "Metrics:SeriesPerMetric must lie between 1 and 10000.")]
    public int SeriesPerMetric { get; set; } = 200;

    public List<MetricOptions> Catalogue { get; set; } = [];
}

/// <summary>One entry of <c>Metrics:Catalogue</c>.</summary>
public sealed class MetricOptions
{
    public string Key { get; set; } = "";

    public LocalizedOptions Title { get; set; } = [];

    /// <summary>For narrow places; the title where it is not given.</summary>
    public LocalizedOptions ShortTitle { get; set; } = [];

    /// <summary>Of the stored values: s, ratio, req/s, ...</summary>
    public string Unit { get; set; } = "";

    /// <summary>What the screen writes; the unit where it is not given.</summary>
    public LocalizedOptions DisplayUnit { get; set; } = [];

    /// <summary>Stored value × scale = what the screen writes.</summary>
    public double DisplayScale { get; set; } = 1;

    public string Expression { get; set; } = "";

    /// <summary>Labels kept: one series for each of their values.</summary>
    public List<string> Labels { get; set; } = [];

    public Better Better { get; set; }

    public FocusArea FocusArea { get; set; }

    /// <summary>In the stored unit: where a chart draws its line.</summary>
    public double? Warn { get; set; }

    public int Decimals { get; set; }
}
