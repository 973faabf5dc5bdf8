namespace BarberPro.Dashboard.Metrics;

/// <summary>The rules for the samples of one histogram at one instant.</summary>
internal sealed class HistogramPoint(string family)
{
    private bool _open;
    private int _lastLine;
    private double _bound;
    private double _inBucket;
    private bool _hasNegativeBound;
    private double _count;
    private int _countLine;
    private int _sumLine;
    private int _gsumLine;
    private double _gsum;

    public void Add(SampleKind kind, double bound, double value, int line)
    {
        if (!_open)
        {
            _open = true;
            (_bound, _inBucket, _hasNegativeBound) = (double.NaN, 0, false);
            (_countLine, _sumLine, _gsumLine) = (0, 0, 0);
        }

        _lastLine = line;
        switch (kind)
        {
            case SampleKind.Bucket:
                AddBucket(bound, value, line);
                break;
            case SampleKind.Count or SampleKind.GCount:
                (_count, _countLine) = (value, line);
                break;
            case SampleKind.Sum:
                _sumLine = line;
                break;
            case SampleKind.GSum:
                (_gsum, _gsumLine) = (value, line);
                break;
        }
    }

    /// <summary>No more samples of this point come.</summary>
    public void Close()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        if (!double.IsPositiveInfinity(_bound))
        {
            throw new ExpositionException(_lastLine, $"the histogram {ExpositionParser.Quote(family)} lacks its bucket le=\"+Inf\"");
        }

        if (_countLine > 0 && _count != _inBucket)
        {
            throw new ExpositionException(_countLine, "the count of a histogram is the value of its bucket le=\"+Inf\"");
        }

        var anySumLine = Math.Max(_sumLine, _gsumLine);
        if (anySumLine > 0 && _countLine == 0)
        {
            throw new ExpositionException(anySumLine, "a histogram with a sum has a count too");
        }

        if (anySumLine == 0 && _countLine > 0)
        {
            throw new ExpositionException(_countLine, "a histogram with a count has a sum too");
        }

        if (_hasNegativeBound && _sumLine > 0)
        {
            throw new ExpositionException(_sumLine, "a histogram with a bucket below zero has no sum");
        }

        if (!_hasNegativeBound && _gsumLine > 0 && _gsum < 0)
        {
            throw new ExpositionException(_gsumLine, "the sum of a histogram without a bucket below zero is not negative");
        }
    }

    private void AddBucket(double bound, double value, int line)
    {
        _hasNegativeBound |= bound < 0;
        if (bound <= _bound)
        {
            throw new ExpositionException(line, "the buckets of a histogram rise by their 'le'");
        }

        if (value < _inBucket)
        {
            throw new ExpositionException(line, "the values of a histogram's buckets do not fall");
        }

        (_bound, _inBucket) = (bound, value);
    }
}
