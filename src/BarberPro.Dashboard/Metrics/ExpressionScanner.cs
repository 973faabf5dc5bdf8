using System.Globalization;
using System.Text;

namespace BarberPro.Dashboard.Metrics;

internal enum TokenKind { End, Name, Number, Text, Symbol }

/// <param name="Column">Counted from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Column);

/// <summary>Cuts an expression's text into tokens.</summary>
internal sealed class ExpressionScanner
{
    private readonly string _text;
    private int _at;

    public ExpressionScanner(string text)
    {
        _text = text;
        Next();
    }

    public Token Current { get; private set; }

    public bool Take(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol)
        {
            return false;
        }

        Next();
        return true;
    }

    public void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public ExpressionException Unexpected(string expected) =>
        new(Current.Column, $"expected {expected} but found {(Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'")}");

    public void Next()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        var start = _at;
        Current = start == _text.Length ? new Token(TokenKind.End, "", start + 1)
            : IsNameStart(_text[start]) ? Token(TokenKind.Name, IsNamePart)
            : char.IsAsciiDigit(_text[start]) || (_text[start] == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1])) ? NumberToken()
            : _text[start] == '"' ? Quoted()
            : Symbol();
    }

    /// <summary>As 30s, 500ms, 5m, 1h; the token after it becomes the current one.</summary>
    public TimeSpan Duration()
    {
        // A number is cut where its digits end; the unit follows as a name without a space.
        var number = Current;
        if (number.Kind == TokenKind.Number && double.TryParse(number.Text, CultureInfo.InvariantCulture, out var value))
        {
            Next();
            var unit = Current switch { { Kind: TokenKind.Name, Text: "ms" } => 0.001, { Kind: TokenKind.Name, Text: "s" } => 1.0, { Kind: TokenKind.Name, Text: "m" } => 60.0, { Kind: TokenKind.Name, Text: "h" } => 3600.0, _ => double.NaN };
            if (!double.IsNaN(unit) && value * unit < 1e6)
            {
                Next();
                return TimeSpan.FromSeconds(value * unit);
            }
        }

        throw new ExpressionException(number.Column, "expected a duration such as 30s or 5m");
    }

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or ':';

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    private Token Token(TokenKind kind, Func<char, bool> part)
    {
        var start = _at;
        while (_at < _text.Length && part(_text[_at]))
        {
            _at++;
        }

        return new Token(kind, _text[start.._at], start + 1);
    }

    private Token NumberToken()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
        {
            _at++;
        }

        var exponent = _at;
        if (exponent < _text.Length && _text[exponent] is 'e' or 'E')
        {
            exponent += exponent + 1 < _text.Length && _text[exponent + 1] is '+' or '-' ? 2 : 1;
            if (exponent < _text.Length && char.IsAsciiDigit(_text[exponent]))
            {
                for (_at = exponent; _at < _text.Length && char.IsAsciiDigit(_text[_at]); _at++) { }
            }
        }

        return new Token(TokenKind.Number, _text[start.._at], start + 1);
    }

    private Token Quoted()
    {
        var start = _at++;
        var value = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '"')
            {
                _at++;
                return new Token(TokenKind.Text, value.ToString(), start + 1);
            }

            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
                value.Append(_text[_at] switch
                {
                    'n' => '\n',
                    '"' or '\\' => _text[_at],
                    _ => throw new ExpressionException(_at, $"there is no escape '\\{_text[_at]}'"),
                });
            }
            else
            {
                value.Append(_text[_at]);
            }
        }

        throw new ExpressionException(start + 1, "this text has no closing '\"'");
    }

    private Token Symbol()
    {
        var start = _at;
        var two = start + 1 < _text.Length ? _text.Substring(start, 2) : "";
        var symbol = two is "!=" or "=~" or "!~" ? two : _text[start].ToString();
        if (symbol.Length == 1 && !"(){}[],+-*/=<>".Contains(symbol[0], StringComparison.Ordinal))
        {
            throw new ExpressionException(start + 1, $"'{symbol}' has no meaning here");
        }

        _at += symbol.Length;
        return new Token(TokenKind.Symbol, symbol, start + 1);
    }
}
