using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>One metric over hand-made answers of sources, second by second.</summary>
internal sealed class EvaluatorBench(CatalogueEvaluator evaluator)
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public CatalogueEvaluator Evaluator { get; } = evaluator;

    public static EvaluatorBench For(string expression, params string[] labels) => new(new CatalogueEvaluator(CatalogueOf(expression, labels), new MetricsOptions()));

    public static Catalogue CatalogueOf(string expression, params string[] labels) => Catalogue.Of(new MetricsOptions { Catalogue = [Entry("metric", expression, labels)] });

    public static MetricOptions Entry(string key, string expression, params string[] labels) => new()
    {
        Key = key, Title = new LocalizedOptions { ["en"] = "Metric", ["es-AR"] = "Métrica" }, Unit = "1", Expression = expression, Labels = [.. labels],
    };

    public static DateTimeOffset At(double second) => Start.AddSeconds(second);

    public static SourceSample Sample(string name, double value, params (string, string)[] labels) => new(name, Labels.Of(labels), value, null);

    public static Exposition Answer(params SourceSample[] samples) => new([new MetricFamily("any", MetricType.Unknown, "", "", samples)]);

    public void Ingest(double second, params SourceSample[] samples) => Ingest(second, "source", 1, samples);

    public void Ingest(double second, string source, double interval, params SourceSample[] samples) =>
        Evaluator.Ingest(source, At(second), Answer(samples), TimeSpan.FromSeconds(interval));

    /// <summary>The value of the series without labels; NaN where there is no series either.</summary>
    public double Value(double second) => Value(second, Labels.None);

    public double Value(double second, params (string, string)[] labels) => Value(second, Labels.Of(labels));

    private double Value(double second, Labels labels)
    {
        foreach (var value in Evaluator.Evaluate(At(second)))
        {
            if (value.Labels.Equals(labels))
            {
                return value.Value;
            }
        }

        return double.NaN;
    }
}
