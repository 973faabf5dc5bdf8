namespace BarberPro.Dashboard.Metrics;

public enum MetricType { Unknown, Gauge, Counter, Histogram, GaugeHistogram, Summary, Info, StateSet }

/// <summary>One sample line of an exposition, as it stood: <c>name{labels} value timestamp</c>.</summary>
public readonly record struct SourceSample(string Name, Labels Labels, double Value, DateTimeOffset? At);

public sealed record MetricFamily(string Name, MetricType Type, string Unit, string Help, IReadOnlyList<SourceSample> Samples);

/// <summary>What one scrape of a source read.</summary>
public sealed record Exposition(IReadOnlyList<MetricFamily> Families);

/// <summary>An exposition that is not of its format.</summary>
public sealed class ExpositionException : Exception
{
    public ExpositionException(int line, string message) : base($"line {line}: {message}") => Line = line;

    public ExpositionException() { }

    public ExpositionException(string message) : base(message) { }

    public ExpositionException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Counted from 1.</summary>
    public int Line { get; }
}
