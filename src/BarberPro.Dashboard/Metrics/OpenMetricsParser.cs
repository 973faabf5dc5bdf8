using System.Text.Unicode;

namespace BarberPro.Dashboard.Metrics;

/// <summary>OpenMetrics 1.0 text: what stands on the lines. What families must be like is in <see cref="OpenMetricsFamily"/>.</summary>
internal sealed class OpenMetricsParser(ExpositionCache cache)
{
    private const int MostExemplarCharacters = 128;

    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly List<MetricFamily> _families = [];
    private OpenMetricsFamily? _family;
    private WrittenSeries? _before;
    private int _line;

    public Exposition Parse(ReadOnlySpan<byte> text)
    {
        var valid = Utf8.IsValid(text);
        var ended = false;
        while (!text.IsEmpty)
        {
            _line++;
            var line = ExpositionParser.CutLine(ref text);
            if (ended)
            {
                throw Fault("nothing may follow # EOF");
            }

            if (!valid && !Utf8.IsValid(line))
            {
                throw Fault("the line is not UTF-8");
            }

            if (line.IsEmpty)
            {
                throw Fault("the line is empty");
            }

            if (line.SequenceEqual("# EOF"u8))
            {
                ended = true;
            }
            else if (line[0] == '#')
            {
                ReadMetadata(line);
            }
            else
            {
                ReadSample(line);
            }
        }

        if (!ended)
        {
            _line++;
            throw Fault("# EOF is missing at the end");
        }

        CloseFamily();
        return new Exposition(_families);
    }

    private void ReadMetadata(ReadOnlySpan<byte> line)
    {
        // "# TYPE name rest", one blank each; the rest may be empty, its blank may not be missing.
        var rest = line;
        var mark = CutWord(ref rest, out var more);
        var keyword = CutWord(ref rest, out more);
        var name = CutWord(ref rest, out more);
        if (!more || mark.Length != 1)
        {
            throw Fault($"{ExpositionParser.Quote(line)} is neither metadata (# TYPE, # HELP or # UNIT, a name, a text) nor # EOF");
        }

        if (!ExpositionParser.IsMetricName(name))
        {
            throw Fault($"{ExpositionParser.Quote(name)} is no name of a metric family");
        }

        var family = _family is not null && string.Equals(_family.Name, cache.Text(name), StringComparison.Ordinal) ? _family : OpenFamily(cache.Text(name));
        if (keyword.SequenceEqual("TYPE"u8))
        {
            family.SetType(rest, _claimed, _line);
        }
        else if (keyword.SequenceEqual("HELP"u8))
        {
            family.SetHelp(rest.Contains((byte)'\\') ? ExpositionParser.Unescape(rest, quotesToo: true) : cache.Text(rest), _line);
        }
        else if (keyword.SequenceEqual("UNIT"u8))
        {
            family.SetUnit(cache.Text(rest), _line);
        }
        else
        {
            throw Fault($"{ExpositionParser.Quote(keyword)} is no metadata: there are TYPE, HELP and UNIT");
        }
    }

    private void ReadSample(ReadOnlySpan<byte> line)
    {
        var written = _before?.Next is { } guess && line.StartsWith(guess.Text) && line.Length > guess.Text.Length && line[guess.Text.Length] == ' ' ? guess : Find(line);
        if (_before is not null)
        {
            _before.Next = written;
        }

        _before = written;
        var rest = line[(written.Text.Length + 1)..];
        var value = ReadNumber(CutWord(ref rest, out var more));
        Int128? at = null;
        if (more && (rest.IsEmpty || rest[0] != '#'))
        {
            at = ReadTimestamp(CutWord(ref rest, out more));
        }

        if (more)
        {
            ReadExemplar(rest);
        }

        var series = written.Series;
        if (_family is null || !_family.Owns(series.Name, out var kind))
        {
            if (_family is not null && _claimed.Contains(series.Name) && series.Name.StartsWith(_family.Name, StringComparison.Ordinal))
            {
                throw Fault($"{ExpositionParser.Quote(series.Name)} is no sample of the family {ExpositionParser.Quote(_family.Name)}, whose type gives its samples other names");
            }

            kind = SampleKind.Value;
            OpenFamily(series.Name);
        }

        _family!.Add(series, kind, value, at, more, _line);
    }

    private WrittenSeries Find(ReadOnlySpan<byte> line)
    {
        var nameEnd = line.IndexOfAny((byte)'{', (byte)' ');
        var name = nameEnd < 0 ? line : line[..nameEnd];
        if (!ExpositionParser.IsMetricName(name))
        {
            throw Fault($"{ExpositionParser.Quote(name)} is no name of a metric");
        }

        var end = nameEnd >= 0 && line[nameEnd] == '{' ? ExpositionParser.EndOfLabels(line, nameEnd) : nameEnd;
        if (nameEnd >= 0 && end < 0)
        {
            throw Fault($"the labels of {ExpositionParser.Quote(name)} lack their end");
        }

        if (end < 0 || end == line.Length || line[end] != ' ')
        {
            throw Fault($"expected one blank and a value after {ExpositionParser.Quote(end < 0 ? line : line[..end])}");
        }

        var text = line[..end];
        if (cache.TryFind(text, out var written))
        {
            return written;
        }

        return cache.Add(text, cache.Text(name), end == nameEnd ? Labels.None : LabelBlock.Read(line[(nameEnd + 1)..(end - 1)], strict: true, _line));
    }

    // "# {labels} value" and maybe a timestamp.
    private void ReadExemplar(ReadOnlySpan<byte> text)
    {
        var end = text.StartsWith("# {"u8) ? ExpositionParser.EndOfLabels(text, 2) : -1;
        if (end < 0 || end == text.Length || text[end] != ' ')
        {
            throw Fault($"{ExpositionParser.Quote(text)} is no exemplar (# {{labels}} value, and maybe a timestamp)");
        }

        var labels = LabelBlock.Read(text[3..(end - 1)], strict: true, _line);
        if (labels.Pairs.Sum(pair => pair.Key.Length + pair.Value.EnumerateRunes().Count()) > MostExemplarCharacters)
        {
            throw Fault($"the labels of the exemplar have more than {MostExemplarCharacters} characters");
        }

        var rest = text[(end + 1)..];
        ReadNumber(CutWord(ref rest, out var more));
        if (more)
        {
            ReadTimestamp(rest);
        }
    }

    private double ReadNumber(ReadOnlySpan<byte> text) =>
        Numbers.TryReadNumber(text, out var value) ? value : throw Fault(text.IsEmpty ? "a value is missing, or a blank stands too many" : $"{ExpositionParser.Quote(text)} is no number");

    private Int128 ReadTimestamp(ReadOnlySpan<byte> text) =>
        Numbers.TryReadSeconds(text, out var nanoseconds) ? nanoseconds : throw Fault(text.IsEmpty ? "a blank stands at the end, or one too many" : $"{ExpositionParser.Quote(text)} is no timestamp in seconds");

    private OpenMetricsFamily OpenFamily(string name)
    {
        CloseFamily();
        if (!_claimed.Add(name))
        {
            throw Fault($"the name {ExpositionParser.Quote(name)} belongs to a family that stands further up");
        }

        return _family = new OpenMetricsFamily(cache, name);
    }

    private void CloseFamily()
    {
        if (_family is not null)
        {
            _families.Add(_family.Close());
        }
    }

    private static ReadOnlySpan<byte> CutWord(ref ReadOnlySpan<byte> rest, out bool more)
    {
        var end = rest.IndexOf((byte)' ');
        more = end >= 0;
        var word = more ? rest[..end] : rest;
        rest = more ? rest[(end + 1)..] : [];
        return word;
    }

    private ExpositionException Fault(string message) => new(_line, message);
}
