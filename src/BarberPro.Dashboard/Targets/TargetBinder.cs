using System.Collections.Immutable;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Targets;

/// <summary>
/// Binds a plan's targets to metrics by their meaning: which definition's words the text has, and what number, unit and comparison it demands.
/// A text that fits no definition, or whose number does not fit the definition's unit, stays manual: better no verdict than one about something else. Pure.
/// </summary>
internal static class TargetBinder
{
    public static ImmutableArray<TargetRule> Bind(IEnumerable<PlannedTarget> targets, IEnumerable<TargetDefinition> definitions)
    {
        var all = definitions.ToList();
        return [.. targets.Select(target => Bind(target, all))];
    }

    public static TargetRule Bind(PlannedTarget target, IReadOnlyList<TargetDefinition> definitions)
    {
        var demand = TargetDemand.Read(target.Text);
        // Where several fit, the one that asks for most of the text's words; among equals the first.
        return definitions
            .Where(definition => Fits(definition, demand.Words))
            .OrderByDescending(definition => definition.Words.Count)
            .Select(definition => Bind(target, definition, demand))
            .FirstOrDefault(rule => rule is not null) ?? TargetRule.Manual(target);
    }

    private static bool Fits(TargetDefinition definition, string words) =>
        definition.Words.All(group => TargetDemand.HasAny(words, group.Split('|')))
        && !definition.Not.Any(group => TargetDemand.HasAny(words, group.Split('|')));

    private static TargetRule? Bind(PlannedTarget target, TargetDefinition definition, TargetDemand demand)
    {
        if (StatisticOf(definition, demand) is not { } statistic)
        {
            return null;
        }

        var choices = definition.Choices.Where(choice => TargetDemand.HasAny(demand.Words, choice.Words.Split('|'))).ToImmutableArray();
        if (choices.GroupBy(choice => choice.Label, StringComparer.Ordinal).Any(group => group.Count() > 1))
        {
            return null; // "for Argentina and Chile": not one series, and a sum of both would be a third thing
        }

        TargetRule Rule(Comparison comparison, double threshold, Against against) =>
            new(target, definition, choices, statistic, comparison, threshold, against, demand.Quantile ?? definition.Quantile);

        if (demand.Move != Move.None)
        {
            return Relative(demand, definition) is var (comparison, threshold) ? Rule(comparison, threshold, Against.BaselineChange) : null;
        }

        var better = definition.BetterWhen == BetterWhen.Lower ? Comparison.AtMost : Comparison.AtLeast;
        if (demand.Value is not { } value)
        {
            return demand.Keeps ? Rule(better, double.NaN, Against.Baseline) : null;
        }

        if (demand.Unit != definition.Unit)
        {
            // "95" for a share is 95 %; a bare number for a time could be anything.
            if (demand.Unit.Length > 0 || definition.Unit is "s" || double.IsNaN(value))
            {
                return null;
            }

            value = definition.Unit == "ratio" && value > 1 ? value / 100 : value;
        }

        return Rule(demand.Comparison ?? better, value, Against.Number);
    }

    /// <summary>The text may ask for another statistic than the definition's: an average of what else counts by its worst minute. One that the metric can't give binds nothing.</summary>
    private static Statistic? StatisticOf(TargetDefinition definition, TargetDemand demand) => definition.Statistic switch
    {
        Statistic.Quantile => demand.Mean ? null : Statistic.Quantile,
        _ when demand.Quantile is not null => null,
        Statistic.WorstMinute when demand.Mean => Statistic.TimeMean,
        Statistic.Slowest when demand.Mean => null,
        var own => own,
    };

    /// <summary>Improvement of a time is a fall: "improve response time by 10 %" is a change below -10 %.</summary>
    private static (Comparison Comparison, double Threshold)? Relative(TargetDemand demand, TargetDefinition definition)
    {
        var value = demand.Value ?? 0;
        var strict = demand.Comparison is Comparison.Greater or Comparison.Less || demand.Value is null;
        var up = demand.Move == Move.Up || (demand.Move == Move.Better && definition.BetterWhen == BetterWhen.Higher);
        return demand.Comparison == Comparison.Equal || double.IsNaN(value) ? null
            : up ? (strict ? Comparison.Greater : Comparison.AtLeast, value)
            : (strict ? Comparison.Less : Comparison.AtMost, -value);
    }
}
