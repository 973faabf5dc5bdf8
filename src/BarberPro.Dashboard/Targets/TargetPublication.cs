using System.Collections.Immutable;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Targets;

/// <summary>Says when a judgement is worth showing: a verdict, a review or a new minute at once, values now and then, and only where they would read differently.</summary>
internal sealed class TargetPublication(TimeSpan interval)
{
    public bool IsDue(TargetsSnapshot shown, DaySnapshot day, ImmutableArray<TargetState> states, DateTimeOffset now)
    {
        if (!ReferenceEquals(shown.Day, day) || shown.Targets.Length != states.Length)
        {
            return true;
        }

        var isValueDue = now - shown.JudgedAt >= interval;
        for (var place = 0; place < states.Length; place++)
        {
            var (before, after) = (shown.Targets[place], states[place]);
            if (before.Judgement.Verdict != after.Judgement.Verdict || before.Judgement.Reason != after.Judgement.Reason || before.ChartSeries != after.ChartSeries
                || !before.Reviews.SequenceEqual(after.Reviews) || (isValueDue && (!Reads(before, after) || !ReferenceEquals(before.Judgement.Digest, after.Judgement.Digest))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Reads(TargetState before, TargetState after) =>
        Same(before.Judgement.Value, after.Judgement.Value) && Same(before.Judgement.Raw, after.Judgement.Raw)
        && (after.Rule.Statistic is not (Statistic.Slowest or Statistic.Incidents) || before.Judgement.Samples == after.Judgement.Samples);

    /// <summary>To four digits, which is more than is shown of any.</summary>
    private static bool Same(double a, double b) =>
        (double.IsNaN(a) && double.IsNaN(b)) || Math.Abs(a - b) <= 0.0005 * Math.Max(Math.Abs(a), Math.Abs(b));
}
