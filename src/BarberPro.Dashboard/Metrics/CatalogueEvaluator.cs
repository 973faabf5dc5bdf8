namespace BarberPro.Dashboard.Metrics;

/// <summary>A metric's value for one set of kept labels; NaN where there is none.</summary>
public readonly record struct Evaluated(int Metric, Labels Labels, double Value);

/// <summary>
/// Turns what sources expose into the catalogue's values. Pure: knows no clock, no store. Not thread-safe: one loop owns it.
/// </summary>
public sealed class CatalogueEvaluator(Catalogue catalogue, MetricsOptions options)
{
    public Catalogue Catalogue { get; } = catalogue;

    /// <summary>Takes what a source answered when asked at an instant. Times rise from call to call of one source.</summary>
    public void Ingest(string source, DateTimeOffset at, Exposition exposition, TimeSpan interval)
    {
        _ = options;
    }

    /// <summary>
    /// All values at an instant. The list only grows: a place, once taken, stays that metric's and labels' for the evaluator's life.
    /// The span is the evaluator's own buffer, good until the next call.
    /// </summary>
    public ReadOnlySpan<Evaluated> Evaluate(DateTimeOffset at) => [];
}
