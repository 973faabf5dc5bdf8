namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// Prometheus text 0.0.4, as Prometheus' own scraper reads it: blanks between tokens are free, families may come in any
/// order and come back, comments and empty lines are skipped. What it refuses (CR before LF, numbers out of range) is refused.
/// </summary>
internal sealed class PrometheusParser(ExpositionCache cache)
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly List<Family> _inOrder = [];
    private Family? _last;
    private string? _lastName;
    private WrittenSeries? _before;
    private int _line;

    public Exposition Parse(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            _line++;
            var line = ExpositionParser.CutLine(ref text).TrimStart(" \t"u8);
            if (line.IsEmpty)
            {
                continue;
            }

            if (line[0] == '#')
            {
                ReadComment(line[1..]);
            }
            else
            {
                ReadSample(line);
            }
        }

        return new Exposition(_inOrder.ConvertAll(family => new MetricFamily(family.Name, family.Type, "", family.Help, family.Samples)));
    }

    private void ReadComment(ReadOnlySpan<byte> comment)
    {
        var words = comment.TrimStart(" \t"u8);
        var isHelp = words.StartsWith("HELP"u8);
        if (words.Length == comment.Length || words.Length == 4 || !(isHelp || words.StartsWith("TYPE"u8)) || words[4] is not ((byte)' ' or (byte)'\t'))
        {
            return;
        }

        words = words[5..].TrimStart(" \t"u8);
        var name = words[..ExpositionParser.NameLength(words, colons: true)];
        words = words[name.Length..];
        if (name.IsEmpty || (words.Length > 0 && words[0] is not ((byte)' ' or (byte)'\t')))
        {
            throw new ExpositionException(_line, $"expected the name of a metric after {(isHelp ? "HELP" : "TYPE")}");
        }

        var family = FamilyNamed(cache.Text(name));
        words = words.Trim(" \t"u8);
        if (isHelp)
        {
            family.Help = words.Contains((byte)'\\') ? ExpositionParser.Unescape(words, quotesToo: false) : cache.Text(words);
            return;
        }

        family.Type = words switch
        {
            _ when words.SequenceEqual("counter"u8) => MetricType.Counter,
            _ when words.SequenceEqual("gauge"u8) => MetricType.Gauge,
            _ when words.SequenceEqual("histogram"u8) => MetricType.Histogram,
            _ when words.SequenceEqual("summary"u8) => MetricType.Summary,
            _ when words.SequenceEqual("untyped"u8) || words.SequenceEqual("unknown"u8) => MetricType.Unknown,
            _ => throw new ExpositionException(_line, $"{ExpositionParser.Quote(words)} is no type of a metric"),
        };
        _lastName = null; // its samples may belong elsewhere from now on
    }

    private void ReadSample(ReadOnlySpan<byte> line)
    {
        var written = _before?.Next is { } guess && IsWritten(guess, line) ? guess : Find(line);
        if (_before is not null)
        {
            _before.Next = written;
        }

        _before = written;
        var rest = line[written.Text.Length..].Trim(" \t"u8);
        var end = rest.IndexOfAny((byte)' ', (byte)'\t');
        var number = end < 0 ? rest : rest[..end];
        if (number.IsEmpty)
        {
            throw new ExpositionException(_line, $"{ExpositionParser.Quote(written.Text)} has no value");
        }

        if (!Numbers.TryReadNumber(number, out var value) || (double.IsInfinity(value) && Numbers.IsReal(number)))
        {
            throw new ExpositionException(_line, $"{ExpositionParser.Quote(number)} is no number{(number[^1] == '\r' ? "; lines end with LF alone" : "")}");
        }

        var series = written.Series;
        if (!ReferenceEquals(series.Name, _lastName))
        {
            (_lastName, _last) = (series.Name, FamilyOf(series.Name));
        }

        _last!.Samples.Add(new SourceSample(series.Name, series.Labels, value, end < 0 ? null : ReadMilliseconds(rest[(end + 1)..].TrimStart(" \t"u8))));
    }

    private DateTimeOffset ReadMilliseconds(ReadOnlySpan<byte> text)
    {
        var digits = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || !long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var milliseconds))
        {
            throw new ExpositionException(_line, $"{ExpositionParser.Quote(text)} is no timestamp in whole milliseconds");
        }

        return Numbers.InstantOf((Int128)milliseconds * 1_000_000);
    }

    // The name must end where the known one does, and a block of labels must not follow a name known without one.
    private static bool IsWritten(WrittenSeries guess, ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(guess.Text) || line.Length == guess.Text.Length)
        {
            return false;
        }

        if (guess.Text[^1] == '}')
        {
            return true;
        }

        return line[guess.Text.Length] is (byte)' ' or (byte)'\t' && line[guess.Text.Length..].TrimStart(" \t"u8) is var rest && (rest.IsEmpty || rest[0] != '{');
    }

    private WrittenSeries Find(ReadOnlySpan<byte> line)
    {
        var nameEnd = line.IndexOfAny((byte)'{', (byte)' ', (byte)'\t');
        nameEnd = nameEnd < 0 ? line.Length : nameEnd;
        var open = line.Length - line[nameEnd..].TrimStart(" \t"u8).Length;
        var end = nameEnd;
        if (open < line.Length && line[open] == '{')
        {
            end = ExpositionParser.EndOfLabels(line, open);
            if (end < 0)
            {
                throw new ExpositionException(_line, $"the labels of {ExpositionParser.Quote(line[..nameEnd])} lack their end");
            }
        }

        var text = line[..end];
        if (cache.TryFind(text, out var written))
        {
            return written;
        }

        var name = line[..nameEnd];
        if (!ExpositionParser.IsMetricName(name))
        {
            throw new ExpositionException(_line, $"{ExpositionParser.Quote(name)} is no name of a metric");
        }

        return cache.Add(text, cache.Text(name), end == nameEnd ? Labels.None : LabelBlock.Read(line[(open + 1)..(end - 1)], strict: false, _line));
    }

    private Family FamilyOf(string name)
    {
        return Find(name, "_bucket", MetricType.Histogram)
            ?? Find(name, "_count", MetricType.Histogram) ?? Find(name, "_count", MetricType.Summary)
            ?? Find(name, "_sum", MetricType.Histogram) ?? Find(name, "_sum", MetricType.Summary)
            ?? FamilyNamed(name);
    }

    private Family? Find(string name, string suffix, MetricType type) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            && _families.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name.AsSpan(..^suffix.Length), out var family) && family.Type == type ? family : null;

    private Family FamilyNamed(string name)
    {
        if (!_families.TryGetValue(name, out var family))
        {
            family = new Family(name);
            _families.Add(name, family);
            _inOrder.Add(family);
        }

        return family;
    }

    private sealed class Family(string name)
    {
        public string Name { get; } = name;

        public MetricType Type { get; set; }

        public string Help { get; set; } = "";

        public SampleList Samples { get; } = [];
    }
}
