namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// The minutes that the database does not have as rows yet: the running one, and those that wait while the database is away.
/// It holds the frames themselves, which the pipeline shares anyway. Safe for many threads.
/// </summary>
internal sealed class RecentMinutes
{
    public const int Seconds = 60;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, OpenMinute> _minutes = [];

    public void Add(Frame frame)
    {
        lock (_lock)
        {
            var (minute, second) = PlaceOf(frame.At);
            if (!_minutes.TryGetValue(minute, out var open))
            {
                _minutes.Add(minute, open = new OpenMinute());
            }

            open.Frames[second] = frame;
        }
    }

    /// <summary>Gives a frame up.</summary>
    public void Remove(DateTimeOffset at)
    {
        lock (_lock)
        {
            var (minute, second) = PlaceOf(at);
            if (_minutes.TryGetValue(minute, out var open))
            {
                open.Frames[second] = null;
                if (open.Frames.All(frame => frame is null))
                {
                    _minutes.Remove(minute);
                }
            }
        }
    }

    /// <summary>Puts late samples into minutes that are still here.</summary>
    /// <returns>Those whose minute is not.</returns>
    public IReadOnlyList<LateSample> Amend(IEnumerable<LateSample> samples)
    {
        var others = new List<LateSample>();
        lock (_lock)
        {
            foreach (var sample in samples)
            {
                var (minute, second) = PlaceOf(sample.At);
                if (!_minutes.TryGetValue(minute, out var open))
                {
                    others.Add(sample);
                    continue;
                }

                open.Late[(sample.SeriesId, second)] = sample.Value;
                if (open.IsBeingWritten)
                {
                    open.LateWhileWritten.Add(sample);
                }
            }
        }

        return others;
    }

    /// <summary>The rows of all minutes before that instant, which are now being written.</summary>
    public IReadOnlyList<Minute> BeginWriting(DateTimeOffset before)
    {
        lock (_lock)
        {
            var rows = new List<Minute>();
            foreach (var (minute, open) in _minutes.TakeWhile(pair => pair.Key < PlaceOf(before).Minute))
            {
                open.IsBeingWritten = true;
                open.LateWhileWritten.Clear();
                rows.AddRange(open.Rows(InstantOf(minute)));
            }

            return rows;
        }
    }

    /// <summary>The minutes before that instant are in the database.</summary>
    /// <returns>Late samples that came meanwhile and are not.</returns>
    public IReadOnlyList<LateSample> EndWriting(DateTimeOffset before)
    {
        lock (_lock)
        {
            var late = new List<LateSample>();
            foreach (var (minute, open) in _minutes.TakeWhile(pair => pair.Key < PlaceOf(before).Minute).ToList())
            {
                late.AddRange(open.LateWhileWritten);
                _minutes.Remove(minute);
            }

            return late;
        }
    }

    /// <summary>Adds what is here to columns that were read from the database; where both know a minute, the one with more samples counts.</summary>
    public void AddTo(MinuteColumn column)
    {
        lock (_lock)
        {
            foreach (var (minute, open) in _minutes)
            {
                var place = minute - PlaceOf(column.From).Minute;
                if (place >= 0 && place < column.Length && open.RowOf(column.SeriesId, InstantOf(minute)) is { } row && row.Count >= column.Count[place])
                {
                    (column.Count[place], column.Sum[place], column.Min[place], column.Max[place]) = (row.Count, row.Sum, row.Min, row.Max);
                    if (column.Places is { } places)
                    {
                        places[place] = Seconds;
                    }
                }
            }
        }
    }

    /// <summary>Adds what is here to seconds that were read from the database.</summary>
    public void AddTo(int seriesId, DateTimeOffset from, Span<double> seconds)
    {
        lock (_lock)
        {
            var first = from.ToUnixTimeSeconds();
            foreach (var (minute, open) in _minutes)
            {
                if (minute * Seconds >= first + seconds.Length || minute * Seconds + Seconds <= first || open.RowOf(seriesId, InstantOf(minute)) is not { } row)
                {
                    continue;
                }

                for (var second = 0; second < Seconds; second++)
                {
                    var place = minute * Seconds + second - first;
                    if (place >= 0 && place < seconds.Length && !double.IsNaN(row.Values[second]))
                    {
                        seconds[(int)place] = row.Values[second];
                    }
                }
            }
        }
    }

    private static (long Minute, int Second) PlaceOf(DateTimeOffset at)
    {
        var second = at.ToUnixTimeSeconds();
        var minute = (long)Math.Floor(second / (double)Seconds);
        return (minute, (int)(second - minute * Seconds));
    }

    private static DateTimeOffset InstantOf(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * Seconds);

    private sealed class OpenMinute
    {
        public Frame?[] Frames { get; } = new Frame?[Seconds];

        public Dictionary<(int Series, int Second), double> Late { get; } = [];

        public List<LateSample> LateWhileWritten { get; } = [];

        public bool IsBeingWritten { get; set; }

        public IEnumerable<Minute> Rows(DateTimeOffset at) => Frames.Where(frame => frame is not null).Select(frame => frame!.Set).Distinct()
            .SelectMany(set => set.All.Select(series => series.Id)).Concat(Late.Keys.Select(key => key.Series)).Distinct()
            .Select(id => RowOf(id, at)).Where(row => row is { Count: > 0 })!;

        public Minute? RowOf(int series, DateTimeOffset at)
        {
            var values = new double[Seconds];
            Array.Fill(values, double.NaN);
            SeriesSet? set = null;
            var position = -1;
            for (var second = 0; second < Seconds; second++)
            {
                if (Frames[second] is { } frame)
                {
                    if (!ReferenceEquals(set, frame.Set))
                    {
                        set = frame.Set;
                        position = set.PositionOf(series);
                    }

                    values[second] = position < 0 ? double.NaN : frame.Values[position];
                }

                if (Late.Count > 0 && Late.TryGetValue((series, second), out var late))
                {
                    values[second] = late;
                }
            }

            var row = Minute.Of(series, at, values);
            return row.Count == 0 ? null : row;
        }
    }
}
