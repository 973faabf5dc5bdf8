using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
using Microsoft.Extensions.Configuration;

namespace BarberPro.Dashboard.Tests.Targets;

/// <summary>The definitions as they ship, and small days to judge.</summary>
internal static class Definitions
{
    public static DateTimeOffset From { get; } = new(2025, 9, 13, 12, 0, 0, TimeSpan.Zero);

    public static TargetsOptions Options { get; } = Read();

    public static string[] Plan { get; } =
    [
        "Average response time <150ms for Argentina (improvement from 200ms SLA)", "Database connection utilization <75%", "Auto-scaling responds within 3 minutes to load changes",
        "Zero performance-related incidents", "Booking success rate >95%", "Payment processing time <3 seconds", "User session duration improvement >10%", "Customer satisfaction score maintenance",
    ];

    public static TargetRule Bind(string text) => TargetBinder.Bind(new PlannedTarget("key", text, "Performance Targets", 1), [.. Options.Definitions]);

    /// <summary>A column of minutes: null is a minute without samples.</summary>
    public static MinuteColumn Column(IReadOnlyList<double?> sums, int count = 60, int places = 60)
    {
        var column = MinuteColumn.Empty(1, From, sums.Count) with { Places = [.. Enumerable.Repeat(places, sums.Count)] };
        for (var minute = 0; minute < sums.Count; minute++)
        {
            if (sums[minute] is { } sum)
            {
                (column.Count[minute], column.Sum[minute], column.Max[minute], column.Min[minute]) = (count, sum, sum, sum);
            }
        }

        return column;
    }

    /// <summary>Minutes of means, as gauges have them.</summary>
    public static MinuteColumn Gauge(IReadOnlyList<double?> means, int count = 60, int places = 60) => Column([.. means.Select(mean => mean * count)], count, places);

    public static TargetMinutes Mean(IReadOnlyList<double?> sums, IReadOnlyList<double?> weights) => TargetMinutes.Empty(sums.Count) with { Metric = new([Column(sums)]), Per = new([Column(weights)]) };

    public static TargetMinutes Single(MinuteColumn column) => TargetMinutes.Empty(column.Length) with { Metric = new([column]) };

    public static TargetMinutes Histogram(double[] bounds, IReadOnlyList<double[]?> minutes)
    {
        var columns = bounds.Select((_, bucket) => Column([.. minutes.Select(minute => minute?[bucket])])).ToArray();
        return TargetMinutes.Empty(minutes.Count) with { Metric = new(columns), Buckets = [.. bounds.Select((bound, bucket) => (bound, new MinuteGroup([columns[bucket]])))] };
    }

    /// <summary>Judged as the given minute begins, with data up to the last minute that has any.</summary>
    public static Judgement Judge(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, double minute)
    {
        var at = new JudgedAt(From.AddMinutes(minute), From, From.AddMinutes(today.Length), null, TimeSpan.FromSeconds(10), 0.75);
        return TargetRules.Judge(rule, today, baseline, at with { NewestData = TargetRules.NewestBefore(rule, today, (int)Math.Ceiling(minute), at) is { } newest && newest > at.Now ? at.Now : TargetRules.NewestBefore(rule, today, (int)Math.Ceiling(minute), at) });
    }

    public static IReadOnlyList<double?> Same(double? value, int minutes) => [.. Enumerable.Repeat(value, minutes)];

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static TargetsOptions Read()
    {
        var options = new TargetsOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build().GetSection(TargetsOptions.Section).Bind(options);
        return options;
    }
}
