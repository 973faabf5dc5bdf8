namespace BarberPro.Dashboard.Targets;

/// <summary>
/// A target's minutes, each looked at once: value as judged, samples, the baseline day's value, whether it was watched. Grows by a minute a minute;
/// what is behind the end that a reader knows may be written while it reads. Made anew when the minutes are read again.
/// </summary>
internal sealed class TargetTable(TargetRule rule, TargetMinutes today, TargetMinutes? baseline, double minimumCoverage)
{
    public double[] Values { get; } = new double[today.Length];

    public double[] BaselineValues { get; } = new double[today.Length];

    public long[] Counted { get; } = new long[today.Length];

    public bool[] Watched { get; } = new bool[today.Length];

    public int Minutes { get; private set; }

    public TargetTable UpTo(int minutes)
    {
        for (; Minutes < minutes; Minutes++)
        {
            BaselineValues[Minutes] = baseline is null ? double.NaN : TargetStatistics.OfMinute(rule, baseline, Minutes, minimumCoverage);
            Values[Minutes] = TargetDigest.Judged(rule, TargetStatistics.OfMinute(rule, today, Minutes, minimumCoverage), BaselineValues[Minutes]);
            Counted[Minutes] = TargetStatistics.SamplesOf(rule, today, Minutes);
            Watched[Minutes] = TargetStatistics.IsWatched(rule, today, Minutes, minimumCoverage);
        }

        return this;
    }
}
