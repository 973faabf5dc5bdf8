using System.Collections.Frozen;
using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

public enum MetricKind
{
    /// <summary>A level for the eye: a gauge, a rate over a sliding window, a mean, a quantile.</summary>
    Display,

    /// <summary>What a counter rose by since the frame before: its sum over any span is exact. Targets are judged from these.</summary>
    Increase,

    /// <summary>A value in the one second in which something ended; else NaN.</summary>
    Event,
}

/// <summary>An entry of the catalogue.</summary>
/// <param name="Index">Its place in <see cref="Catalogue.Metrics"/>.</param>
/// <param name="Unit">Of stored values.</param>
/// <param name="DisplayUnit">What the screen writes.</param>
/// <param name="DisplayScale">Stored value × scale = what the screen writes.</param>
/// <param name="Labels">Names of the labels kept.</param>
/// <param name="Warn">In the stored unit.</param>
public sealed record Metric(int Index, string Key, LocalizedText Title, LocalizedText ShortTitle, string Unit, LocalizedText DisplayUnit, double DisplayScale,
    MetricKind Kind, Expression Expression, ImmutableArray<string> Labels, Better Better, FocusArea FocusArea, double? Warn, int Decimals)
{
    /// <summary>The expression as the configuration has it.</summary>
    public string Formula { get; init; } = "";
}

/// <summary>All metrics that the dashboard knows, in the order of the configuration. A singleton; read from <c>Metrics:Catalogue</c>.</summary>
public sealed class Catalogue
{
    private readonly FrozenDictionary<string, Metric> _byKey;

    private Catalogue(ImmutableArray<Metric> metrics)
    {
        Metrics = metrics;
        _byKey = metrics.ToFrozenDictionary(metric => metric.Key, StringComparer.Ordinal);
    }

    public ImmutableArray<Metric> Metrics { get; }

    /// <summary>The metric of a key, or null.</summary>
    public Metric? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <exception cref="CatalogueException">An entry is wrong; the message has a line for each fault and names its configuration key.</exception>
    public static Catalogue Of(MetricsOptions options)
    {
        var faults = new List<string>();
        var metrics = CatalogueReader.Read(options, faults);
        return faults.Count == 0 ? new Catalogue(metrics) : throw new CatalogueException(string.Join('\n', faults));
    }
}

public sealed class CatalogueException : Exception
{
    public CatalogueException() { }

    public CatalogueException(string message) : base(message) { }

    public CatalogueException(string message, Exception innerException) : base(message, innerException) { }
}
