using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Metrics;

/// <summary>The parts of an expression that say which source series are read and which labels are kept.</summary>
internal sealed class SelectorParser(ExpressionScanner scanner)
{
    /// <param name="name">Already taken.</param>
    public Selector Selector(Token name)
    {
        if (!scanner.Take("{"))
        {
            return new Selector(name.Text, []);
        }

        var matchers = ImmutableArray.CreateBuilder<LabelMatcher>();
        while (!scanner.Take("}"))
        {
            if (matchers.Count > 0)
            {
                scanner.Expect(",");
                if (scanner.Take("}"))
                {
                    break;
                }
            }

            matchers.Add(Matcher());
        }

        return new Selector(name.Text, matchers.ToImmutable());
    }

    private LabelMatcher Matcher()
    {
        var label = Label();
        var comparison = scanner.Current;
        if (comparison is not { Kind: TokenKind.Symbol, Text: "=" or "!=" or "=~" or "!~" })
        {
            throw scanner.Unexpected("=, !=, =~ or !~");
        }

        scanner.Next();
        var value = scanner.Current;
        if (value.Kind != TokenKind.Text)
        {
            throw scanner.Unexpected("a value in double quotes");
        }

        scanner.Next();
        var negated = comparison.Text[0] == '!';
        if (!comparison.Text.EndsWith('~'))
        {
            return new LabelMatcher(label, value.Text, negated, null);
        }

        try
        {
            // Without backtracking: a pattern from configuration can't make the pipeline late.
            return new LabelMatcher(label, value.Text, negated, new Regex($"^(?:{value.Text})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new ExpressionException(value.Column, $"\"{value.Text}\" is no regular expression: {exception.Message}");
        }
    }

    /// <summary>Null where there is no <c>by (...)</c>.</summary>
    public ImmutableArray<string>? By()
    {
        if (scanner.Current is not { Kind: TokenKind.Name, Text: "by" })
        {
            return null;
        }

        scanner.Next();
        scanner.Expect("(");
        var labels = ImmutableArray.CreateBuilder<string>();
        while (!scanner.Take(")"))
        {
            if (labels.Count > 0)
            {
                scanner.Expect(",");
            }

            var column = scanner.Current.Column;
            var label = Label();
            if (labels.Contains(label))
            {
                throw new ExpressionException(column, $"the label '{label}' stands twice");
            }

            labels.Add(label);
        }

        return labels.ToImmutable();
    }

    private string Label()
    {
        var label = scanner.Current;
        if (label.Kind != TokenKind.Name || label.Text.Contains(':', StringComparison.Ordinal))
        {
            throw scanner.Unexpected("the name of a label");
        }

        scanner.Next();
        return label.Text;
    }
}
