using System.Globalization;

namespace BarberPro.Dashboard.Days;

public enum BlockState { Next, Now, Past }

/// <summary>Time as the day's zone tells it, whatever zone the server or the browser is in. Pure.</summary>
public static class DayClock
{
    /// <summary>The instant of a time of day, in UTC. A time that a clock change skips is moved forward by the change; <see cref="TimeOnly.MaxValue"/> is the end of the day.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        if (time == TimeOnly.MaxValue)
        {
            (date, time) = (date.AddDays(1), TimeOnly.MinValue);
        }

        var local = date.ToDateTime(time, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
        {
            local = local.AddHours(1);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public static DateOnly DateOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>"14:32 ART".</summary>
    public static string Format(DateTimeOffset at, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, zone):HH:mm} {Abbreviation(zone, at)}");

    /// <summary>"14:32:07 ART".</summary>
    public static string FormatSeconds(DateTimeOffset at, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, zone):HH:mm:ss} {Abbreviation(zone, at)}");

    /// <summary>What people call the zone ("ART"); the offset ("UTC-5") where no such name is known.</summary>
    public static string Abbreviation(TimeZoneInfo zone, DateTimeOffset at)
    {
        var offset = zone.GetUtcOffset(at);
        return PlanZones.AbbreviationOf(zone.Id, offset) ?? (offset == TimeSpan.Zero ? "UTC"
            : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}"));
    }

    public static BlockState StateOf(Block block, DaySnapshot day, DateTimeOffset now) =>
        now < day.At(day.Date, block.Start) ? BlockState.Next
        : now < day.At(day.Date, block.End) ? BlockState.Now
        : BlockState.Past;

    /// <summary>The share of the block that is over, 0 to 1.</summary>
    public static double Progress(Block block, DaySnapshot day, DateTimeOffset now)
    {
        var (start, end) = (day.At(day.Date, block.Start), day.At(day.Date, block.End));
        return end <= start ? 0 : Math.Clamp((now - start) / (end - start), 0, 1);
    }

    /// <summary>The block that runs, else null.</summary>
    public static Block? Current(DaySnapshot day, DateTimeOffset now) => day.Blocks.FirstOrDefault(block => StateOf(block, day, now) == BlockState.Now);

    /// <summary>The first block that has not begun, else null.</summary>
    public static Block? Upcoming(DaySnapshot day, DateTimeOffset now) =>
        day.Blocks.Where(block => StateOf(block, day, now) == BlockState.Next).MinBy(block => block.Start);
}
