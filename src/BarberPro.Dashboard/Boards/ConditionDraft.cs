using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Boards;

/// <summary>A condition while somebody writes it: in the unit of the screen, perhaps not a number yet.</summary>
public sealed class ConditionDraft
{
    private const int MostMinutes = 240;

    /// <summary>Metric and labels as one text; empty for none.</summary>
    public string Series { get; set; } = "";

    public Comparison Comparison { get; set; } = Comparison.AtLeast;

    public string Limit { get; set; } = "";

    public string Minutes { get; set; } = "10";

    public string Key => Series.Split('{')[0];

    public ImmutableSortedDictionary<string, string> Labels => Series.IndexOf('{', StringComparison.Ordinal) is var at and > 0
        ? JsonSerializer.Deserialize<ImmutableSortedDictionary<string, string>>(Series[at..])! : ImmutableSortedDictionary<string, string>.Empty;

    public static string Of(string metric, ImmutableSortedDictionary<string, string> labels) => labels.IsEmpty ? metric : metric + JsonSerializer.Serialize(labels);

    public static ConditionDraft Of(MetricCondition? condition, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return condition is null ? new() : new()
        {
            Series = Of(condition.Metric, condition.Labels),
            Comparison = condition.Comparison,
            Limit = Math.Round(condition.Value * (catalogue.Find(condition.Metric)?.DisplayScale ?? 1), 6).ToString(CultureInfo.CurrentCulture),
            Minutes = condition.Minutes.ToString(CultureInfo.CurrentCulture),
        };
    }

    /// <returns>False where what is written is no condition; true with null where none is wanted.</returns>
    public bool TryRead(Catalogue catalogue, out MetricCondition? condition)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        condition = null;
        if (Series.Length == 0)
        {
            return true;
        }

        // A comma and a point are both a decimal sign: nobody writes thousands here.
        if (!double.TryParse(Limit.Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) || !double.IsFinite(limit)
            || !int.TryParse(Minutes.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > MostMinutes)
        {
            return false;
        }

        condition = new MetricCondition(Key, Labels, Comparison, limit / (catalogue.Find(Key)?.DisplayScale ?? 1), minutes);
        return true;
    }
}
