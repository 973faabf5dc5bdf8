using System.Globalization;

namespace BarberPro.Dashboard.Targets;

/// <summary>A target as the API tells it. Numbers are in base units: seconds, shares of one.</summary>
internal sealed record TargetAnswer
{
    public required string Key { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }
    public required string Section { get; init; }
    public required string Verdict { get; init; }
    public required string? Reason { get; init; }
    public required double? Value { get; init; }
    public required double? Threshold { get; init; }
    public required string? Comparison { get; init; }
    public required string Unit { get; init; }
    public required string? Statistic { get; init; }
    public required long Samples { get; init; }
    public required int MinimumSamples { get; init; }
    public required DateTimeOffset? Since { get; init; }
    public required DateTimeOffset? NewestData { get; init; }
    public required string Expression { get; init; }
    public required string? Metric { get; init; }
    public required int? Series { get; init; }

    /// <summary>The statistic in the metric's own unit, where it isn't the value itself.</summary>
    public required Measure Measured { get; init; }
    public required Range? Interval { get; init; }
    public required Window LastFiveMinutes { get; init; }
    public required Expected? Projection { get; init; }
    public required string? NoProjection { get; init; }
    public required Proof Evidence { get; init; }
    public required bool Reviewed { get; init; }
    public required IReadOnlyList<Review> Reviews { get; init; }

    internal sealed record Measure(double? Value, double? Baseline, string Unit);

    internal sealed record Range(double Low, double High);

    internal sealed record Window(double? Value, bool? Inside);

    internal sealed record Expected(double Value, double Low, double High, DateTimeOffset At);

    internal sealed record Proof(DateTimeOffset? WorstMinute, double? WorstValue, int MinutesInside, int MinutesOutside, int MinutesWithoutData);

    internal sealed record Review(string By, string Note, DateTimeOffset At);

    public static IReadOnlyList<TargetAnswer> Of(TargetsSnapshot snapshot, CultureInfo culture)
    {
        var day = snapshot.Day!;
        var hours = TargetHours.Of(day);
        DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, day.Zone);
        return [.. snapshot.Targets.Select(state => Of(state, hours, Local, culture))];
    }

    private static TargetAnswer Of(TargetState state, TargetHours hours, Func<DateTimeOffset, DateTimeOffset> local, CultureInfo culture)
    {
        var (rule, judgement, digest) = (state.Rule, state.Judgement, state.Judgement.Digest);
        var unit = rule.Definition?.Unit ?? "";
        var last = TargetRecord.Finite(digest.LastFive);
        return new()
        {
            Key = state.Key,
            Title = rule.TitleIn(culture),
            Text = rule.Planned.Text,
            Section = rule.Planned.Section,
            Verdict = TargetsSnapshot.NameOf(judgement.Verdict),
            Reason = judgement.Reason == Targets.Reason.None ? null : Kebab(judgement.Reason.ToString()),
            Value = TargetRecord.Finite(judgement.Value),
            Threshold = TargetRecord.Finite(judgement.Threshold),
            Comparison = rule.IsManual ? null : TargetRule.Symbol(rule.Comparison),
            Unit = rule.Against == Against.BaselineChange ? "ratio" : unit,
            Statistic = rule.IsManual ? null : Kebab(rule.Statistic.ToString()),
            Samples = judgement.Samples,
            MinimumSamples = rule.Definition?.MinimumSamples ?? 0,
            Since = state.Since is { } since ? local(since) : null,
            NewestData = state.NewestData is { } newest ? local(newest) : null,
            Expression = rule.Expression,
            Metric = rule.IsManual || rule.Chart.Key.Length == 0 ? null : rule.Chart.Key,
            Series = state.ChartSeries,
            Measured = new(TargetRecord.Finite(judgement.Raw), TargetRecord.Finite(digest.Baseline), unit),
            Interval = double.IsFinite(judgement.Low) && double.IsFinite(judgement.High) ? new(judgement.Low, judgement.High) : null,
            LastFiveMinutes = new(last, last is { } value && double.IsFinite(judgement.Threshold) ? rule.Holds(value, judgement.Threshold) : null),
            Projection = digest.Projection is { } projection ? new(projection.Value, projection.Low, projection.High, local(hours.To)) : null,
            NoProjection = digest.Projection is not null || rule.IsManual ? null : Kebab(digest.WhyNot.ToString()),
            Evidence = new(digest.Worst < 0 ? null : local(hours.From.AddMinutes(digest.Worst)), digest.Worst < 0 ? null : TargetRecord.Finite(digest.Values[digest.Worst]),
                digest.Inside, digest.Outside, digest.Missing),
            Reviewed = state.Reviews.Length > 0,
            Reviews = [.. state.Reviews.Select(review => new Review(review.By, review.Note, local(review.At)))],
        };
    }

    /// <summary>TooFewSamples is too-few-samples.</summary>
    private static string Kebab(string name) =>
        string.Concat(name.Select((c, place) => char.IsUpper(c) ? (place == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
