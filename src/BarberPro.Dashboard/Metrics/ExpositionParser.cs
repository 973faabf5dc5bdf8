using System.Text;

namespace BarberPro.Dashboard.Metrics;

public enum ExpositionFormat
{
    /// <summary>Prometheus text 0.0.4, as Prometheus reads it.</summary>
    Text,

    /// <summary>OpenMetrics 1.0, as its text says.</summary>
    OpenMetrics,
}

/// <summary>Reads what an exporter exposes.</summary>
public static class ExpositionParser
{
    /// <param name="text">The whole exposition, UTF-8.</param>
    /// <param name="format">Which of the formats it is to be.</param>
    /// <param name="cache">Of the source, where it is read again and again.</param>
    /// <exception cref="ExpositionException">It is not of its format; this and no other.</exception>
    public static Exposition Parse(ReadOnlySpan<byte> text, ExpositionFormat format, ExpositionCache? cache = null)
    {
        cache ??= new ExpositionCache();
        cache.Begin(format);
        return format == ExpositionFormat.OpenMetrics
            ? new OpenMetricsParser(cache).Parse(text)
            : new PrometheusParser(cache).Parse(text);
    }

    /// <summary>What a file is by its own looks: OpenMetrics has a line <c># EOF</c>, at the end if it is well.</summary>
    public static ExpositionFormat Guess(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            if (CutLine(ref text).TrimEnd((byte)'\r').SequenceEqual("# EOF"u8))
            {
                return ExpositionFormat.OpenMetrics;
            }
        }

        return ExpositionFormat.Text;
    }

    /// <summary>Cuts the next line off; the last one may lack its end.</summary>
    internal static ReadOnlySpan<byte> CutLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }

    /// <summary>Where the label block that opens at <paramref name="open"/> ends, after its brace; -1 where it does not.</summary>
    internal static int EndOfLabels(ReadOnlySpan<byte> line, int open)
    {
        var at = open + 1;
        while (true)
        {
            var next = line[at..].IndexOfAny((byte)'"', (byte)'}');
            if (next < 0)
            {
                return -1;
            }

            at += next + 1;
            if (line[at - 1] == '}')
            {
                return at;
            }

            at = EndOfQuoted(line, at);
            if (at < 0)
            {
                return -1;
            }
        }
    }

    /// <summary>Where the quoted text that starts at <paramref name="at"/> ends, after its closing quote; -1 where it does not.</summary>
    internal static int EndOfQuoted(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length)
        {
            var next = line[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next + 1;
            if (line[at - 1] == '"')
            {
                return at;
            }

            at++; // whatever is escaped
        }

        return -1;
    }

    /// <summary>Escapes that the formats do not know stay as they stand.</summary>
    internal static string Unescape(ReadOnlySpan<byte> utf8, bool quotesToo)
    {
        var text = Encoding.UTF8.GetString(utf8);
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            var meant = escaped switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' when quotesToo => '"',
                _ => '\0',
            };
            plain.Append(meant == '\0' ? text[i] : meant);
            i += meant == '\0' ? 0 : 1;
        }

        return plain.ToString();
    }

    internal static bool IsMetricName(ReadOnlySpan<byte> name) => NameLength(name, colons: true) is var length && length > 0 && length == name.Length;

    internal static bool IsLabelName(ReadOnlySpan<byte> name) => NameLength(name, colons: false) is var length && length > 0 && length == name.Length;

    /// <summary>How many bytes from the start on are a name.</summary>
    internal static int NameLength(ReadOnlySpan<byte> text, bool colons)
    {
        var at = 0;
        while (at < text.Length && (text[at] is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_'
            || (colons && text[at] == ':') || (at > 0 && text[at] is >= (byte)'0' and <= (byte)'9')))
        {
            at++;
        }

        return at;
    }

    /// <summary>A piece of the input for a message: short, and harmless on a terminal.</summary>
    internal static string Quote(ReadOnlySpan<byte> piece)
    {
        const int most = 60;
        var text = Encoding.UTF8.GetString(piece.Length > most ? piece[..most] : piece);
        var shown = new StringBuilder("'");
        foreach (var character in text)
        {
            shown.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(character) => "\uFFFD",
                _ => character.ToString(),
            });
        }

        return shown.Append(piece.Length > most ? "…'" : "'").ToString();
    }

    internal static string Quote(string piece) => Quote(Encoding.UTF8.GetBytes(piece));
}
