using System.Collections.Frozen;
using System.Globalization;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// The catalogue's language, a small PromQL. Whatever reads source series brings them down to the labels kept: the metric's own, or those of <c>by (...)</c>.
/// <code>
/// name{label="v", other!="v", third=~"5..", fourth!~"x|y"}   the newest values, summed
/// avg(s) sum(s) max(s) min(s) count(s)                        the newest values, otherwise brought together
/// rate(s[30s])                                                a second, over a sliding window; resets handled for each source series, then summed
/// increase(s)                                                 what a counter rose by since the evaluation before: exact, a gap is carried over
/// mean(s[30s])                                                of a histogram or summary: what _sum rose by over what _count rose by
/// quantile(0.95, s[60s])                                      of a histogram
/// a + b, a - b, a * b, a / b, -a, (a)                         matched on the kept labels; where one side keeps fewer, it serves all of the other's
/// a or b                                                      a, and where there is none b; binds weakest
/// reaction(load > 0.7, ready, desired)                        seconds from the crossing until ready has risen to desired, once
/// </code>
/// </summary>
public sealed class ExpressionParser
{
    private static readonly FrozenDictionary<string, Reading> Readings = new Dictionary<string, Reading>
    {
        ["sum"] = Reading.Sum, ["avg"] = Reading.Avg, ["max"] = Reading.Max, ["min"] = Reading.Min, ["count"] = Reading.Count,
        ["rate"] = Reading.Rate, ["increase"] = Reading.Increase, ["mean"] = Reading.Mean, ["quantile"] = Reading.Quantile,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Deeper than anyone writes, and far from the end of the stack.</summary>
    private const int DeepestNesting = 64;

    private static readonly TimeSpan LongestWindow = TimeSpan.FromMinutes(15);

    private readonly ExpressionScanner _scanner;
    private readonly SelectorParser _selectors;
    private int _depth;

    private ExpressionParser(string text)
    {
        _scanner = new ExpressionScanner(text);
        _selectors = new SelectorParser(_scanner);
    }

    /// <exception cref="ExpressionException">The text is not of the language.</exception>
    public static Expression Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var expression = parser.Or();
        return parser._scanner.Current.Kind == TokenKind.End ? expression : throw parser._scanner.Unexpected("an operator or the end");
    }

    private Expression Or()
    {
        if (++_depth > DeepestNesting)
        {
            throw new ExpressionException(_scanner.Current.Column, "the expression is nested too deeply");
        }

        var left = Sum();
        while (_scanner.Current is { Kind: TokenKind.Name, Text: "or" } token)
        {
            _scanner.Next();
            left = new OrExpression(left, Sum(), token.Column);
        }

        _depth--;
        return left;
    }

    private Expression Sum()
    {
        var left = Product();
        while (_scanner.Current is { Kind: TokenKind.Symbol, Text: "+" or "-" } token)
        {
            _scanner.Next();
            left = new ArithmeticExpression(token.Text[0], left, Product(), token.Column);
        }

        return left;
    }

    private Expression Product()
    {
        var left = Factor();
        while (_scanner.Current is { Kind: TokenKind.Symbol, Text: "*" or "/" } token)
        {
            _scanner.Next();
            left = new ArithmeticExpression(token.Text[0], left, Factor(), token.Column);
        }

        return left;
    }

    private Expression Factor()
    {
        var negative = false;
        var start = _scanner.Current;
        while (_scanner.Take("-"))
        {
            negative = !negative;
        }

        var factor = Primary();
        return !negative ? factor
            : factor is NumberExpression number ? new NumberExpression(-number.Value)
            : new ArithmeticExpression('-', new NumberExpression(0), factor, start.Column);
    }

    private Expression Primary()
    {
        var token = _scanner.Current;
        if (token.Kind == TokenKind.Number)
        {
            return new NumberExpression(Number());
        }

        if (_scanner.Take("("))
        {
            var inner = Or();
            _scanner.Expect(")");
            return inner;
        }

        if (token.Kind != TokenKind.Name)
        {
            throw _scanner.Unexpected("a number, a name or '('");
        }

        _scanner.Next();
        if (_scanner.Current is not { Kind: TokenKind.Symbol, Text: "(" } && !(Readings.ContainsKey(token.Text) && _scanner.Current is { Kind: TokenKind.Name, Text: "by" }))
        {
            return new ReadingExpression(Reading.Sum, _selectors.Selector(token), TimeSpan.Zero, 0, _selectors.By(), token.Column);
        }

        return token.Text == "reaction" ? Reaction(token)
            : Readings.TryGetValue(token.Text, out var reading) ? Read(reading, token)
            : throw new ExpressionException(token.Column, $"there is no function '{token.Text}'; there are {string.Join(", ", Readings.Keys.Append("reaction").Order(StringComparer.Ordinal))}");
    }

    private ReadingExpression Read(Reading reading, Token function)
    {
        var by = _selectors.By();
        _scanner.Expect("(");
        var quantile = 0.0;
        if (reading == Reading.Quantile)
        {
            var column = _scanner.Current.Column;
            quantile = Number();
            if (quantile is not (>= 0 and <= 1))
            {
                throw new ExpressionException(column, "a quantile lies between 0 and 1");
            }

            _scanner.Expect(",");
        }

        var name = _scanner.Current;
        if (name.Kind != TokenKind.Name)
        {
            throw _scanner.Unexpected("the name of a source series");
        }

        _scanner.Next();
        if (reading == Reading.Sum && name.Text is "rate" or "increase" && _scanner.Current.Text == "(")
        {
            // As PromQL users write it; a rate is summed anyway.
            var inner = Read(Readings[name.Text], name);
            _scanner.Expect(")");
            return inner with { By = by ?? _selectors.By() ?? inner.By, Position = function.Column };
        }

        if (_scanner.Current.Text == "(")
        {
            throw new ExpressionException(name.Column, $"{function.Text}() reads source series, not '{name.Text}()'");
        }

        var selector = _selectors.Selector(name);
        var window = Window(reading, function);
        _scanner.Expect(")");
        return new ReadingExpression(reading, selector, window, quantile, by ?? _selectors.By(), function.Column);
    }

    private ReactionExpression Reaction(Token function)
    {
        _scanner.Expect("(");
        var load = Sum();
        _scanner.Expect(">");
        var threshold = Number();
        _scanner.Expect(",");
        var ready = Sum();
        _scanner.Expect(",");
        var desired = Sum();
        _scanner.Expect(")");
        return new ReactionExpression(load, threshold, ready, desired, function.Column);
    }

    private TimeSpan Window(Reading reading, Token function)
    {
        var column = _scanner.Current.Column;
        var wanted = reading is Reading.Rate or Reading.Mean or Reading.Quantile;
        if (!_scanner.Take("["))
        {
            return wanted ? throw _scanner.Unexpected($"a window such as [30s]: {function.Text}() needs one") : TimeSpan.Zero;
        }

        if (!wanted)
        {
            throw new ExpressionException(column, reading == Reading.Increase
                ? "increase() counts since the evaluation before and takes no window"
                : $"{function.Text}() reads the newest values and takes no window");
        }

        var window = _scanner.Duration();
        _scanner.Expect("]");
        return window > TimeSpan.Zero && window <= LongestWindow ? window
            : throw new ExpressionException(column, $"a window is longer than 0 and at most {LongestWindow.TotalMinutes:0}m");
    }

    private double Number()
    {
        var negative = _scanner.Take("-");
        var token = _scanner.Current;
        if (token.Kind != TokenKind.Number)
        {
            throw _scanner.Unexpected("a number");
        }

        _scanner.Next();
        return double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? negative ? -number : number
            : throw new ExpressionException(token.Column, $"'{token.Text}' is no number");
    }
}
