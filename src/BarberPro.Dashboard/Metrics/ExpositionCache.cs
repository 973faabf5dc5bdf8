using System.Diagnostics.CodeAnalysis;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// What lasts between two readings of a source: series and texts by the bytes they were written as, so that a reading
/// of known series makes no new strings. One reading at a time may use it.
/// </summary>
public sealed class ExpositionCache
{
    private const int MostSeries = 50_000;
    private const int MostTexts = 10_000;

    private readonly Dictionary<byte[], WrittenSeries> _written = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], WrittenSeries>.AlternateLookup<ReadOnlySpan<byte>> _writtenBySpan;
    private readonly Dictionary<byte[], string> _texts = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _textsBySpan;
    private readonly Dictionary<(string Name, Labels Labels), KnownSeries> _series = [];
    private readonly Dictionary<Labels, KnownGroup> _groups = [];
    private ExpositionFormat _format;
    private long _stamp;

    public ExpositionCache()
    {
        _writtenBySpan = _written.GetAlternateLookup<ReadOnlySpan<byte>>();
        _textsBySpan = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Called before a reading, never within one: the rules of a family compare series by reference.</summary>
    internal void Begin(ExpositionFormat format)
    {
        // What one format lets pass as a way to write a series, the other may refuse.
        if (_written.Count > MostSeries || _format != format)
        {
            _written.Clear();
            _series.Clear();
            _groups.Clear();
        }

        _format = format;
        if (_texts.Count > MostTexts)
        {
            _texts.Clear();
        }
    }

    /// <summary>A number that was not given before, to mark series and groups as seen.</summary>
    internal long NextStamp() => ++_stamp;

    internal bool TryFind(ReadOnlySpan<byte> text, [NotNullWhen(true)] out WrittenSeries? written) => _writtenBySpan.TryGetValue(text, out written);

    internal WrittenSeries Add(ReadOnlySpan<byte> text, string name, Labels labels)
    {
        if (!_series.TryGetValue((name, labels), out var series))
        {
            series = new KnownSeries(this, name, labels);
            _series.Add((name, labels), series);
        }

        var written = new WrittenSeries(text.ToArray(), series);
        _writtenBySpan[text] = written;
        return written;
    }

    internal string Text(ReadOnlySpan<byte> utf8)
    {
        if (!_textsBySpan.TryGetValue(utf8, out var text))
        {
            text = System.Text.Encoding.UTF8.GetString(utf8);
            _textsBySpan[utf8] = text;
        }

        return text;
    }

    internal KnownGroup GroupOf(Labels labels)
    {
        if (!_groups.TryGetValue(labels, out var group))
        {
            group = new KnownGroup();
            _groups.Add(labels, group);
        }

        return group;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        // Seeded per process, so that no exporter can choose names that collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

/// <summary>One way in which a series was written; the same series may be written with its labels in another order.</summary>
internal sealed class WrittenSeries(byte[] text, KnownSeries series)
{
    public byte[] Text { get; } = text;

    public KnownSeries Series { get; } = series;

    /// <summary>What stood on the next line the last time: the first guess of the next reading.</summary>
    public WrittenSeries? Next { get; set; }
}

/// <summary>A series of an exposition: sample name and labels.</summary>
internal sealed class KnownSeries(ExpositionCache cache, string name, Labels labels)
{
    private string? _grouping;
    private KnownGroup? _group;

    public string Name { get; } = name;

    public Labels Labels { get; } = labels;

    /// <summary>The point of a metric in which it was seen last.</summary>
    public long Seen { get; set; }

    /// <summary>The number in label <c>le</c> or <c>quantile</c>; NaN where it is none.</summary>
    public double Bound { get; private set; } = double.NaN;

    /// <summary>The metric it is a part of: all labels but the given one ("" for all of them).</summary>
    public KnownGroup GroupWithout(string label)
    {
        if (_group is null || !string.Equals(_grouping, label, StringComparison.Ordinal))
        {
            _grouping = label;
            Bound = Numbers.BoundOf(Labels[label]);
            _group = cache.GroupOf(Labels[label] is null ? Labels : Labels.Of(Labels.Pairs.Where(pair => pair.Key != label)));
        }

        return _group;
    }
}

/// <summary>One metric of a family.</summary>
internal sealed class KnownGroup
{
    /// <summary>The family in which it was seen last.</summary>
    public long Seen { get; set; }
}
