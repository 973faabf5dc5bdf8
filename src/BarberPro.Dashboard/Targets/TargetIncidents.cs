using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Targets;

/// <summary>
/// Tells when performance incidents began. Registered by whoever knows incidents; while nobody does, the target that counts them has not enough data.
/// Asked once a second for the running day: answer from memory.
/// </summary>
public interface IIncidentCounter
{
    ValueTask<IReadOnlyList<DateTimeOffset>> BeganAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

internal static class TargetIncidents
{
    /// <summary>As minutes: watched up to the given instant, the sum being how many began.</summary>
    public static MinuteColumn ToColumn(IReadOnlyList<DateTimeOffset>? began, DateTimeOffset from, int length, DateTimeOffset now)
    {
        var column = MinuteColumn.Empty(0, from, length);
        if (began is null)
        {
            return column;
        }

        var watched = (int)Math.Clamp(Math.Ceiling((now - from).TotalMinutes), 0, length);
        Array.Fill(column.Count, 1, 0, watched);
        Array.Fill(column.Max, 0, 0, watched);
        foreach (var at in began)
        {
            if (MinuteOf(at, from) is var minute && minute >= 0 && minute < watched)
            {
                column.Sum[minute]++;
                column.Max[minute] = column.Sum[minute];
            }
        }

        return column;
    }

    public static int MinuteOf(DateTimeOffset at, DateTimeOffset from) => (int)Math.Floor((at - from).TotalMinutes);
}
