using System.Collections.Frozen;
using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A metric of the catalogue with one set of labels. The id is small, dense and lasts: it is the row in table <c>series</c>.</summary>
public sealed record Series(int Id, string Key, Labels Labels, string Unit);

/// <summary>The series of a frame, in the order of its values. Replaced whole when a series joins; they never leave while the program runs.</summary>
public sealed class SeriesSet
{
    private readonly FrozenDictionary<int, int> _positions;

    public SeriesSet(int version, ImmutableArray<Series> all)
    {
        Version = version;
        All = all;
        _positions = all.Select((series, position) => KeyValuePair.Create(series.Id, position)).ToFrozenDictionary();
    }

    public static SeriesSet Empty { get; } = new(0, []);

    /// <summary>Rises with each change of the set.</summary>
    public int Version { get; }

    public ImmutableArray<Series> All { get; }

    /// <summary>The place of a series' value in <see cref="Frame.Values"/>, or -1.</summary>
    public int PositionOf(int seriesId) => _positions.GetValueOrDefault(seriesId, -1);
}

/// <summary>The newest values of all series at one whole second. Immutable: all consumers share it.</summary>
/// <param name="Seq">Rises by one each frame; starts at 1 with the program.</param>
/// <param name="At">The whole second that the frame stands for, UTC.</param>
/// <param name="Set">The series, in the order of the values.</param>
/// <param name="Values">One value a series; NaN where there is none.</param>
public sealed record Frame(long Seq, DateTimeOffset At, SeriesSet Set, ImmutableArray<double> Values)
{
    public double ValueOf(int seriesId)
    {
        var position = Set.PositionOf(seriesId);
        return position < 0 ? double.NaN : Values[position];
    }
}

/// <summary>Gets each frame in the pipeline's own order. Must return at once: what takes time is queued by the consumer itself.</summary>
public interface IFrameConsumer
{
    void Accept(Frame frame);
}

/// <summary>A sample that came after its second's frame was closed.</summary>
public readonly record struct LateSample(int SeriesId, DateTimeOffset At, double Value);
