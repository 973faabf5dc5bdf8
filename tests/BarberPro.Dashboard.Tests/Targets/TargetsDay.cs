using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;

namespace BarberPro.Dashboard.Tests.Targets;

/// <summary>Day 7 from 09:00 to 20:00 ART with a steady platform: 100 ms, 45 % of the pool, 97 % of bookings, payments in 1 s, sessions of 6:30 against 6:00.</summary>
internal sealed class TargetsDay : IMinuteStore, ISeriesRegistry, ITargetStore
{
    private static readonly (string Key, Labels Labels, double Today, double Baseline)[] Platform =
    [
        ("http_response_seconds_spent", Labels.Of(("region", "ar")), 100, 120), ("http_requests", Labels.Of(("region", "ar")), 1000, 1000),
        ("http_response_seconds_spent", Labels.Of(("region", "cl")), 900, 900), ("http_requests", Labels.Of(("region", "cl")), 1000, 1000),
        ("http_response_seconds_avg", Labels.Of(("region", "ar")), 0.1 * 60, 0.12 * 60),
        ("db_connections_ratio", Labels.None, 0.45 * 60, 0.5 * 60), ("replicas_ready", Labels.None, 4 * 60, 4 * 60), ("autoscaling_reaction_seconds", Labels.None, double.NaN, double.NaN),
        ("bookings", Labels.Of(("result", "success")), 97, 95), ("bookings", Labels.Of(("result", "failure")), 3, 5),
        ("payment_bucket", Labels.Of(("le", "0.5")), 0, 0), ("payment_bucket", Labels.Of(("le", "1")), 95, 95), ("payment_bucket", Labels.Of(("le", "3")), 100, 100), ("payment_bucket", Labels.Of(("le", "+Inf")), 100, 100),
        ("session_seconds_spent", Labels.None, 3900, 3600), ("sessions_ended", Labels.None, 10, 10),
        ("csat_points", Labels.None, 4.6, 4.5), ("csat_answers", Labels.None, 1, 1),
    ];

    private readonly Lock _lock = new();
    private readonly List<VerdictChange> _changes = [];
    private readonly List<TargetReview> _reviews = [];

    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires");

    public static DateOnly Date { get; } = new(2025, 9, 13);

    public static DateTimeOffset Nine { get; } = new(2025, 9, 13, 12, 0, 0, TimeSpan.Zero);

    public static DaySnapshot Day { get; } = new(7, Date, 6, Date.AddDays(-1), Zone,
        [new Block("morning", "Morning", new(9, 0), new(12, 0)), new Block("afternoon", "Afternoon", new(13, 0), new(17, 0)), new Block("evening", "Evening", new(18, 0), new(20, 0))],
        [.. Definitions.Plan.Select((text, place) => new PlannedTarget($"t{place}", text, place < 4 ? "Performance Targets" : "Business Metrics", place + 1)), new PlannedTarget("t8", "Team morale <high> & well", "Business Metrics", 9)],
        "", "", 1);

    public static SeriesSet Set { get; } = new(1, [.. Platform.Select((series, place) => new Series(place + 1, series.Key, series.Labels, ""))]);

    public bool IsAway { get; set; }

    /// <summary>Minutes of today without data, counted from nine.</summary>
    public HashSet<int> Gaps { get; } = [];

    /// <summary>Minutes of today in which the pool was at 81 %.</summary>
    public HashSet<int> Full { get; } = [];

    public int Reads { get; private set; }

    public IReadOnlyList<VerdictChange> Changes
    {
        get { lock (_lock) { return [.. _changes]; } }
    }

    public static Frame FrameAt(long seq, DateTimeOffset at, bool isSilent = false, double pool = 0.45) =>
        new(seq, at, Set, [.. Platform.Select(series => isSilent ? double.NaN : series.Key == "db_connections_ratio" ? pool : series.Today / 60)]);

    public TargetReader Reader() => new(this, this);

    /// <summary>The day as it is judged at a time of day.</summary>
    public async Task<TargetsSnapshot> JudgeAsync(TimeSpan sinceNine, CancellationToken cancellationToken)
    {
        var now = Nine + sinceNine;
        var book = new TargetBook(Day, TargetBinder.Bind(Day.Targets, Definitions.Options.Definitions), Definitions.Options);
        var until = (int)Math.Clamp(sinceNine.TotalMinutes, 0, book.Hours.Minutes);
        book.Load(await Reader().ReadAsync(book.Rules, book.Hours, until, cancellationToken), await Reader().ReadChartsAsync(book.Rules, cancellationToken), now);
        return new TargetsSnapshot(Day, now, book.Judge(now, await ReadReviewsAsync(7, Date, cancellationToken)), 1);
    }

    public Task<IReadOnlyList<int>> RegisterAsync(IReadOnlyList<(string Key, Labels Labels)> series, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<(int Id, string Key, Labels Labels)>> ReadAllAsync(CancellationToken cancellationToken) => IsAway
        ? Task.FromException<IReadOnlyList<(int, string, Labels)>>(new TimeoutException())
        : Task.FromResult<IReadOnlyList<(int Id, string Key, Labels Labels)>>([.. Platform.Select((series, place) => (place + 1, series.Key, series.Labels))]);

    public Task WriteAsync(IReadOnlyCollection<Minute> minutes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task AmendAsync(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<double[]> ReadSecondsAsync(int seriesId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<MinuteColumn>> ReadAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult<IReadOnlyList<MinuteColumn>>([.. seriesIds.Select(id => ColumnOf(id, from, (int)(to - from).TotalMinutes))]);
    }

    public Task RecordAsync(IReadOnlyCollection<VerdictChange> changes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IsAway)
            {
                throw new TimeoutException();
            }

            _changes.AddRange(changes);
        }

        return Task.CompletedTask;
    }

    public Task<ImmutableArray<TargetReview>> ReadReviewsAsync(int day, DateOnly date, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<ImmutableArray<TargetReview>>([.. _reviews]);
        }
    }

    public Task AddReviewAsync(int day, DateOnly date, TargetReview review, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _reviews.Add(review);
        }

        return Task.CompletedTask;
    }

    public Task<bool> WithdrawReviewsAsync(int day, DateOnly date, string target, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_reviews.RemoveAll(review => review.Target == target) > 0);
        }
    }

    public Task<ImmutableArray<VerdictChange>> ReadHistoryAsync(int day, DateOnly date, CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<VerdictChange>>([.. Changes]);

    private MinuteColumn ColumnOf(int id, DateTimeOffset from, int length)
    {
        var (key, _, today, baseline) = Platform[id - 1];
        var column = MinuteColumn.Empty(id, from, length) with { Places = new int[length] };
        for (var minute = 0; minute < length; minute++)
        {
            var isToday = from >= Nine;
            var sum = !isToday ? baseline : Gaps.Contains(minute) ? double.NaN : key == "db_connections_ratio" && Full.Contains(minute) ? 0.81 * 60 : today;
            if (!double.IsNaN(sum))
            {
                (column.Count[minute], column.Sum[minute], column.Min[minute], column.Max[minute], column.Places[minute]) = (60, sum, sum / 60, sum / 60, 60);
            }
        }

        return column;
    }
}
