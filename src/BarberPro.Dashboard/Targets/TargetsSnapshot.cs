using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Targets;

/// <summary>A target as it stands.</summary>
/// <param name="Since">When the verdict took its value; null before there is one.</param>
/// <param name="NewestData">When its source last had a value.</param>
/// <param name="ChartSeries">The series of its chart; null while that has none.</param>
internal sealed record TargetState(TargetRule Rule, Judgement Judgement, DateTimeOffset? Since, DateTimeOffset? NewestData, int? ChartSeries, ImmutableArray<TargetReview> Reviews)
{
    public string Key => Rule.Planned.Key;
}

/// <summary>The targets of the day in view. Published as LiveValue when a verdict or a displayed value changes. A snapshot is only equal to itself.</summary>
internal sealed class TargetsSnapshot(DaySnapshot? day, DateTimeOffset judgedAt, ImmutableArray<TargetState> targets, long version)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<TargetView>> _views = new(StringComparer.Ordinal);

    public static TargetsSnapshot Loading { get; } = new(null, default, [], 0);

    /// <summary>Null until the first judgement: the page is loading.</summary>
    public DaySnapshot? Day { get; } = day;

    public DateTimeOffset JudgedAt { get; } = judgedAt;

    public ImmutableArray<TargetState> Targets { get; } = targets;

    public long Version { get; } = version;

    /// <summary>What pages show, made once a language and snapshot, however many circuits look.</summary>
    public ImmutableArray<TargetView> ViewsIn(CultureInfo culture, Func<ImmutableArray<TargetView>> make) => _views.GetOrAdd(culture.Name, static (_, make) => make(), make);

    public static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.AtRisk => "at-risk",
        Verdict.Missed => "missed",
        Verdict.Stale => "stale",
        Verdict.Manual => "manual",
        _ => "not-enough-data",
    };
}
