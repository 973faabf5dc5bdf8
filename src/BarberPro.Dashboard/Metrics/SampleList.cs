using System.Collections;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Samples in pieces of bounded size: a family of a back-fill has hundreds of thousands, and a growing list would copy them again and again.</summary>
internal sealed class SampleList : IReadOnlyList<SourceSample>
{
    private const int PieceBits = 10;
    private const int PieceLength = 1 << PieceBits;

    private readonly List<SourceSample[]> _full = [];
    private SourceSample[] _last = [];
    private int _inLast;

    public int Count => (_full.Count << PieceBits) + _inLast;

    public SourceSample this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var piece = index >> PieceBits;
            return (piece < _full.Count ? _full[piece] : _last)[index & (PieceLength - 1)];
        }
    }

    public void Add(in SourceSample sample)
    {
        if (_inLast == PieceLength)
        {
            _full.Add(_last);
            (_last, _inLast) = (new SourceSample[PieceLength], 0);
        }
        else if (_inLast == _last.Length)
        {
            Array.Resize(ref _last, _inLast == 0 ? 4 : _inLast * 2);
        }

        _last[_inLast++] = sample;
    }

    public IEnumerator<SourceSample> GetEnumerator()
    {
        foreach (var piece in _full)
        {
            foreach (var sample in piece)
            {
                yield return sample;
            }
        }

        for (var i = 0; i < _inLast; i++)
        {
            yield return _last[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
