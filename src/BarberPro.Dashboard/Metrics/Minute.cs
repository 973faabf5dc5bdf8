namespace BarberPro.Dashboard.Metrics;

/// <summary>One series' samples of one whole minute, as stored in table <c>minute</c>.</summary>
/// <param name="SeriesId">The series.</param>
/// <param name="At">The minute's first instant, UTC.</param>
/// <param name="Count">How many samples are there (values that are not NaN).</param>
/// <param name="Sum">Their sum; 0 where there are none.</param>
/// <param name="Min">The smallest; NaN where there are none.</param>
/// <param name="Max">The largest; NaN where there are none.</param>
/// <param name="Values">The samples by second (60 places, NaN where there is none), or fewer, evenly spread, where they come from a coarser source.</param>
public sealed record Minute(int SeriesId, DateTimeOffset At, int Count, double Sum, double Min, double Max, double[] Values)
{
    public static Minute Of(int seriesId, DateTimeOffset at, double[] values)
    {
        var (count, sum, min, max) = (0, 0.0, double.NaN, double.NaN);
        foreach (var value in values)
        {
            if (double.IsNaN(value))
            {
                continue;
            }

            count++;
            sum += value;
            min = count == 1 ? value : Math.Min(min, value);
            max = count == 1 ? value : Math.Max(max, value);
        }

        return new Minute(seriesId, at, count, sum, min, max, values);
    }
}

/// <summary>A series' minutes over a span, one place a minute from <see cref="From"/> on; a minute without samples has count 0.</summary>
public sealed record MinuteColumn(int SeriesId, DateTimeOffset From, int[] Count, double[] Sum, double[] Min, double[] Max)
{
    public int Length => Count.Length;

    /// <summary>How many samples each minute could hold: 60, or fewer where they come from a coarser source. Null where the reader does not know.</summary>
    public int[]? Places { get; init; }

    public static MinuteColumn Empty(int seriesId, DateTimeOffset from, int length)
    {
        var (min, max) = (new double[length], new double[length]);
        Array.Fill(min, double.NaN);
        Array.Fill(max, double.NaN);
        return new(seriesId, from, new int[length], new double[length], min, max);
    }
}

/// <summary>The lasting numbers of series.</summary>
public interface ISeriesRegistry
{
    /// <summary>Ids of the given series, new ones made for those not yet known. Order as given.</summary>
    Task<IReadOnlyList<int>> RegisterAsync(IReadOnlyList<(string Key, Labels Labels)> series, CancellationToken cancellationToken);

    /// <summary>All series that were ever registered.</summary>
    Task<IReadOnlyList<(int Id, string Key, Labels Labels)>> ReadAllAsync(CancellationToken cancellationToken);
}

/// <summary>What was measured, by minute and by second. Reads include the minute still running.</summary>
public interface IMinuteStore
{
    /// <summary>Writes whole minutes; a minute that is already there is kept as it is.</summary>
    Task WriteAsync(IReadOnlyCollection<Minute> minutes, CancellationToken cancellationToken);

    /// <summary>Puts samples that came late into their minutes.</summary>
    Task AmendAsync(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken);

    /// <summary>Minutes of each series in [from, to); both whole minutes. Columns in the order of the ids.</summary>
    Task<IReadOnlyList<MinuteColumn>> ReadAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Samples by second in [from, to); NaN where there is none. One place a second.</summary>
    Task<double[]> ReadSecondsAsync(int seriesId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The same of several series, in the order of the ids.</summary>
    async Task<IReadOnlyList<double[]>> ReadSecondsAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var columns = new double[seriesIds.Count][];
        for (var place = 0; place < columns.Length; place++)
        {
            columns[place] = await ReadSecondsAsync(seriesIds[place], from, to, cancellationToken);
        }

        return columns;
    }
}

/// <summary>Where today's instants lie on the baseline day. Days/ knows; Metrics/ only asks.</summary>
public interface IBaseline
{
    /// <summary>The same time of day, in the zone of the day, on the baseline day; null where the instant's day has none.</summary>
    DateTimeOffset? Of(DateTimeOffset at);
}
