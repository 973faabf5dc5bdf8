using System.ComponentModel.DataAnnotations;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>How a target's value is made of the minutes of its metric.</summary>
public enum Statistic
{
    /// <summary>Sum of the metric over the sum of <see cref="TargetDefinition.Per"/>: a mean weighted by what is counted, or a share.</summary>
    Mean,

    /// <summary>Mean of the one-minute means: a mean over time.</summary>
    TimeMean,

    /// <summary>The worst one-minute mean.</summary>
    WorstMinute,

    /// <summary>The largest value of an event.</summary>
    Slowest,

    /// <summary>A quantile of a histogram, over all that it counted.</summary>
    Quantile,

    /// <summary>How many incidents were declared.</summary>
    Incidents,
}

public enum BetterWhen { Lower, Higher }

/// <summary>Section "Targets".</summary>
public sealed class TargetsOptions
{
    public const string Section = "Targets";

    public IList<TargetDefinition> Definitions { get; } = [];

    /// <summary>A target whose newest data is older than this is stale.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Displayed values are published at most this often; a verdict at once.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PublishInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The share of the minutes so far that must have data before a target is judged; also the share of a minute's samples before the minute counts.</summary>
    [Range(0.1, 1)]
    public double MinimumCoverage { get; set; } = 0.75;

    internal IEnumerable<string> Faults()
    {
        foreach (var (definition, index) in Definitions.Select((definition, index) => (definition, index)))
        {
            var name = $"{Section}:Definitions:{index}";
            if (string.IsNullOrWhiteSpace(definition.Key))
            {
                yield return $"{name}:Key must not be empty.";
            }

            if (!definition.Title.IsComplete || !definition.SampleUnit.IsComplete || !definition.StatisticTitle.IsComplete || !definition.About.IsComplete)
            {
                yield return $"{name}:Title, SampleUnit, StatisticTitle and About must each have \"en\" and \"es-AR\".";
            }

            if (definition.Words.Count == 0 || definition.Words.Any(string.IsNullOrWhiteSpace))
            {
                yield return $"{name}:Words must name what the text must say.";
            }

            if (definition.Statistic != Statistic.Incidents && definition.Metric.Length == 0)
            {
                yield return $"{name}:Metric must name a metric of the catalogue.";
            }

            if (definition.Quantile is not (> 0 and < 1) || definition.MinimumSamples < 0)
            {
                yield return $"{name}:Quantile must lie between 0 and 1, MinimumSamples must not be negative.";
            }

            if (definition.Statistic == Statistic.Mean && definition.Per.Length == 0)
            {
                yield return $"{name}:Per must name the metric that Metric is divided by.";
            }
        }

        foreach (var twice in Definitions.GroupBy(definition => definition.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return $"{Section}:Definitions has the Key '{twice.Key}' twice.";
        }
    }
}

/// <summary>What a target can be bound to, and the words by which a plan's text is recognised.</summary>
public sealed class TargetDefinition
{
    public string Key { get; set; } = "";

    public LocalizedOptions Title { get; set; } = [];

    /// <summary>Each entry must occur: alternatives separated by "|", a trailing "*" for any ending. Without accents, lower case.</summary>
    public IList<string> Words { get; } = [];

    /// <summary>None of these may occur.</summary>
    public IList<string> Not { get; } = [];

    public Statistic Statistic { get; set; }

    /// <summary>What is summed, averaged, compared; for a quantile the buckets with label "le".</summary>
    public string Metric { get; set; } = "";

    public IDictionary<string, string> MetricLabels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the metric is divided by, for a mean. Its labels are those that the text chose.</summary>
    public string Per { get; set; } = "";

    /// <summary>The metric of the chart and of the links; the metric itself where empty.</summary>
    public string Chart { get; set; } = "";

    /// <summary>A series that has samples whenever the source was watched: for metrics that are there only when something happens.</summary>
    public string Companion { get; set; } = "";

    /// <summary>Labels that the text chooses by a word: Argentina is region="ar".</summary>
    public IList<LabelChoice> Choices { get; } = [];

    /// <summary>"s", "ratio" or another base unit; "" for a plain number.</summary>
    public string Unit { get; set; } = "";

    public int? Decimals { get; set; }

    public BetterWhen BetterWhen { get; set; }

    public double Quantile { get; set; } = 0.95;

    /// <summary>The best that one sample can be, where there is such: 1 for a share, 5 for a score.</summary>
    public double? Best { get; set; }

    public int MinimumSamples { get; set; } = 1;

    public LocalizedOptions SampleUnit { get; set; } = [];

    public LocalizedOptions StatisticTitle { get; set; } = [];

    /// <summary>The definition in a sentence, for people.</summary>
    public LocalizedOptions About { get; set; } = [];
}

public sealed class LabelChoice
{
    public string Label { get; set; } = "";

    public string Value { get; set; } = "";

    public string Words { get; set; } = "";

    public LocalizedOptions Title { get; set; } = [];
}
