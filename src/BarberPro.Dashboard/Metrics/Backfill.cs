using System.Diagnostics;
using BarberPro.Sandbox;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// Fills the minutes of yesterday and today that the store lacks with the sandbox's past, evaluated by the same catalogue as the present.
/// What is there stays as it is.
/// </summary>
internal sealed partial class Backfill(SandboxHistory history, IMinuteStore store, ISeriesRegistry registry, Catalogue catalogue,
    IOptions<MetricsOptions> options, TimeProvider clock, ILogger<Backfill> logger)
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const int PerMinute = 6;
    private static readonly TimeSpan Second1 = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute1 = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Portion = TimeSpan.FromHours(2);

    /// <summary>The catalogue's longest window.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(15);

    /// <returns>How many minutes were filled.</returns>
    public async Task<int> RunAsync(Uri sandbox, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var now = clock.GetUtcNow();
        var to = now - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.TicksPerMinute);
        var (yesterday, today) = SandboxOptions.DefaultDays(now);
        var filled = 0;
        try
        {
            var known = await KnownSeriesAsync(sandbox, to, cancellationToken);
            // Today first: it is what people look at.
            foreach (var (from, until) in ((DateTimeOffset, DateTimeOffset)[])[(today, to), (yesterday, today)])
            {
                foreach (var gap in await MissingMinutes.FindAsync(store, known, from, until, WarmUp, cancellationToken))
                {
                    filled += await FillAsync(sandbox, gap.From, gap.To, cancellationToken);
                }
            }

            Log.Done(logger, filled, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception, filled);
        }

        return filled;
    }

    /// <summary>Ids of those series that the sandbox feeds right now and the store has seen before.</summary>
    private async Task<IReadOnlyList<int>?> KnownSeriesAsync(Uri sandbox, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var evaluator = new CatalogueEvaluator(catalogue, options.Value);
        var past = await history.ReadAsync(sandbox, now - TimeSpan.FromMinutes(2), now - Step, Step, cancellationToken);
        var fed = new HashSet<(string, Labels)>();
        for (var row = 0; row < past.Rows.Length; row++)
        {
            foreach (var value in Evaluate(evaluator, past, row))
            {
                if (!double.IsNaN(value.Value))
                {
                    fed.Add((catalogue.Metrics[value.Metric].Key, value.Labels));
                }
            }
        }

        var known = await registry.ReadAllAsync(cancellationToken);
        var ids = known.Where(series => fed.Contains((series.Key, series.Labels))).Select(series => series.Id).ToList();
        return ids.Count * 2 > fed.Count ? ids : null;
    }

    private async Task<int> FillAsync(Uri sandbox, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var evaluator = new CatalogueEvaluator(catalogue, options.Value);
        await WarmUpAsync(evaluator, sandbox, from, cancellationToken);
        var (ids, writing, filled) = (new List<int>(), Task.CompletedTask, 0);
        var reading = ReadPortionAsync(from);
        for (var at = from; at < to; at += Portion)
        {
            // The next portion is rendered and read, and the one before written, while this one is evaluated.
            var past = await reading;
            reading = at + Portion < to ? ReadPortionAsync(at + Portion) : reading;
            var portion = Collect(evaluator, past);
            filled += portion.Minutes;
            await writing;
            writing = WriteAsync(portion, ids, cancellationToken);
        }

        await writing;
        return filled;

        Task<PastExpositions> ReadPortionAsync(DateTimeOffset at)
        {
            var end = at + Portion < to ? at + Portion : to;
            return Task.Run(() => history.ReadAsync(sandbox, at, end - Step, Step, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Fills the seconds between the last whole minute that was filled and the first frame, where no frame was.</summary>
    public async Task JoinAsync(Uri sandbox, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        try
        {
            var known = await KnownSeriesAsync(sandbox, from, cancellationToken);
            var seconds = known is { Count: > 0 } && from <= to ? await store.ReadSecondsAsync(known[0], from, to + Second1, cancellationToken) : [];
            if (!seconds.Any(double.IsNaN))
            {
                return;
            }

            var evaluator = new CatalogueEvaluator(catalogue, options.Value);
            await WarmUpAsync(evaluator, sandbox, from, cancellationToken);
            var past = await history.ReadAsync(sandbox, from, to, Second1, cancellationToken);
            var (late, series) = (new List<(int Place, DateTimeOffset At, double Value)>(), new List<(string, Labels)>());
            for (var row = 0; row < past.Rows.Length; row++)
            {
                var values = Evaluate(evaluator, past, row);
                for (var place = 0; place < values.Length; place++)
                {
                    if (place == series.Count)
                    {
                        series.Add((catalogue.Metrics[values[place].Metric].Key, values[place].Labels));
                    }

                    if (double.IsNaN(seconds[row]) && !double.IsNaN(values[place].Value))
                    {
                        late.Add((place, from + (row * Second1), values[place].Value));
                    }
                }
            }

            var ids = await registry.RegisterAsync(series, cancellationToken);
            await store.AmendAsync([.. late.Select(sample => new LateSample(ids[sample.Place], sample.At, sample.Value))], cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception, 0);
        }
    }

    private async Task WarmUpAsync(CatalogueEvaluator evaluator, Uri sandbox, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var past = await history.ReadAsync(sandbox, from - WarmUp, from - Step, Step, cancellationToken);
        for (var row = 0; row < past.Rows.Length; row++)
        {
            Evaluate(evaluator, past, row);
        }
    }

    private static ReadOnlySpan<Evaluated> Evaluate(CatalogueEvaluator evaluator, PastExpositions past, int row)
    {
        var at = past.First + (row * past.Step);
        if (past.Rows[row] is { } exposition)
        {
            evaluator.Ingest("sandbox", at, exposition, past.Step);
        }

        return evaluator.Evaluate(at);
    }

    /// <summary>Puts values into minutes: by place of the evaluator, then minute, then ten seconds.</summary>
    private Filled Collect(CatalogueEvaluator evaluator, PastExpositions past)
    {
        var (places, series) = (new List<double[]?[]>(), new List<(string, Labels)>());
        var (minutes, filled, last) = (past.Rows.Length / PerMinute, 0, -1);
        for (var row = 0; row < minutes * PerMinute; row++)
        {
            var values = Evaluate(evaluator, past, row);
            var (minute, part) = Math.DivRem(row, PerMinute);
            for (var place = 0; place < values.Length; place++)
            {
                if (place == places.Count)
                {
                    places.Add(new double[]?[minutes]);
                    series.Add((catalogue.Metrics[values[place].Metric].Key, values[place].Labels));
                }

                if (!double.IsNaN(values[place].Value))
                {
                    (places[place][minute] ??= [double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN])[part] = values[place].Value;
                    (filled, last) = (minute == last ? filled : filled + 1, minute);
                }
            }
        }

        return new Filled(past.First, filled, places, series);
    }

    private async Task WriteAsync(Filled portion, List<int> ids, CancellationToken cancellationToken)
    {
        if (portion.Series.Count > ids.Count)
        {
            ids.AddRange(await registry.RegisterAsync(portion.Series[ids.Count..], cancellationToken));
        }

        var rows = new List<Minute>();
        for (var place = 0; place < portion.Places.Count; place++)
        {
            var isIncrease = catalogue.Find(portion.Series[place].Key)?.Kind == MetricKind.Increase;
            for (var minute = 0; minute < portion.Places[place].Length; minute++)
            {
                if (portion.Places[place][minute] is { } values)
                {
                    rows.Add(Minute.Of(ids[place], portion.First + (minute * Minute1), isIncrease ? BySecond(values) : values));
                }
            }
        }

        if (rows.Count > 0)
        {
            await store.WriteAsync(rows, cancellationToken);
        }
    }

    /// <summary>What a counter rose by in ten seconds, a tenth to each: beside the seconds that were seen live, the past would else look ten times as high.</summary>
    private static double[] BySecond(double[] values)
    {
        var seconds = new double[60];
        for (var second = 0; second < seconds.Length; second++)
        {
            seconds[second] = values[second / 10] / 10;
        }

        return seconds;
    }

    /// <param name="Minutes">How many of them hold anything.</param>
    private sealed record Filled(DateTimeOffset First, int Minutes, List<double[]?[]> Places, List<(string Key, Labels Labels)> Series);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Filled {Minutes} minutes from the sandbox's past in {Seconds:0.0} s")]
        public static partial void Done(ILogger logger, int minutes, double seconds);

        [LoggerMessage(LogLevel.Warning, "The sandbox's past could not be filled in beyond {Minutes} minutes; going on without")]
        public static partial void Failed(ILogger logger, Exception exception, int minutes);
    }
}
