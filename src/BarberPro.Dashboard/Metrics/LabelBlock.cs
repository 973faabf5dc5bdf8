using System.Text;
using System.Text.Unicode;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Reads <c>name="value",…</c> as it stands between the braces.</summary>
internal static class LabelBlock
{
    /// <param name="block">What stands between the braces.</param>
    /// <param name="strict">As OpenMetrics wants it. Otherwise as Prometheus reads text 0.0.4: blanks anywhere, and a comma at the end, or alone, does no harm.</param>
    /// <param name="line">For the fault.</param>
    public static Labels Read(ReadOnlySpan<byte> block, bool strict, int line)
    {
        List<KeyValuePair<string, string>> pairs = [];
        block = SkipBlanks(block, strict);
        if (!strict && block.TrimEnd(" \t"u8).SequenceEqual(","u8))
        {
            return Labels.None;
        }

        while (block.Length > 0)
        {
            block = ReadPair(block, pairs, strict, line);
            if (block.IsEmpty)
            {
                break;
            }

            if (block[0] != ',')
            {
                throw new ExpositionException(line, $"expected a comma between labels at {ExpositionParser.Quote(block)}");
            }

            block = SkipBlanks(block[1..], strict);
            if (strict && block.IsEmpty)
            {
                throw new ExpositionException(line, "a comma stands after the last label");
            }
        }

        return MakeLabels(pairs, line);
    }

    /// <returns>What follows the pair.</returns>
    private static ReadOnlySpan<byte> ReadPair(ReadOnlySpan<byte> block, List<KeyValuePair<string, string>> pairs, bool strict, int line)
    {
        var name = block[..ExpositionParser.NameLength(block, colons: false)];
        if (name.IsEmpty)
        {
            throw new ExpositionException(line, $"expected the name of a label at {ExpositionParser.Quote(block)}");
        }

        block = SkipBlanks(block[name.Length..], strict);
        if (block.IsEmpty || block[0] != '=')
        {
            throw new ExpositionException(line, $"expected '=' after the label {ExpositionParser.Quote(name)}");
        }

        block = SkipBlanks(block[1..], strict);
        if (block.IsEmpty || block[0] != '"')
        {
            throw new ExpositionException(line, $"the value of label {ExpositionParser.Quote(name)} is not in double quotes");
        }

        var end = ExpositionParser.EndOfQuoted(block, 1);
        if (end < 0)
        {
            throw new ExpositionException(line, $"the value of label {ExpositionParser.Quote(name)} lacks its closing quote");
        }

        var value = block[1..(end - 1)];
        if (!Utf8.IsValid(value))
        {
            throw new ExpositionException(line, $"the value of label {ExpositionParser.Quote(name)} is not UTF-8");
        }

        pairs.Add(KeyValuePair.Create(Encoding.ASCII.GetString(name), ExpositionParser.Unescape(value, quotesToo: true)));
        return SkipBlanks(block[end..], strict);
    }

    private static ReadOnlySpan<byte> SkipBlanks(ReadOnlySpan<byte> block, bool strict) => strict ? block : block.TrimStart(" \t"u8);

    private static Labels MakeLabels(List<KeyValuePair<string, string>> pairs, int line)
    {
        try
        {
            return Labels.Of(pairs);
        }
        catch (ArgumentException)
        {
            var twice = pairs.GroupBy(pair => pair.Key, StringComparer.Ordinal).First(group => group.Count() > 1).Key;
            throw new ExpositionException(line, $"the label {ExpositionParser.Quote(twice)} stands twice");
        }
    }
}
