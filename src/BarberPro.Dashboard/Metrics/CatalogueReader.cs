using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Turns configuration into the catalogue and says, by configuration key, what is wrong with it.</summary>
internal static partial class CatalogueReader
{
    private static readonly ImmutableArray<string> Languages = ["en", "es-AR"];

    public static ImmutableArray<Metric> Read(MetricsOptions options, List<string> faults)
    {
        if (options.Catalogue.Count == 0)
        {
            faults.Add($"{MetricsOptions.Section}:{nameof(options.Catalogue)} has no entry.");
        }

        var metrics = ImmutableArray.CreateBuilder<Metric>(options.Catalogue.Count);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < options.Catalogue.Count; i++)
        {
            var path = $"{MetricsOptions.Section}:{nameof(options.Catalogue)}:{i}";
            var entry = options.Catalogue[i];
            if (!KeyForm().IsMatch(entry.Key))
            {
                faults.Add($"{path}:Key must be of lower-case letters, digits and underscores, not '{entry.Key}'.");
            }
            else if (!keys.Add(entry.Key))
            {
                faults.Add($"{path}:Key '{entry.Key}' stands twice in the catalogue.");
            }

            CheckTexts(entry, path, faults);
            CheckNumbers(entry, path, faults);
            if (ReadExpression(entry, path, faults) is var (kind, expression))
            {
                metrics.Add(new Metric(i, entry.Key, entry.Title.ToText(), (entry.ShortTitle.Count > 0 ? entry.ShortTitle : entry.Title).ToText(), entry.Unit,
                    entry.DisplayUnit.Count > 0 ? entry.DisplayUnit.ToText() : new LocalizedText(new Dictionary<string, string> { ["en"] = entry.Unit }),
                    entry.DisplayScale, kind, expression, [.. entry.Labels], entry.Better, entry.FocusArea, entry.Warn, entry.Decimals) { Formula = entry.Expression });
            }
        }

        return metrics.ToImmutable();
    }

    private static void CheckTexts(MetricOptions entry, string path, List<string> faults)
    {
        foreach (var language in Languages.Where(language => string.IsNullOrWhiteSpace(entry.Title.GetValueOrDefault(language))))
        {
            faults.Add($"{path}:Title:{language} is missing ({entry.Key}).");
        }

        foreach (var language in Languages.Where(language => entry.ShortTitle.Count > 0 && string.IsNullOrWhiteSpace(entry.ShortTitle.GetValueOrDefault(language))))
        {
            faults.Add($"{path}:ShortTitle:{language} is missing ({entry.Key}).");
        }

        if (string.IsNullOrWhiteSpace(entry.Unit))
        {
            faults.Add($"{path}:Unit is missing ({entry.Key}).");
        }

        foreach (var label in entry.Labels.Where(label => !LabelForm().IsMatch(label)))
        {
            faults.Add($"{path}:Labels: '{label}' is no name of a label.");
        }

        if (entry.Labels.Distinct(StringComparer.Ordinal).Count() != entry.Labels.Count)
        {
            faults.Add($"{path}:Labels has a label twice.");
        }
    }

    private static void CheckNumbers(MetricOptions entry, string path, List<string> faults)
    {
        if (entry.Decimals is < 0 or > 6)
        {
            faults.Add($"{path}:Decimals must lie between 0 and 6.");
        }

        if (!double.IsFinite(entry.DisplayScale) || entry.DisplayScale <= 0)
        {
            faults.Add($"{path}:DisplayScale must be greater than 0.");
        }

        if (entry.Warn is { } warn && !double.IsFinite(warn))
        {
            faults.Add($"{path}:Warn must be a finite number.");
        }

        if (!Enum.IsDefined(entry.Better))
        {
            faults.Add($"{path}:Better must be one of none, lower, higher.");
        }

        if (!Enum.IsDefined(entry.FocusArea))
        {
            faults.Add($"{path}:FocusArea must be one of {string.Join(", ", Enum.GetNames<FocusArea>().Select(name => name.ToLowerInvariant()))}.");
        }
    }

    private static (MetricKind, Expression)? ReadExpression(MetricOptions entry, string path, List<string> faults)
    {
        try
        {
            var expression = ExpressionParser.Parse(entry.Expression);
            return (ExpressionRules.Check(expression, [.. entry.Labels]), expression);
        }
        catch (ExpressionException exception)
        {
            faults.Add($"{path}:Expression: {exception.Message} ({entry.Key}).");
            return null;
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]*\z")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelForm();
}
