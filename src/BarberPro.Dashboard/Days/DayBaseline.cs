using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Days;

/// <summary>The same time of day on the baseline day, as the day's clock tells it.</summary>
internal sealed class DayBaseline(LiveValue<DaySnapshot> day) : IBaseline
{
    public DateTimeOffset? Of(DateTimeOffset at) => Of(at, day.Current);

    public static DateTimeOffset? Of(DateTimeOffset at, DaySnapshot day)
    {
        var local = TimeZoneInfo.ConvertTime(at, day.Zone).DateTime;
        var date = DateOnly.FromDateTime(local);
        DateOnly? baseline = date == day.Date ? day.BaselineDate
            : day.OtherBaselines.TryGetValue(date, out var other) ? other
            : date > day.Date ? date.AddDays(-1) // past midnight, before the calendar has said so
            : null;
        return baseline is { } found ? DayClock.At(found, TimeOnly.FromDateTime(local), day.Zone) : null;
    }
}
