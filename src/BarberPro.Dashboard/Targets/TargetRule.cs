using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

public enum Comparison { Less, AtMost, Greater, AtLeast, Equal }

/// <summary>What the value is compared with.</summary>
public enum Against
{
    /// <summary>The number in the text.</summary>
    Number,

    /// <summary>The number in the text, after the value has become its change against the baseline day's same hours.</summary>
    BaselineChange,

    /// <summary>The baseline day's same hours; met while not significantly worse.</summary>
    Baseline,
}

/// <summary>All series of a metric that have the given labels.</summary>
internal sealed record SeriesSelector(string Key, Labels Labels)
{
    public bool Matches(string key, Labels labels)
    {
        if (!string.Equals(key, Key, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var (name, value) in Labels.Pairs)
        {
            if (!string.Equals(labels[name], value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Key + Labels;
}

/// <summary>A target of the plan with what it is bound to. Without a definition it is manual: a person says whether it is met.</summary>
internal sealed record TargetRule(PlannedTarget Planned, TargetDefinition? Definition, ImmutableArray<LabelChoice> Choices, Statistic Statistic, Comparison Comparison,
    double Threshold, Against Against, double Quantile)
{
    public static TargetRule Manual(PlannedTarget planned) => new(planned, Definition: null, [], Statistic.Mean, Comparison.Equal, double.NaN, Against.Number, double.NaN);

    public bool IsManual => Definition is null;

    /// <summary>A lower value is on the right side.</summary>
    public bool LowerIsInside => Comparison is Comparison.Less or Comparison.AtMost || (Comparison == Comparison.Equal && Definition?.BetterWhen != BetterWhen.Higher);

    public SeriesSelector Metric => new(Definition!.Metric, Chosen(Definition.MetricLabels));

    public SeriesSelector Per => new(Definition!.Per, Chosen());

    public SeriesSelector Companion => new(Definition!.Companion, Labels.None);

    public SeriesSelector Chart => new(Definition!.Chart.Length > 0 ? Definition.Chart : Definition.Metric, Chosen());

    /// <summary>"Response, Argentina", "Payment p95"; a manual target's own text.</summary>
    public string TitleIn(CultureInfo culture) => Definition is null ? Planned.Text
        : string.Join(", ", new[] { Definition.Title.ToText().In(culture) + (Statistic == Statistic.Quantile ? $" p{Number(Quantile * 100)}" : "") }.Concat(Choices.Select(choice => choice.Title.ToText().In(culture))));

    /// <summary><c>http_response_seconds_avg{region="ar"} &lt; 0.15</c>.</summary>
    public string Expression => IsManual ? "" : Against switch
    {
        Against.Baseline => $"{Subject} {Symbol(Comparison)} baseline",
        Against.BaselineChange => $"{Subject} / baseline - 1 {Symbol(Comparison)} {Number(Threshold)}",
        _ => $"{Subject} {Symbol(Comparison)} {Number(Threshold)}",
    };

    public bool Holds(double value, double threshold) => Comparison switch
    {
        Comparison.Less => value < threshold,
        Comparison.AtMost => value <= threshold,
        Comparison.Greater => value > threshold,
        Comparison.AtLeast => value >= threshold,
        _ => value == threshold,
    };

    public static string Symbol(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.AtMost => "<=",
        Comparison.Greater => ">",
        Comparison.AtLeast => ">=",
        _ => "=",
    };

    /// <summary>How the value is made, for people who read queries.</summary>
    public string Formula(string hours)
    {
        if (IsManual)
        {
            return "";
        }

        var value = Statistic switch
        {
            Statistic.Mean => $"sum({Metric}) / sum({Per})",
            Statistic.TimeMean => $"mean over {hours} of\n  mean_1m({Metric})",
            Statistic.WorstMinute => $"{(LowerIsInside ? "max" : "min")} over {hours} of\n  mean_1m({Metric})",
            Statistic.Slowest => $"max over {hours} of\n  {Metric}",
            Statistic.Quantile => $"histogram_quantile({Number(Quantile)}, sum by (le) ({Metric}))",
            _ => "count(incidents{cause=\"performance\"})",
        };
        return Against switch
        {
            Against.Baseline => $"{value}\n  >= the same of the baseline day, 95 % interval",
            Against.BaselineChange => $"{value}\n  / the same of the baseline day - 1 {Symbol(Comparison)} {Number(Threshold)}",
            _ => $"{value} {Symbol(Comparison)} {Number(Threshold)}",
        };
    }

    private string Subject => Statistic == Statistic.Incidents ? "incidents{cause=\"performance\"}" : Chart.ToString();

    private Labels Chosen(IEnumerable<KeyValuePair<string, string>>? more = null) =>
        Labels.Of(Choices.Select(choice => KeyValuePair.Create(choice.Label, choice.Value)).Concat(more ?? []));

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
