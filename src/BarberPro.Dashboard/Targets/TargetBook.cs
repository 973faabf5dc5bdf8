using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>
/// The targets of one day with their minutes in memory: filled from the store, carried on by frames, judged each second.
/// Belongs to one loop; not for several threads.
/// </summary>
internal sealed class TargetBook(DaySnapshot day, ImmutableArray<TargetRule> rules, TargetsOptions options)
{
    private readonly Verdict?[] _verdicts = new Verdict?[rules.Length];
    private readonly DateTimeOffset?[] _since = new DateTimeOffset?[rules.Length];
    private readonly DateTimeOffset?[] _newest = new DateTimeOffset?[rules.Length];
    private readonly TargetDigest?[] _digests = new TargetDigest?[rules.Length];
    private readonly TargetTable?[] _tables = new TargetTable?[rules.Length];
    private IReadOnlyList<TargetSeries> _series = [];
    private Dictionary<string, int> _charts = [];
    private TargetMinutes[] _today = [.. rules.Select(_ => TargetMinutes.Empty(TargetHours.Of(day).Minutes))];
    private TargetMinutes[] _baseline = [.. rules.Select(_ => TargetMinutes.Empty(TargetHours.Of(day).Minutes))];
    private SeriesSet? _set;
    private int[] _positions = [];
    private int[][] _watched = [];
    private IReadOnlyList<DateTimeOffset>? _incidents;

    public DaySnapshot Day => day;

    public ImmutableArray<TargetRule> Rules => rules;

    public TargetHours Hours { get; } = TargetHours.Of(day);

    /// <summary>When verdicts began is told anew from the minutes: after a start these still arrive, and what looked stale was only not yet read.</summary>
    public void RecountSince() => Array.Clear(_verdicts);

    /// <summary>What the store has replaces what is in memory where it knows more: late samples, minutes filled in. What memory has counted alone stays.</summary>
    public void Load(IReadOnlyList<TargetSeries> read, Dictionary<string, int> charts, DateTimeOffset now)
    {
        foreach (var series in read)
        {
            if (_series.FirstOrDefault(known => known.Id == series.Id) is { } before)
            {
                KeepFuller(series.Today, before.Today);
            }
        }

        (_series, _charts, _set) = (read, charts, null);
        for (var place = 0; place < rules.Length; place++)
        {
            if (!rules[place].IsManual)
            {
                _today[place] = TargetMinutes.Of(rules[place], read.Select(series => (series.Labels, series.Key, series.Today)), Hours.Minutes);
                _baseline[place] = TargetMinutes.Of(rules[place], read.Select(series => (series.Labels, series.Key, series.Baseline)), Hours.Minutes);
            }
        }

        Array.Clear(_digests);
        Array.Clear(_tables);
        var at = At(now, null);
        for (var place = 0; place < rules.Length; place++)
        {
            if (!rules[place].IsManual && TargetRules.NewestBefore(rules[place], _today[place], at.Minutes, at) is { } newest && !(_newest[place] > newest))
            {
                _newest[place] = newest;
            }
        }
    }

    /// <summary>Adds the values of a frame to the minute it lies in.</summary>
    public void Apply(Frame frame)
    {
        if (!ReferenceEquals(_set, frame.Set))
        {
            FindPlaces(frame.Set);
        }

        var minute = TargetIncidents.MinuteOf(frame.At, Hours.From);
        for (var place = 0; place < _positions.Length; place++)
        {
            var value = _positions[place] < 0 ? double.NaN : frame.Values[_positions[place]];
            if (!double.IsNaN(value) && minute >= 0 && minute < Hours.Minutes)
            {
                Add(_series[place].Today, minute, value);
            }
        }

        for (var place = 0; place < rules.Length; place++)
        {
            foreach (var position in _watched[place])
            {
                _newest[place] = double.IsNaN(frame.Values[position]) ? _newest[place] : frame.At;
            }
        }
    }

    public void SetIncidents(IReadOnlyList<DateTimeOffset>? began)
    {
        if (began?.Count != _incidents?.Count)
        {
            for (var place = 0; place < rules.Length; place++)
            {
                _digests[place] = rules[place].Statistic == Statistic.Incidents ? null : _digests[place];
            }
        }

        _incidents = began;
    }

    /// <summary>Judges all; digests are made anew when a minute has ended.</summary>
    public ImmutableArray<TargetState> Judge(DateTimeOffset now, ImmutableArray<TargetReview> reviews)
    {
        var states = ImmutableArray.CreateBuilder<TargetState>(rules.Length);
        for (var place = 0; place < rules.Length; place++)
        {
            var rule = rules[place];
            if (rule.Statistic == Statistic.Incidents && !rule.IsManual)
            {
                UseIncidents(place, now);
            }

            var at = At(now, _newest[place]);
            if (!rule.IsManual && (_digests[place] is not { } digest || digest.Minutes != at.Minutes))
            {
                _tables[place] ??= new TargetTable(rule, _today[place], Baseline(place), options.MinimumCoverage);
                _digests[place] = TargetDigest.Of(rule, _today[place], Baseline(place), at.Minutes, options.MinimumCoverage, _tables[place]);
            }

            var judgement = rule.IsManual ? TargetRules.Manual : TargetRules.Judge(rule, _today[place], _digests[place]!, at);
            if (_verdicts[place] != judgement.Verdict)
            {
                // The first verdict may be older than the program: looked back for. Later ones begin when they are seen.
                _since[place] = _verdicts[place] is null ? TargetRules.Since(rule, _today[place], Baseline(place), judgement.Verdict, at) : now;
                _verdicts[place] = judgement.Verdict;
            }

            states.Add(new(rule, judgement, _since[place], _newest[place], _charts.TryGetValue(rule.Planned.Key, out var chart) ? chart : null,
                [.. reviews.Where(review => review.Target == rule.Planned.Key)]));
        }

        return states.MoveToImmutable();
    }

    private JudgedAt At(DateTimeOffset now, DateTimeOffset? newest) => new(now, Hours.From, Hours.To, newest, options.StaleAfter, options.MinimumCoverage);

    /// <summary>Null where the baseline day has nothing at all of it.</summary>
    private TargetMinutes? Baseline(int place) => _baseline[place] is { } baseline && !baseline.Metric.IsEmpty ? baseline : null;

    private void UseIncidents(int place, DateTimeOffset now)
    {
        var column = TargetIncidents.ToColumn(_incidents, Hours.From, Hours.Minutes, now);
        _today[place] = TargetMinutes.Empty(Hours.Minutes) with { Metric = new([column]) };
        _tables[place] = null;
        _newest[place] = _incidents is null ? null : now;
    }

    private void FindPlaces(SeriesSet set)
    {
        _set = set;
        _positions = [.. _series.Select(series => set.PositionOf(series.Id))];
        _watched = [.. rules.Select(rule => rule.IsManual ? [] : PlacesOf(rule.Definition!.Companion.Length > 0 ? rule.Companion : rule.Metric, set))];
    }

    private static int[] PlacesOf(SeriesSelector selector, SeriesSet set) =>
        [.. set.All.Index().Where(series => selector.Matches(series.Item.Key, series.Item.Labels)).Select(series => series.Index)];

    private static void Add(MinuteColumn column, int minute, double value)
    {
        column.Min[minute] = column.Count[minute] == 0 ? value : Math.Min(column.Min[minute], value);
        column.Max[minute] = column.Count[minute] == 0 ? value : Math.Max(column.Max[minute], value);
        column.Count[minute]++;
        column.Sum[minute] += value;
        column.Places![minute] = 60;
    }

    private static void KeepFuller(MinuteColumn read, MinuteColumn before)
    {
        for (var minute = 0; minute < read.Length; minute++)
        {
            if (before.Count[minute] > read.Count[minute])
            {
                (read.Count[minute], read.Sum[minute], read.Min[minute], read.Max[minute], read.Places![minute]) =
                    (before.Count[minute], before.Sum[minute], before.Min[minute], before.Max[minute], before.Places![minute]);
            }
        }
    }
}
