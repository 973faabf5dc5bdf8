using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What a metric is computed from; the language is described at <see cref="ExpressionParser"/>.</summary>
public abstract record Expression;

public sealed record NumberExpression(double Value) : Expression;

public enum Reading { Sum, Avg, Max, Min, Count, Rate, Increase, Mean, Quantile }

/// <summary>Reads source series and brings them down to the kept labels.</summary>
/// <param name="By">Labels kept; null: the metric's own.</param>
/// <param name="Position">Where it stands in the text, counted from 1.</param>
public sealed record ReadingExpression(Reading Reading, Selector Selector, TimeSpan Window, double Quantile, ImmutableArray<string>? By, int Position) : Expression;

/// <param name="Operator">One of + - * /.</param>
public sealed record ArithmeticExpression(char Operator, Expression Left, Expression Right, int Position) : Expression;

/// <summary>The left value, or where there is none the right one.</summary>
public sealed record OrExpression(Expression Left, Expression Right, int Position) : Expression;

/// <summary>Seconds from the moment load crosses its threshold until what is ready has risen to what is desired.</summary>
public sealed record ReactionExpression(Expression Load, double Threshold, Expression Ready, Expression Desired, int Position) : Expression;

/// <summary>Which source series: a sample name and what their labels must be.</summary>
public sealed record Selector(string Name, ImmutableArray<LabelMatcher> Matchers)
{
    public bool Matches(Labels labels)
    {
        foreach (var matcher in Matchers)
        {
            if (!matcher.Matches(labels[matcher.Name] ?? ""))
            {
                return false;
            }
        }

        return true;
    }
}

/// <param name="Pattern">Null for a plain comparison. Matches the whole value, as Prometheus does.</param>
public sealed record LabelMatcher(string Name, string Value, bool Negated, Regex? Pattern)
{
    public bool Matches(string value) => Negated != (Pattern?.IsMatch(value) ?? string.Equals(value, Value, StringComparison.Ordinal));
}

/// <summary>An expression that is not of the language; the message says what was expected and starts with the column.</summary>
public sealed class ExpressionException : Exception
{
    public ExpressionException(int column, string message) : base($"column {column}: {message}") => Column = column;

    public ExpressionException() { }

    public ExpressionException(string message) : base(message) { }

    public ExpressionException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Counted from 1.</summary>
    public int Column { get; }
}
