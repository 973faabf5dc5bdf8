using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What an expression that parses must hold to beyond that, and what kind of metric it makes.</summary>
internal static class ExpressionRules
{
    /// <exception cref="ExpressionException">The expression can't be evaluated for these labels.</exception>
    public static MetricKind Check(Expression expression, ImmutableArray<string> labels)
    {
        var kept = LabelsOf(expression, labels) ?? throw new ExpressionException(1, "the expression reads no source series");
        if (kept.Length != labels.Length)
        {
            throw new ExpressionException(1, $"the expression keeps the labels ({string.Join(", ", kept)}) but Labels names ({string.Join(", ", labels)})");
        }

        if (expression is ReactionExpression reaction)
        {
            return IsIncrease(reaction.Load) || IsIncrease(reaction.Ready) || IsIncrease(reaction.Desired)
                ? throw new ExpressionException(reaction.Position, "reaction() compares levels: it can't read an increase")
                : MetricKind.Event;
        }

        return IsIncrease(expression) ? MetricKind.Increase : MetricKind.Display;
    }

    /// <summary>The labels that a part of an expression keeps; null for a number, which fits all.</summary>
    public static ImmutableArray<string>? LabelsOf(Expression expression, ImmutableArray<string> metricLabels)
    {
        switch (expression)
        {
            case ReadingExpression reading:
                var kept = reading.By ?? metricLabels;
                return kept.FirstOrDefault(label => !metricLabels.Contains(label)) is { } foreign
                    ? throw new ExpressionException(reading.Position, $"by ({foreign}) keeps a label that Labels does not name")
                    : reading.Reading == Reading.Quantile && kept.Contains("le")
                    ? throw new ExpressionException(reading.Position, "quantile() uses up the label le: it can't be kept")
                    : kept;

            case ArithmeticExpression arithmetic:
                return Larger(LabelsOf(arithmetic.Left, metricLabels), LabelsOf(arithmetic.Right, metricLabels), arithmetic.Position);

            case OrExpression or:
                return Larger(LabelsOf(or.Left, metricLabels), LabelsOf(or.Right, metricLabels), or.Position);

            case ReactionExpression reaction:
                return metricLabels.IsEmpty ? Larger(LabelsOf(reaction.Load, metricLabels), Larger(LabelsOf(reaction.Ready, metricLabels), LabelsOf(reaction.Desired, metricLabels), reaction.Position), reaction.Position)
                    : throw new ExpressionException(reaction.Position, "reaction() keeps no labels");

            default:
                return null;
        }
    }

    /// <summary>The source series that an expression reads, as one would look for them at the source.</summary>
    public static IEnumerable<string> NamesOf(Expression expression) => (expression switch
    {
        ReadingExpression reading => [reading.Selector.Name],
        ArithmeticExpression arithmetic => NamesOf(arithmetic.Left).Concat(NamesOf(arithmetic.Right)),
        OrExpression or => NamesOf(or.Left).Concat(NamesOf(or.Right)),
        ReactionExpression reaction => NamesOf(reaction.Load).Concat(NamesOf(reaction.Ready)).Concat(NamesOf(reaction.Desired)),
        _ => [],
    }).Distinct(StringComparer.Ordinal);

    private static ImmutableArray<string>? Larger(ImmutableArray<string>? left, ImmutableArray<string>? right, int position)
    {
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        var (large, small) = a.Length >= b.Length ? (a, b) : (b, a);
        return small.All(label => large.Contains(label)) ? large
            : throw new ExpressionException(position, $"the two sides keep labels that don't fit: ({string.Join(", ", a)}) and ({string.Join(", ", b)})");
    }

    /// <summary>True for an increase, scaled or not. Its values are added up over time, so what would not add up is refused.</summary>
    private static bool IsIncrease(Expression expression) => expression switch
    {
        ReadingExpression reading => reading.Reading == Reading.Increase,
        ArithmeticExpression { Operator: '*', Left: NumberExpression } scaled => IsIncrease(scaled.Right),
        ArithmeticExpression { Operator: '*' or '/', Right: NumberExpression } scaled => IsIncrease(scaled.Left),
        ArithmeticExpression arithmetic => IsIncrease(arithmetic.Left) || IsIncrease(arithmetic.Right)
            ? throw new ExpressionException(arithmetic.Position, "an increase can only be multiplied or divided by a number: ratios are made of rates")
            : false,
        OrExpression or => IsIncrease(or.Left) || IsIncrease(or.Right)
            ? throw new ExpressionException(or.Position, "an increase can have no 'or': where nothing was read, nothing is counted")
            : false,
        ReactionExpression reaction => throw new ExpressionException(reaction.Position, "reaction() stands alone"),
        _ => false,
    };
}
