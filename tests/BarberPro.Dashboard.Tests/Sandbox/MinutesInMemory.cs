using System.Collections.Concurrent;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Tests.Sandbox;

/// <summary>Keeps the store's promises in memory.</summary>
internal sealed class MinutesInMemory : IMinuteStore, ISeriesRegistry
{
    private readonly List<(string Key, Labels Labels)> _series = [];

    public ConcurrentDictionary<(int Series, DateTimeOffset At), Minute> Minutes { get; } = [];

    /// <summary>Seconds in which there was a frame.</summary>
    public Dictionary<DateTimeOffset, double> Seconds { get; } = [];

    /// <summary>By series, where that counts; instead of <see cref="Seconds"/>.</summary>
    public Func<int, DateTimeOffset, double>? SecondsOf { get; set; }

    public List<LateSample> Late { get; } = [];

    public string KeyOf(int series) => _series[series - 1].Key;

    public Dictionary<DateTimeOffset, Minute> Of(string key, params (string, string)[] labels)
    {
        var id = _series.IndexOf((key, Labels.Of(labels))) + 1;
        return Minutes.Where(minute => minute.Key.Series == id).ToDictionary(minute => minute.Key.At, minute => minute.Value);
    }

    public void Remove(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var key in Minutes.Keys.Where(key => key.At >= from && key.At < to))
        {
            Minutes.TryRemove(key, out _);
        }
    }

    public Task WriteAsync(IReadOnlyCollection<Minute> minutes, CancellationToken cancellationToken)
    {
        foreach (var minute in minutes)
        {
            Minutes.TryAdd((minute.SeriesId, minute.At), minute);
        }

        return Task.CompletedTask;
    }

    public Task AmendAsync(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken)
    {
        Late.AddRange(samples);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<MinuteColumn>> ReadAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var columns = seriesIds.Select(id => MinuteColumn.Empty(id, from, (int)(to - from).TotalMinutes)).ToArray();
        foreach (var column in columns)
        {
            for (var minute = 0; minute < column.Length; minute++)
            {
                column.Count[minute] = Minutes.TryGetValue((column.SeriesId, from.AddMinutes(minute)), out var there) ? there.Count : 0;
            }
        }

        return Task.FromResult<IReadOnlyList<MinuteColumn>>(columns);
    }

    public Task<double[]> ReadSecondsAsync(int seriesId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult<double[]>([.. Enumerable.Range(0, (int)(to - from).TotalSeconds).Select(second => from.AddSeconds(second)).Select(at => SecondsOf?.Invoke(seriesId, at) ?? Seconds.GetValueOrDefault(at, double.NaN))]);

    public Task<IReadOnlyList<int>> RegisterAsync(IReadOnlyList<(string Key, Labels Labels)> series, CancellationToken cancellationToken)
    {
        var ids = new List<int>();
        foreach (var one in series)
        {
            if (!_series.Contains(one))
            {
                _series.Add(one);
            }

            ids.Add(_series.IndexOf(one) + 1);
        }

        return Task.FromResult<IReadOnlyList<int>>(ids);
    }

    public Task<IReadOnlyList<(int Id, string Key, Labels Labels)>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(int, string, Labels)>>([.. _series.Select((one, index) => (index + 1, one.Key, one.Labels))]);
}
