using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Targets;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>What the targets mean to the live day: limits on the charts of their metrics, and changed verdicts as events.</summary>
internal sealed class TargetEvents(ITargetStore store, TargetWording wording)
{
    private const int Most = 30;

    /// <summary>Limits that are numbers; one relative to the baseline is no line.</summary>
    public ImmutableArray<ChartLimit> LimitsOf(TargetsSnapshot targets, IStringLocalizer<AppTexts> texts)
    {
        var limits = wording.ViewsOf(targets).ToDictionary(view => view.Key, view => view.Limit, StringComparer.Ordinal);
        return
        [
            .. targets.Targets.Where(target => !target.Rule.IsManual && target.Rule.Against == Against.Number && double.IsFinite(target.Rule.Threshold))
                .Select(target => new ChartLimit(target.Rule.Chart.Key, target.Rule.Chart.Labels, target.Rule.Threshold, $"{texts["Target"].Value} {limits[target.Key]}")),
        ];
    }

    /// <summary>Equal as long as no verdict, and no target, has changed.</summary>
    public static string VerdictsOf(TargetsSnapshot targets) =>
        string.Join(';', targets.Targets.Select(target => string.Create(CultureInfo.InvariantCulture, $"{target.Key}={target.Judgement.Verdict}@{target.Rule.Threshold:R}")));

    /// <summary>The day's changes of verdict, newest first. A first verdict of "not enough data" is where each day begins, and no news.</summary>
    public async Task<ImmutableArray<DayEvent>> ReadAsync(TargetsSnapshot targets, CancellationToken cancellationToken)
    {
        if (targets.Day is not { Number: { } number } day)
        {
            return [];
        }

        try
        {
            var history = await store.ReadHistoryAsync(number, day.Date, cancellationToken);
            var titles = targets.Targets.ToDictionary(target => target.Key, target => target.Rule.TitleIn(CultureInfo.CurrentUICulture), StringComparer.Ordinal);
            return
            [
                .. history.Where((change, place) => titles.ContainsKey(change.Target)
                        && (change.Verdict != "not-enough-data" || history.Take(place).Any(earlier => earlier.Target == change.Target)))
                    .OrderByDescending(change => change.At).Take(Most)
                    .Select(change => new DayEvent(change.At, change.Verdict, titles[change.Target], Word(change.Verdict), "", $"targets#{change.Target}")),
            ];
        }
        catch (Npgsql.NpgsqlException)
        {
            return []; // the notice of the store says that the database is away
        }
    }

    private string Word(string verdict) =>
        Enum.TryParse<Verdict>(verdict.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var known) ? wording.WordOf(known) : verdict;
}
