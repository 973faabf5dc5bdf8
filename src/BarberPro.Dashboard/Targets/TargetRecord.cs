using System.Collections.Immutable;
using System.Text.Json;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Targets;

/// <summary>Verdict changes as they are written down, with what each was judged from.</summary>
internal static class TargetRecord
{
    public static IEnumerable<VerdictChange> Changes(TargetsSnapshot before, DaySnapshot day, ImmutableArray<TargetState> states, DateTimeOffset at)
    {
        if (day.Number is not { } number)
        {
            yield break;
        }

        var isSameDay = before.Day?.Number == number && before.Day?.Date == day.Date;
        foreach (var state in states)
        {
            var known = isSameDay ? before.Targets.FirstOrDefault(target => target.Key == state.Key) : null;
            if (known?.Judgement.Verdict != state.Judgement.Verdict && state.Judgement.Verdict != Verdict.Manual)
            {
                yield return new(number, day.Date, state.Key, at, state.Since?.ToUniversalTime(), TargetsSnapshot.NameOf(state.Judgement.Verdict),
                    Finite(state.Judgement.Value), state.Judgement.Samples, EvidenceOf(state));
            }
        }
    }

    public static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string EvidenceOf(TargetState state)
    {
        var (judgement, digest) = (state.Judgement, state.Judgement.Digest);
        return JsonSerializer.Serialize(new
        {
            expression = state.Rule.Expression,
            reason = judgement.Reason.ToString(),
            threshold = Finite(judgement.Threshold),
            raw = Finite(judgement.Raw),
            baseline = Finite(digest.Baseline),
            low = Finite(judgement.Low),
            high = Finite(judgement.High),
            projected = digest.Projection?.Value,
            worstMinute = digest.Worst,
            worstValue = digest.Worst < 0 ? null : Finite(digest.Values[digest.Worst]),
            minutesInside = digest.Inside,
            minutesOutside = digest.Outside,
            minutesWithoutData = digest.Missing,
        }, JsonSerializerOptions.Web);
    }
}
