namespace BarberPro.Dashboard.Metrics;

/// <summary>One series' values over a span, one place a step, and those of the baseline day at the same time of day.</summary>
internal sealed record HistoryLine(int SeriesId, double[] Values, double[] Baseline);

/// <summary>Reads history in steps. The two days are read side by side.</summary>
internal sealed class HistoryReader(IMinuteStore store, IBaseline baseline)
{
    /// <summary>Days begin, and clocks change, at quarters of an hour everywhere: within one the distance to the baseline day is the same.</summary>
    private const int Quarter = 900;

    public async Task<IReadOnlyList<HistoryLine>> ReadAsync(IReadOnlyList<int> series, HistoryQuery query, CancellationToken cancellationToken)
    {
        var spans = query.WithBaseline ? BaselineSpans(query) : [];
        var reads = spans.Select(span => ReadSpanAsync(series, query, span, cancellationToken)).ToList();
        var own = await ReadSpanAsync(series, query, new Span(0, query.Length, TimeSpan.Zero), cancellationToken);
        var lines = own.Select((values, place) => new HistoryLine(series[place], values, Nothing(query.Length))).ToList();
        foreach (var (span, columns) in spans.Zip(await Task.WhenAll(reads)))
        {
            for (var place = 0; place < lines.Count; place++)
            {
                columns[place].CopyTo(lines[place].Baseline, span.First);
            }
        }

        return lines;
    }

    private static double[] Nothing(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }

    private async Task<double[][]> ReadSpanAsync(IReadOnlyList<int> series, HistoryQuery query, Span span, CancellationToken cancellationToken)
    {
        var from = query.From.AddSeconds((double)span.First * query.Step) + span.Shift;
        var to = from.AddSeconds((double)span.Length * query.Step);
        if (query.ByMinute)
        {
            var perStep = query.Step / RecentMinutes.Seconds;
            return [.. (await store.ReadAsync(series, from, to, cancellationToken)).Select(column => ByMinute(column, perStep, query.Aggregate))];
        }

        return [.. (await store.ReadSecondsAsync(series, from, to, cancellationToken)).Select(seconds => query.Step == 1 ? seconds : BySecond(seconds, query.Step, query.Aggregate))];
    }

    private static double[] ByMinute(MinuteColumn column, int perStep, Aggregate aggregate)
    {
        var values = Nothing(column.Length / perStep);
        for (var step = 0; step < values.Length; step++)
        {
            var (count, sum, min, max) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity);
            for (var minute = step * perStep; minute < (step + 1) * perStep; minute++)
            {
                if (column.Count[minute] > 0)
                {
                    count += column.Count[minute];
                    sum += column.Sum[minute];
                    min = Math.Min(min, column.Min[minute]);
                    max = Math.Max(max, column.Max[minute]);
                }
            }

            values[step] = Choose(aggregate, count, sum, min, max);
        }

        return values;
    }

    private static double[] BySecond(double[] seconds, int step, Aggregate aggregate)
    {
        var values = Nothing(seconds.Length / step);
        for (var place = 0; place < values.Length; place++)
        {
            var (count, sum, min, max) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity);
            foreach (var value in seconds.AsSpan(place * step, step))
            {
                if (!double.IsNaN(value))
                {
                    count++;
                    sum += value;
                    min = Math.Min(min, value);
                    max = Math.Max(max, value);
                }
            }

            values[place] = Choose(aggregate, count, sum, min, max);
        }

        return values;
    }

    private static double Choose(Aggregate aggregate, long count, double sum, double min, double max) => count == 0 ? double.NaN : aggregate switch
    {
        Aggregate.Min => min,
        Aggregate.Max => max,
        Aggregate.Sum => sum,
        _ => sum / count,
    };

    /// <summary>The parts of the span that lie at one distance from the baseline day. Parts without a baseline are left out.</summary>
    private List<Span> BaselineSpans(HistoryQuery query)
    {
        var spans = new List<Span>();
        for (var place = 0; place < query.Length;)
        {
            var at = query.From.AddSeconds((double)place * query.Step);
            var second = at.ToUnixTimeSeconds();
            var next = Math.Min(query.Length, place + Math.Max(1, (int)((Quarter - second % Quarter + query.Step - 1) / query.Step)));
            if (baseline.Of(at) is { } there)
            {
                var shift = there - at;
                if (spans.Count > 0 && spans[^1] is var last && last.First + last.Length == place && last.Shift == shift)
                {
                    spans[^1] = last with { Length = next - last.First };
                }
                else
                {
                    spans.Add(new Span(place, next - place, shift));
                }
            }

            place = next;
        }

        return spans;
    }

    private sealed record Span(int First, int Length, TimeSpan Shift);
}
