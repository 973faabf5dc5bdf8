using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Boards;

public sealed class BoardsOptions
{
    public const string Section = "Boards";

    /// <summary>What the words of a plan's cards mean: the first that fits a card's title holds.</summary>
    public IReadOnlyList<CardMeaning> Meanings { get; init; } = [];
}

/// <summary>The metric that such cards must move, up to where, and the configuration that they change.</summary>
public sealed class CardMeaning
{
    /// <summary>"cdn|content delivery|cach*": any of these, in a title; a star stands for any ending.</summary>
    public string Words { get; init; } = "";

    /// <summary>Empty: none.</summary>
    public string Metric { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>"&lt;", "&lt;=", "&gt;" or "&gt;=".</summary>
    public string Comparison { get; init; } = "";

    /// <summary>In the metric's own unit.</summary>
    public double Value { get; init; }

    /// <summary>Empty: none.</summary>
    public string SettingGroup { get; init; } = "";

    internal MetricCondition? Condition => Metric.Length == 0 ? null : new MetricCondition(Metric, Labels.ToImmutableSortedDictionary(StringComparer.Ordinal), CardJson.FindComparison(Comparison)!.Value, Value, Minutes: 10);

    internal bool Fits(string title)
    {
        var words = PlanWords.Of(title);
        return Words.Split('|').Any(choice => Stands(words, [.. choice.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
    }

    private static bool Stands(List<string> words, string[] wanted) => wanted.Length > 0 && Enumerable.Range(0, Math.Max(0, words.Count - wanted.Length + 1))
        .Any(from => wanted.Index().All(one => one.Item.EndsWith('*') ? words[from + one.Index].StartsWith(one.Item[..^1], StringComparison.Ordinal) : words[from + one.Index] == one.Item));
}

/// <summary>Names the key at fault.</summary>
internal sealed class BoardsOptionsValidator(Catalogue catalogue) : IValidateOptions<BoardsOptions>
{
    public ValidateOptionsResult Validate(string? name, BoardsOptions options)
    {
        var faults = new List<string>();
        foreach (var (place, meaning) in options.Meanings.Index())
        {
            var key = $"{BoardsOptions.Section}:Meanings:{place}";
            if (string.IsNullOrWhiteSpace(meaning.Words))
            {
                faults.Add($"{key}:Words is missing.");
            }

            if (meaning.Metric.Length > 0 && catalogue.Find(meaning.Metric) is not { } metric)
            {
                faults.Add($"{key}:Metric: the catalogue has no metric '{meaning.Metric}'.");
            }
            else if (meaning.Metric.Length > 0 && meaning.Labels.Keys.FirstOrDefault(label => !catalogue.Find(meaning.Metric)!.Labels.Contains(label)) is { } label)
            {
                faults.Add($"{key}:Labels: {meaning.Metric} has no label '{label}'.");
            }

            if (meaning.Metric.Length > 0 && CardJson.FindComparison(meaning.Comparison) is null)
            {
                faults.Add($"{key}:Comparison must be <, <=, > or >=, not '{meaning.Comparison}'.");
            }
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
