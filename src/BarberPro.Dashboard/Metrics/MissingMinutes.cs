namespace BarberPro.Dashboard.Metrics;

/// <summary>Where the store has nothing.</summary>
internal static class MissingMinutes
{
    private static readonly TimeSpan Minute1 = TimeSpan.FromMinutes(1);

    /// <summary>Spans of whole minutes in which most series have nothing, in order.</summary>
    /// <param name="series">Null: all is missing.</param>
    /// <param name="near">Spans with less than this between them are one: what is there is not touched anyway.</param>
    public static async Task<IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)>> FindAsync(IMinuteStore store, IReadOnlyList<int>? series,
        DateTimeOffset from, DateTimeOffset to, TimeSpan near, CancellationToken cancellationToken)
    {
        if (series is null || from >= to)
        {
            return from < to ? [(from, to)] : [];
        }

        var there = new int[(int)((to - from) / Minute1)];
        foreach (var column in await store.ReadAsync(series, from, to, cancellationToken))
        {
            for (var minute = 0; minute < there.Length; minute++)
            {
                there[minute] += column.Count[minute] > 0 ? 1 : 0;
            }
        }

        var spans = new List<(DateTimeOffset From, DateTimeOffset To)>();
        for (var minute = 0; minute < there.Length; minute++)
        {
            if (there[minute] * 2 > series.Count)
            {
                continue;
            }

            var at = from + (minute * Minute1);
            if (spans.Count > 0 && at - spans[^1].To < near)
            {
                spans[^1] = (spans[^1].From, at + Minute1);
            }
            else
            {
                spans.Add((at, at + Minute1));
            }
        }

        return spans;
    }
}
