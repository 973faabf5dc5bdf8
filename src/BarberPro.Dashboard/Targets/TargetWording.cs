using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Ui;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Targets;

/// <summary>Puts a snapshot into the words and numbers of the current language. What can't be told is a dash, never a nought.</summary>
internal sealed class TargetWording(IStringLocalizer<TargetsTexts> texts, Catalogue catalogue)
{
    private static CultureInfo Culture => CultureInfo.CurrentCulture;

    public ImmutableArray<TargetView> ViewsOf(TargetsSnapshot snapshot) =>
        snapshot.Day is null ? [] : snapshot.ViewsIn(CultureInfo.CurrentUICulture, () => [.. snapshot.Targets.Select(state => ViewOf(state, snapshot))]);

    public string BaselineName(DaySnapshot day) => day.BaselineNumber is { } number ? texts["BaselineDay", number] : texts["BaselineDate"];

    /// <summary>"14:32" in the day's zone.</summary>
    public static string Clock(DateTimeOffset at, DaySnapshot day) => TimeZoneInfo.ConvertTime(at, day.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Met => "met",
        Verdict.AtRisk => "risk",
        Verdict.Missed => "missed",
        Verdict.Stale => "stale",
        _ => "unknown",
    };

    public string WordOf(Verdict verdict) => texts[$"Verdict{verdict}"];

    private TargetView ViewOf(TargetState state, TargetsSnapshot snapshot)
    {
        var (rule, judgement, digest, day) = (state.Rule, state.Judgement, state.Judgement.Digest, snapshot.Day!);
        var hours = TargetHours.Of(day);
        string At(int minute) => minute < 0 ? "" : Clock(hours.From.AddMinutes(minute), day);
        var worst = digest.Worst < 0 ? "" : JudgedText(rule, judgement, digest.Values[digest.Worst]);
        var (note, speaks) = NoteOf(state, At(digest.Worst));
        var isFew = !rule.IsManual && judgement.Samples < rule.Definition!.MinimumSamples;
        var review = state.Reviews.IsEmpty ? null : state.Reviews[^1];
        return new()
        {
            Key = state.Key,
            Section = rule.Planned.Section,
            Verdict = TargetsSnapshot.NameOf(judgement.Verdict),
            Tone = ToneOf(judgement.Verdict),
            Word = WordOf(judgement.Verdict),
            Since = state.Since is { } since ? texts["Since", Clock(since, day)] : rule.IsManual ? "" : judgement.Reason == Reason.NotBegun ? texts["NotBegun", Clock(hours.From, day)] : "",
            Title = rule.TitleIn(CultureInfo.CurrentUICulture),
            Threshold = ThresholdOf(rule, judgement, day),
            Limit = LimitOf(rule, judgement),
            Value = ValueOf(rule, judgement),
            Statistic = StatisticOf(rule, judgement),
            Five = double.IsNaN(digest.LastFive) ? (rule.Statistic == Statistic.Slowest ? texts["NoEvent"] : texts["NoData"]) : JudgedText(rule, judgement, digest.LastFive),
            FiveInside = double.IsNaN(digest.LastFive) || double.IsNaN(judgement.Threshold) ? null : rule.Holds(digest.LastFive, judgement.Threshold),
            Baseline = RawText(rule, judgement, digest.Baseline),
            BaselineDifference = double.IsNaN(judgement.Raw) || double.IsNaN(digest.Baseline) ? "" : Difference(rule, judgement),
            Projected = digest.Projection is { } projection ? JudgedText(rule, judgement, projection.Value) : "",
            ProjectedRange = digest.Projection is { } range ? Between(JudgedText(rule, judgement, range.Low), JudgedText(rule, judgement, range.High)) : WhyNot(rule, judgement, day),
            Interval = IntervalOf(digest.Projection, judgement.Threshold),
            Inside = NumberText.Count(digest.Inside, Culture),
            Outside = NumberText.Count(digest.Outside, Culture),
            Missing = NumberText.Count(digest.Missing, Culture),
            Caption = CaptionOf(rule, judgement, isFew),
            WorstWord = rule.Statistic == Statistic.Slowest ? texts["Slowest"] : texts["Worst"],
            WorstClock = isFew ? "" : At(digest.Worst),
            WorstLink = digest.Worst < 0 ? "" : TargetDrawing.LinkOf(rule, At(digest.Worst)),
            WorstValue = worst,
            IsBlank = isFew,
            Samples = isFew && judgement.Samples > 0 ? texts["OfNeeded", NumberText.Count(judgement.Samples, Culture), NumberText.Count(rule.Definition!.MinimumSamples, Culture)]
                : rule.IsManual ? "–" : NumberText.Count(judgement.Samples, Culture),
            SampleUnit = rule.Definition?.SampleUnit.Current ?? "",
            Age = AgeOf(state, snapshot),
            Delta = rule.Against == Against.BaselineChange ? NumberText.Clock(judgement.Raw) : double.IsNaN(judgement.Raw) || double.IsNaN(digest.Baseline) ? "" : Difference(rule, judgement),
            DeltaRest = rule.Against == Against.BaselineChange ? texts["VersusMinutes", "", NumberText.Clock(digest.Baseline)].Value.TrimStart() : texts["Versus", "", BaselineName(day)].Value.TrimStart(),
            Note = note,
            NoteSpeaks = speaks,
            Reviewer = review is null ? "" : Initials.Of(review.By),
            ReviewedAt = review is null ? "" : Clock(review.At, day),
            Notes = [.. state.Reviews.Where(one => one.Note.Length > 0).Select(one => new NoteView(one.Note, texts["NoteBy", one.By, Clock(one.At, day)]))],
            About = rule.IsManual ? texts["ManualWhy"] : rule.Definition!.About.Current + (rule.Definition.MinimumSamples > 1 ? " " + texts["Needs", NumberText.Count(rule.Definition.MinimumSamples, Culture), rule.Definition.SampleUnit.Current] : ""),
            Formula = rule.Formula($"{Clock(hours.From, day)}–{Clock(hours.To, day)}"),
            Drawing = TargetDrawing.Of(state, hours, day, catalogue, texts["TodayLegend"]),
            WorstMinutes = () => WorstOf(rule, judgement, hours, day),
        };
    }

    private static string UnitOf(TargetRule rule) => rule.Definition?.Unit is null or "points" ? "" : rule.Definition.Unit;

    /// <summary>The number whose scale all numbers of the target share: 134 ms beside 150 ms, 2.71 s beside 3 s.</summary>
    private static double? LikeOf(TargetRule rule, Judgement judgement) =>
        rule.Against == Against.Number ? rule.Threshold : double.IsNaN(judgement.Digest.Baseline) ? null : judgement.Digest.Baseline;

    private static string RawText(TargetRule rule, Judgement judgement, double value) =>
        rule.IsManual ? "–" : NumberText.Of(value, UnitOf(rule), Culture, LikeOf(rule, judgement), rule.Definition!.Decimals);

    private static string JudgedText(TargetRule rule, Judgement judgement, double value) =>
        rule.Against == Against.BaselineChange && double.IsFinite(value) ? NumberText.Change(value, Culture) : RawText(rule, judgement, value);

    private static string Difference(TargetRule rule, Judgement judgement) =>
        NumberText.Difference(judgement.Raw - judgement.Digest.Baseline, UnitOf(rule), Culture, LikeOf(rule, judgement), rule.Definition!.Decimals);

    private static ImmutableArray<NumberPiece> ValueOf(TargetRule rule, Judgement judgement)
    {
        if (rule.Against == Against.BaselineChange && double.IsFinite(judgement.Value))
        {
            var piece = NumberText.Pieces(judgement.Value, "ratio", Culture)[0];
            return [piece with { Number = NumberText.WithSign(piece.Number) }];
        }

        return rule.IsManual ? [new("–", "")] : NumberText.Pieces(judgement.Value, UnitOf(rule), Culture, LikeOf(rule, judgement), rule.Definition!.Decimals);
    }

    private static string LimitOf(TargetRule rule, Judgement judgement)
    {
        if (rule.IsManual)
        {
            return "";
        }

        var sign = rule.Comparison switch { Comparison.AtMost => "≤", Comparison.AtLeast => "≥", _ => TargetRule.Symbol(rule.Comparison) };
        var number = rule.Against switch
        {
            Against.BaselineChange => NumberText.WithSign(NumberText.Exact(rule.Threshold, "ratio", Culture)),
            Against.Baseline => RawText(rule, judgement, judgement.Threshold),
            _ => NumberText.Exact(rule.Threshold, UnitOf(rule), Culture, rule.Threshold),
        };
        return $"{sign} {number}";
    }

    private string ThresholdOf(TargetRule rule, Judgement judgement, DaySnapshot day)
    {
        var limit = LimitOf(rule, judgement);
        return rule.IsManual ? "" : rule.Against switch
        {
            Against.BaselineChange => texts["OnBaseline", limit, BaselineName(day)],
            Against.Baseline => texts["TheBaselineScore", limit, BaselineName(day)],
            _ when rule.Statistic == Statistic.Quantile => string.Create(Culture, $"p{rule.Quantile * 100:0.#} {limit}"),
            _ when rule.Statistic == Statistic.Incidents || rule.Definition!.Best == 1 => limit,
            _ => $"{texts[$"Stat{rule.Statistic}"]} {limit}",
        };
    }

    private string StatisticOf(TargetRule rule, Judgement judgement) => rule.IsManual ? ""
        : rule.Against == Against.BaselineChange && !double.IsNaN(judgement.Raw)
            ? judgement.Raw >= 60 ? texts["VersusMinutes", NumberText.Clock(judgement.Raw), NumberText.Clock(judgement.Digest.Baseline)]
                : texts["Versus", RawText(rule, judgement, judgement.Raw), RawText(rule, judgement, judgement.Digest.Baseline)]
        : double.IsFinite(judgement.Low) && judgement.Samples >= rule.Definition!.MinimumSamples ? Between(RawText(rule, judgement, judgement.Low), RawText(rule, judgement, judgement.High))
        : rule.Statistic == Statistic.Slowest && judgement.Samples > 0 ? texts["SlowestOf", judgement.Samples]
        : rule.Definition!.StatisticTitle.Current;

    /// <summary>"134 to 145 ms": a unit that both ends share is written once.</summary>
    private string Between(string low, string high)
    {
        var (lowUnit, highUnit) = (low.LastIndexOf(' '), high.LastIndexOf(' '));
        return texts["Between", lowUnit > 0 && highUnit > 0 && low[lowUnit..] == high[highUnit..] && low.IndexOf(' ') == lowUnit ? low[..lowUnit] : low, high];
    }

    private string WhyNot(TargetRule rule, Judgement judgement, DaySnapshot day) => rule.IsManual ? ""
        : judgement.EnoughAt is { } enough ? texts["EnoughAt", Clock(enough, day)]
        : judgement.Digest.WhyNot == NoProjection.None ? "" : texts[$"Why{judgement.Digest.WhyNot}"];

    private string CaptionOf(TargetRule rule, Judgement judgement, bool isFew) =>
        rule.IsManual ? texts["ManualWhy"]
        : rule.Statistic == Statistic.Slowest && judgement.Samples > 0 ? texts["EventsIn", judgement.Samples - judgement.Digest.Outside, judgement.Samples]
        : isFew && rule.Definition!.MinimumSamples > 1 ? texts["NotJudgedBelow", NumberText.Count(rule.Definition.MinimumSamples, Culture), rule.Definition.SampleUnit.Current] : "";

    private (string Note, bool Speaks) NoteOf(TargetState state, string worst)
    {
        var (rule, judgement) = (state.Rule, state.Judgement);
        var samples = rule.IsManual ? "" : $"{NumberText.Count(judgement.Samples, Culture)} {rule.Definition!.SampleUnit.Current}";
        return judgement switch
        {
            { Verdict: Verdict.Manual } => (texts["ManualWhy"], false),
            { Reason: Reason.ProjectedNot, Digest.Projection: { } projection } => (texts["ProjectedValue", JudgedText(rule, judgement, projection.Value)], true),
            { Reason: Reason.TooManyGaps or Reason.NoBaseline or Reason.NoSource } => (texts[$"Reason{judgement.Reason}"], false),
            { Verdict: Verdict.NotEnoughData } when judgement.Samples > 0 =>
                ($"{texts["OfNeeded", NumberText.Count(judgement.Samples, Culture), NumberText.Count(rule.Definition!.MinimumSamples, Culture)]} {rule.Definition.SampleUnit.Current}", false),
            _ when rule.Statistic == Statistic.WorstMinute && worst.Length > 0 => (texts["WorstMinuteAt", worst], false),
            _ when rule.Statistic == Statistic.Slowest && judgement.Samples > 0 => (texts["SlowestOfEvents", judgement.Samples], false),
            _ => (samples, false),
        };
    }

    private string AgeOf(TargetState state, TargetsSnapshot snapshot) =>
        state.Judgement.Verdict == Verdict.Stale && state.NewestData is { } newest ? texts["AgeOld", NumberText.Age(snapshot.JudgedAt - newest, Culture)] : "";

    private static IntervalView? IntervalOf(Projection? projection, double threshold)
    {
        if (projection is null || double.IsNaN(threshold))
        {
            return null;
        }

        var (low, high) = (Math.Min(projection.Low, threshold), Math.Max(projection.High, threshold));
        var margin = high > low ? (high - low) * 0.25 : Math.Max(1e-9, Math.Abs(high) * 0.1);
        double Share(double value) => Math.Round((value - low + margin) / (high - low + (2 * margin)) * 100, 1);
        return new(Share(projection.Low), Share(projection.High), Share(projection.Value), Share(threshold));
    }

    private static ImmutableArray<MinuteView> WorstOf(TargetRule rule, Judgement judgement, TargetHours hours, DaySnapshot day)
    {
        var (digest, table) = (judgement.Digest, judgement.Digest.Table);
        return [.. Enumerable.Range(0, digest.Minutes).Where(minute => !double.IsNaN(table.Values[minute]))
            .OrderBy(minute => rule.LowerIsInside ? -table.Values[minute] : table.Values[minute]).ThenBy(minute => minute).Take(5)
            .Select(minute => (minute, At: Clock(hours.From.AddMinutes(minute), day)))
            .Select(worst => new MinuteView(worst.At, TargetDrawing.LinkOf(rule, worst.At), JudgedText(rule, judgement, table.Values[worst.minute]),
                NumberText.Count(table.Counted[worst.minute], Culture), RawText(rule, judgement, table.BaselineValues[worst.minute])))];
    }
}
