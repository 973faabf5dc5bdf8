using System.Globalization;
using System.Text;
using System.Text.Json;
using BarberPro.Dashboard.Access;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What series did: for scripts one at a time, for a page all of its charts in one answer.</summary>
internal static class HistoryEndpoints
{
    private const int MostSeries = 200;

    private static readonly double[] PowersOfTen = [.. Enumerable.Range(0, 23).Select(exponent => double.Parse($"1e{exponent}", CultureInfo.InvariantCulture))];
    private static readonly JsonEncodedText From = JsonEncodedText.Encode("from");
    private static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
    private static readonly JsonEncodedText Step = JsonEncodedText.Encode("step");

    public static IEndpointRouteBuilder MapHistory(this IEndpointRouteBuilder routes)
    {
        var texts = routes.ServiceProvider.GetRequiredService<IStringLocalizer<HistoryTexts>>();
        var known = new KnownSeries(routes.ServiceProvider.GetRequiredService<ISeriesRegistry>());
        var reader = new HistoryReader(routes.ServiceProvider.GetRequiredService<IMinuteStore>(), routes.ServiceProvider.GetRequiredService<IBaseline>());
        var clock = routes.ServiceProvider.GetRequiredService<TimeProvider>();

        routes.MapGet("/api/series/{id:int}/history", (int id, HttpContext context) => AnswerAsync(context, _ => [id], (query, lines) => WriteOneAsync(context, query, lines[0])))
            .RequireAuthorization(Policies.Screen).ReadsOnly().WithName("SeriesHistory").WithSummary("Values of a series in steps, with the baseline day's").WithTags("Metrics");
        routes.MapGet("/api/series/{id:int}/history.csv", (int id, HttpContext context) => AnswerAsync(context, _ => [id], (query, lines) => WriteCsvAsync(context, query, lines[0])))
            .RequireAuthorization(Policies.Screen).ReadsOnly().WithName("SeriesHistoryCsv").WithSummary("The same as a table").WithTags("Metrics");
        routes.MapGet("/api/history", (HttpContext context) => AnswerAsync(context, query => Ids(query, texts), (query, lines) => WriteManyAsync(context, query, lines)))
            .RequireAuthorization(Policies.Screen).ReadsOnly().WithName("History").WithSummary("Values of several series in steps, with the baseline day's").WithTags("Metrics");
        return routes;

        async Task AnswerAsync(HttpContext context, Func<IQueryCollection, IReadOnlyList<int>> choose, Func<HistoryQuery, IReadOnlyList<HistoryLine>, Task> write)
        {
            IResult problem;
            try
            {
                var ids = choose(context.Request.Query);
                var query = HistoryQuery.Read(context.Request.Query, ids.Count, clock.GetUtcNow(), texts);
                if (await known.FirstUnknownAsync(ids, context.RequestAborted) is { } unknown)
                {
                    problem = Results.Problem(texts["UnknownSeriesDetail"], title: texts["UnknownSeries", unknown], statusCode: StatusCodes.Status404NotFound);
                }
                else
                {
                    await write(query, await reader.ReadAsync(ids, query, context.RequestAborted));
                    return;
                }
            }
            catch (HistoryFault fault)
            {
                problem = Results.Problem(fault.Message, title: texts["BadParameter", fault.Parameter], statusCode: StatusCodes.Status400BadRequest,
                    extensions: [KeyValuePair.Create<string, object?>("parameter", fault.Parameter)]);
            }
            catch (NpgsqlException) when (!context.Response.HasStarted)
            {
                context.Response.Headers.RetryAfter = "2";
                problem = Results.Problem(texts["DatabaseAwayDetail"], title: texts["DatabaseAway"], statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            await problem.ExecuteAsync(context);
        }
    }

    private static List<int> Ids(IQueryCollection query, IStringLocalizer texts)
    {
        var ids = new List<int>();
        foreach (var part in query["series"].ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || ids.Count == MostSeries)
            {
                throw new HistoryFault("series", texts["NotSeries", MostSeries]);
            }

            ids.Add(id);
        }

        return ids;
    }

    private static async Task WriteOneAsync(HttpContext context, HistoryQuery query, HistoryLine line)
    {
        await using var json = Begin(context, query);
        WriteValues(json, "values", line.Values, exact: true);
        WriteValues(json, "baseline", line.Baseline, exact: true);
        json.WriteEndObject();
    }

    private static async Task WriteManyAsync(HttpContext context, HistoryQuery query, IReadOnlyList<HistoryLine> lines)
    {
        await using var json = Begin(context, query);
        json.WriteStartArray("series");
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("id", line.SeriesId);
            WriteValues(json, "values", line.Values, exact: false);
            if (query.WithBaseline)
            {
                WriteValues(json, "baseline", line.Baseline, exact: false);
            }

            json.WriteEndObject();
            if (json.BytesPending > 64 * 1024)
            {
                await json.FlushAsync(context.RequestAborted);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Utf8JsonWriter Begin(HttpContext context, HistoryQuery query)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var json = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString(From, query.From);
        json.WriteString(To, query.To);
        json.WriteNumber(Step, query.Step);
        return json;
    }

    /// <param name="exact">False where the numbers are for drawing: four digits, or whole numbers, and a third of the bytes.</param>
    private static void WriteValues(Utf8JsonWriter json, string name, double[] values, bool exact)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteNumberValue(exact ? value : ForDrawing(value));
            }
        }

        json.WriteEndArray();
    }

    private static double ForDrawing(double value)
    {
        if (value == 0)
        {
            return 0;
        }

        // A power of ten with a whole exponent, multiplied and divided by: the quotient is the double nearest to those digits.
        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 22);
        var power = PowersOfTen[digits];
        return Math.Round(value * power) / power;
    }

    private static async Task WriteCsvAsync(HttpContext context, HistoryQuery query, HistoryLine line)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"series-{line.SeriesId}-{query.From:yyyyMMdd'T'HHmmss'Z'}.csv\"");
        var text = new StringBuilder("at,value,baseline\r\n");
        for (var place = 0; place < query.Length; place++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{query.From.AddSeconds((double)place * query.Step):yyyy-MM-dd'T'HH:mm:sszzz},{Cell(line.Values[place])},{Cell(line.Baseline[place])}\r\n");
        }

        await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static string Cell(double value) => double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>Ids are never taken back, so one that was seen needs no second look.</summary>
    private sealed class KnownSeries(ISeriesRegistry registry)
    {
        private volatile HashSet<int> _ids = [];

        public async ValueTask<int?> FirstUnknownAsync(IReadOnlyList<int> ids, CancellationToken cancellationToken)
        {
            if (!ids.All(_ids.Contains))
            {
                _ids = (await registry.ReadAllAsync(cancellationToken)).Select(series => series.Id).ToHashSet();
            }

            foreach (var id in ids)
            {
                if (!_ids.Contains(id))
                {
                    return id;
                }
            }

            return null;
        }
    }
}
