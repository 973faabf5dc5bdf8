using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>What people want from a barbershop platform, by the clock of Argentina. One instance a thread: it remembers the hour's offset.</summary>
internal sealed class Demand(TimeZoneInfo zone)
{
    public const int Regions = 3;

    public static readonly string[] RegionNames = ["ar", "uy", "cl"];

    private static readonly double[] _regionShare = [0.72, 0.16, 0.12];

    /// <summary>Uruguay keeps Argentina's hours; Chile cuts its hair a little later.</summary>
    private static readonly int[] _regionDelayMinutes = [0, 0, 25];

    /// <summary>By weekday, Sunday first.</summary>
    private static readonly double[] _weekday = [0.50, 0.78, 0.80, 0.83, 0.87, 0.95, 1.00];

    private static readonly double[] _shape = [.. Enumerable.Range(0, (24 * 60) + 1).Select(minute => Shape(minute % (24 * 60) / 60.0))];

    private long _hour = long.MinValue;
    private int _offset;

    public static TimeZoneInfo Argentina { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires");

    /// <summary>Requests a second that people send, by region.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RequestRates(long second, Span<double> rates)
    {
        for (var region = 0; region < Regions; region++)
        {
            var local = LocalSecond(second - (_regionDelayMinutes[region] * 60));
            // 1970-01-01 was a Thursday.
            var weekday = _weekday[(int)(((local / 86_400) + 4) % 7)];
            rates[region] = (10 + (395 * Load(local % 86_400))) * weekday * _regionShare[region];
        }
    }

    /// <summary>The first instant of the local day that contains the given one.</summary>
    public long StartOfDay(long second)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(second), zone).Date;
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeSeconds();
    }

    /// <summary>Morning rise, siesta, and the evening peak about 18:10; 0.06 at night, 1.04 at the peak.</summary>
    private static double Shape(double hour) =>
        0.06 + (0.62 * Bell(hour, 11, 1.9)) + (0.25 * Bell(hour, 14.5, 2.5)) + (0.95 * Bell(hour, 18 + (10 / 60.0), 2.1));

    private static double Bell(double hour, double centre, double width) => Math.Exp(-Math.Pow((hour - centre) / width, 2));

    private static double Load(long secondOfDay)
    {
        var (minute, rest) = Math.DivRem(secondOfDay, 60);
        return _shape[minute] + ((_shape[minute + 1] - _shape[minute]) * rest / 60);
    }

    private long LocalSecond(long second)
    {
        var hour = second / 3600;
        if (hour != _hour)
        {
            (_hour, _offset) = (hour, (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(second)).TotalSeconds);
        }

        return second + _offset;
    }
}
