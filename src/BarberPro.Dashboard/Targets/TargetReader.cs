using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>The operating hours of a day and of its baseline day, in whole minutes of the same number.</summary>
internal readonly record struct TargetHours(DateTimeOffset From, DateTimeOffset To, DateTimeOffset BaselineFrom)
{
    public int Minutes => (int)(To - From).TotalMinutes;

    public static TargetHours Of(DaySnapshot day)
    {
        var (from, to) = day.OperatingHours;
        var first = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, day.Zone).DateTime);
        return new(from, to, day.At(day.BaselineDate, first));
    }
}

/// <summary>A series that targets need, with its minutes of the day and of the baseline day.</summary>
internal sealed record TargetSeries(int Id, string Key, Labels Labels, MinuteColumn Today, MinuteColumn Baseline);

/// <summary>Reads what the rules of a day need from the store.</summary>
internal sealed class TargetReader(ISeriesRegistry registry, IMinuteStore store)
{
    /// <summary>The series that the rules need, with the minutes of [0, until) of today and all of the baseline's.</summary>
    public async Task<IReadOnlyList<TargetSeries>> ReadAsync(IReadOnlyCollection<TargetRule> rules, TargetHours hours, int until, CancellationToken cancellationToken)
    {
        var known = await registry.ReadAllAsync(cancellationToken);
        var needed = known.Where(series => rules.Any(rule => TargetMinutes.Needs(rule, series.Key, series.Labels))).ToList();
        if (needed.Count == 0 || hours.Minutes == 0)
        {
            return [];
        }

        int[] ids = [.. needed.Select(series => series.Id)];
        var baseline = await store.ReadAsync(ids, hours.BaselineFrom, hours.BaselineFrom.AddMinutes(hours.Minutes), cancellationToken);
        var today = until == 0 ? [] : await store.ReadAsync(ids, hours.From, hours.From.AddMinutes(until), cancellationToken);
        return [.. needed.Select((series, place) => new TargetSeries(series.Id, series.Key, series.Labels,
            Widened(series.Id, hours.From, hours.Minutes, until == 0 ? null : today[place]), Widened(series.Id, hours.BaselineFrom, hours.Minutes, baseline[place])))];
    }

    /// <summary>The ids of the charts' series, by the target's key; the first in the order of ids where several fit.</summary>
    public async Task<Dictionary<string, int>> ReadChartsAsync(IEnumerable<TargetRule> rules, CancellationToken cancellationToken)
    {
        var known = await registry.ReadAllAsync(cancellationToken);
        return rules.Where(rule => !rule.IsManual)
            .Select(rule => (rule, Ids: known.Where(series => rule.Chart.Matches(series.Key, series.Labels)).Select(series => series.Id).Order().ToList()))
            .Where(found => found.Ids.Count > 0).ToDictionary(found => found.rule.Planned.Key, found => found.Ids[0], StringComparer.Ordinal);
    }

    /// <summary>A copy with a place for each minute of the hours, which the running day fills.</summary>
    private static MinuteColumn Widened(int id, DateTimeOffset from, int length, MinuteColumn? read)
    {
        var column = MinuteColumn.Empty(id, from, length) with { Places = new int[length] };
        if (read is not null)
        {
            var count = Math.Min(length, read.Length);
            Array.Copy(read.Count, column.Count, count);
            Array.Copy(read.Sum, column.Sum, count);
            Array.Copy(read.Min, column.Min, count);
            Array.Copy(read.Max, column.Max, count);
            if (read.Places is { } places)
            {
                Array.Copy(places, column.Places, count);
            }
        }

        return column;
    }
}
