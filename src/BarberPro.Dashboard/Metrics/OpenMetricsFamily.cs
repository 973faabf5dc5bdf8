namespace BarberPro.Dashboard.Metrics;

/// <summary>Which part of its metric a sample is, told by the end of its name.</summary>
internal enum SampleKind { Value, Total, Created, Count, Sum, Bucket, GCount, GSum, Info }

/// <summary>The rules of OpenMetrics 1.0 for a family: its metadata, its names, the order and the values of its samples.</summary>
internal sealed class OpenMetricsFamily(ExpositionCache cache, string name)
{
    private readonly SampleList _samples = [];
    private readonly long _stamp = cache.NextStamp();
    private MetricType? _type;
    private string? _help;
    private string? _unit;
    private string? _lastName;
    private SampleKind _lastKind;
    private KnownGroup? _group;
    private long _point;
    private Int128? _at;
    private HistogramPoint? _histogram;

    public string Name { get; } = name;

    public void SetType(ReadOnlySpan<byte> text, HashSet<string> claimed, int line)
    {
        CheckMetadata(_type is not null, "TYPE", line);
        _type = text switch
        {
            _ when text.SequenceEqual("gauge"u8) => MetricType.Gauge,
            _ when text.SequenceEqual("counter"u8) => MetricType.Counter,
            _ when text.SequenceEqual("histogram"u8) => MetricType.Histogram,
            _ when text.SequenceEqual("gaugehistogram"u8) => MetricType.GaugeHistogram,
            _ when text.SequenceEqual("summary"u8) => MetricType.Summary,
            _ when text.SequenceEqual("stateset"u8) => MetricType.StateSet,
            _ when text.SequenceEqual("info"u8) => MetricType.Info,
            _ when text.SequenceEqual("unknown"u8) => MetricType.Unknown,
            _ => throw new ExpositionException(line, $"{ExpositionParser.Quote(text)} is no type of a metric family"),
        };
        CheckUnit(line);
        _histogram = _type is MetricType.Histogram or MetricType.GaugeHistogram ? new HistogramPoint(Name) : null;
        foreach (var suffix in SuffixesOf(_type.Value))
        {
            if (!claimed.Add(Name + suffix))
            {
                throw new ExpositionException(line, $"the name {ExpositionParser.Quote(Name + suffix)}, which a family of this type takes, belongs to a family that stands further up");
            }
        }
    }

    public void SetHelp(string text, int line)
    {
        CheckMetadata(_help is not null, "HELP", line);
        _help = text;
    }

    public void SetUnit(string text, int line)
    {
        CheckMetadata(_unit is not null, "UNIT", line);
        _unit = text;
        CheckUnit(line);
    }

    /// <summary>Whether a sample of this name may belong here.</summary>
    public bool Owns(string sampleName, out SampleKind kind)
    {
        if (ReferenceEquals(sampleName, _lastName))
        {
            kind = _lastKind;
            return true;
        }

        if (!sampleName.StartsWith(Name, StringComparison.Ordinal) || !TryKindOf(sampleName.AsSpan(Name.Length), out kind))
        {
            kind = default;
            return false;
        }

        (_lastName, _lastKind) = (sampleName, kind);
        return true;
    }

    public void Add(KnownSeries series, SampleKind kind, double value, Int128? at, bool hasExemplar, int line)
    {
        var group = GroupOf(series, kind, line);
        CheckOrder(group, at, line);
        CheckValue(kind, value, line);
        if (hasExemplar && !(kind == SampleKind.Bucket || (kind == SampleKind.Total && _type == MetricType.Counter)))
        {
            throw new ExpositionException(line, "only buckets and the totals of counters may have an exemplar");
        }

        if (series.Seen == _point)
        {
            // Two instants that are one to the nanosecond are no fault of the exporter: the first sample counts.
            if (at is null)
            {
                throw new ExpositionException(line, $"{ExpositionParser.Quote(series.Name + series.Labels)} stands twice");
            }

            return;
        }

        series.Seen = _point;
        _histogram?.Add(kind, series.Bound, value, line);
        _samples.Add(new SourceSample(series.Name, series.Labels, value, at is { } instant ? Numbers.InstantOf(instant) : null));
    }

    public MetricFamily Close()
    {
        _histogram?.Close();
        return new MetricFamily(Name, _type ?? MetricType.Unknown, _unit ?? "", _help ?? "", _samples);
    }

    private static string[] SuffixesOf(MetricType type) => type switch
    {
        MetricType.Counter => ["_total", "_created"],
        MetricType.Summary => ["_count", "_sum", "_created"],
        MetricType.Histogram => ["_count", "_sum", "_bucket", "_created"],
        MetricType.GaugeHistogram => ["_gcount", "_gsum", "_bucket"],
        MetricType.Info => ["_info"],
        _ => [],
    };

    private bool TryKindOf(ReadOnlySpan<char> suffix, out SampleKind kind)
    {
        var type = _type ?? MetricType.Unknown;
        (kind, var owned) = suffix switch
        {
            "" => (SampleKind.Value, type is MetricType.Gauge or MetricType.Unknown or MetricType.StateSet or MetricType.Summary),
            "_total" => (SampleKind.Total, type is MetricType.Counter),
            "_created" => (SampleKind.Created, type is MetricType.Counter or MetricType.Summary or MetricType.Histogram),
            "_count" => (SampleKind.Count, type is MetricType.Summary or MetricType.Histogram),
            "_sum" => (SampleKind.Sum, type is MetricType.Summary or MetricType.Histogram),
            "_bucket" => (SampleKind.Bucket, type is MetricType.Histogram or MetricType.GaugeHistogram),
            "_gcount" => (SampleKind.GCount, type is MetricType.GaugeHistogram),
            "_gsum" => (SampleKind.GSum, type is MetricType.GaugeHistogram),
            "_info" => (SampleKind.Info, type is MetricType.Info),
            _ => (SampleKind.Value, false),
        };
        return owned;
    }

    private KnownGroup GroupOf(KnownSeries series, SampleKind kind, int line)
    {
        switch (_type)
        {
            case MetricType.Info:
                return cache.GroupOf(Labels.None); // its metrics differ by nothing but their labels
            case MetricType.StateSet when series.Labels[Name] is null:
                throw new ExpositionException(line, $"a sample of a stateset has a label of the family's name, {ExpositionParser.Quote(Name)}");
            case MetricType.StateSet:
                return series.GroupWithout(Name);
            case MetricType.Summary when kind == SampleKind.Value:
                var quantiles = series.GroupWithout("quantile");
                return series.Bound is >= 0 and <= 1 ? quantiles : throw new ExpositionException(line, "a sample of a summary has a label 'quantile' from 0 to 1");
            case MetricType.Histogram or MetricType.GaugeHistogram when kind == SampleKind.Bucket:
                var buckets = series.GroupWithout("le");
                return !double.IsNaN(series.Bound) ? buckets : throw new ExpositionException(line, "a bucket has a label 'le' with a number; the last one is written +Inf");
            default:
                return series.GroupWithout("");
        }
    }

    private void CheckOrder(KnownGroup group, Int128? at, int line)
    {
        if (!ReferenceEquals(group, _group))
        {
            if (group.Seen == _stamp)
            {
                throw new ExpositionException(line, "the samples of a metric stand together, without those of another in between");
            }

            (_group, group.Seen) = (group, _stamp);
        }
        else if (at is null != _at is null)
        {
            throw new ExpositionException(line, "either all samples of a metric have a timestamp or none has");
        }
        else if (at == _at)
        {
            return;
        }
        else if (at < _at && _type != MetricType.Info)
        {
            throw new ExpositionException(line, "the timestamps of a metric go back");
        }

        _at = at;
        _point = cache.NextStamp();
        _histogram?.Close();
    }

    private void CheckValue(SampleKind kind, double value, int line)
    {
        if (_type == MetricType.StateSet && value is not (0 or 1))
        {
            throw new ExpositionException(line, "a sample of a stateset is 0 or 1");
        }

        if (_type == MetricType.Info && value != 1)
        {
            throw new ExpositionException(line, "a sample of an info is 1");
        }

        if (_type == MetricType.Summary && kind == SampleKind.Value && value < 0)
        {
            throw new ExpositionException(line, "a quantile is not negative");
        }

        if (kind is SampleKind.Value or SampleKind.Created or SampleKind.Info)
        {
            return;
        }

        if (double.IsNaN(value))
        {
            throw new ExpositionException(line, "what counts or sums is not NaN");
        }

        if (value < 0 && kind != SampleKind.GSum)
        {
            throw new ExpositionException(line, "what counts or sums is not negative");
        }

        if (kind is SampleKind.Bucket or SampleKind.Count or SampleKind.GCount && !double.IsInteger(value))
        {
            throw new ExpositionException(line, "a count is a whole number");
        }
    }

    private void CheckMetadata(bool repeated, string keyword, int line)
    {
        if (_samples.Count > 0)
        {
            throw new ExpositionException(line, $"the {keyword} of {ExpositionParser.Quote(Name)} stands after its samples");
        }

        if (repeated)
        {
            throw new ExpositionException(line, $"the {keyword} of {ExpositionParser.Quote(Name)} stands twice");
        }
    }

    private void CheckUnit(int line)
    {
        if (string.IsNullOrEmpty(_unit))
        {
            return;
        }

        if (!Name.EndsWith("_" + _unit, StringComparison.Ordinal))
        {
            throw new ExpositionException(line, $"the name {ExpositionParser.Quote(Name)} does not end with its unit, {ExpositionParser.Quote("_" + _unit)}");
        }

        if (_type is MetricType.Info or MetricType.StateSet)
        {
            throw new ExpositionException(line, "an info or a stateset has no unit");
        }
    }
}
