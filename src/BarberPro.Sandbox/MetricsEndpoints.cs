using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace BarberPro.Sandbox;

/// <summary>The present as a scrape, and the past as OpenMetrics text with time stamps, the form that Prometheus back-fills from.</summary>
internal sealed class MetricsEndpoints(Timeline timeline, TimeProvider clock)
{
    /// <summary>Two days at ten seconds, and a bit.</summary>
    public const int MostRows = 20_000;

    private const int FlushBytes = 64 * 1024;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics", PresentAsync);
        routes.MapGet("/history", PastAsync);
    }

    private async Task PresentAsync(HttpContext context)
    {
        var openMetrics = PrefersOpenMetrics(context.Request.Headers.Accept);
        context.Response.ContentType = openMetrics ? ExpositionWriter.OpenMetricsType : ExpositionWriter.TextType;
        var values = ArrayPool<double>.Shared.Rent(PlatformSeries.Count);
        timeline.Read(Now, values);
        ExpositionWriter.Write(context.Response.BodyWriter, values, openMetrics);
        ArrayPool<double>.Shared.Return(values);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private async Task PastAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var faults = new List<SettingFault>();
        var from = Number(query["from"], "from", 0, faults);
        var to = Number(query["to"], "to", 0, faults);
        var step = (int)Number(query["step"], "step", 1, faults);
        if (faults.Count == 0 && (to - from) / step >= MostRows)
        {
            faults.Add(new SettingFault("step", $"must leave at most {MostRows} steps between from and to."));
        }

        if (faults.Count > 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The range is not valid",
                string.Join(" ", faults.Select(fault => $"{fault.Field} {fault.Message}")), faults);
            return;
        }

        context.Response.ContentType = ExpositionWriter.OpenMetricsType;
        var rows = ArrayPool<double>.Shared.Rent((int)(Math.Max(0, (to - from) / step) + 2) * PlatformSeries.Count);
        try
        {
            var (first, count) = timeline.ReadPast(from, to, step, Now, rows);
            await WriteRowsAsync(context, rows, first, step, count);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rows);
        }
    }

    /// <summary>Family by family and metric by metric, each over the whole time: the format allows no other order.</summary>
    private static async Task WriteRowsAsync(HttpContext context, double[] rows, long first, int step, int count)
    {
        var output = context.Response.BodyWriter;
        foreach (var family in PlatformSeries.Families)
        {
            output.Write(family.OpenMetricsHeader);
            foreach (var metric in family.Metrics)
            {
                for (var row = 0; row < count; row++)
                {
                    ExpositionWriter.WriteMetric(output, metric, rows.AsSpan(row * PlatformSeries.Count, PlatformSeries.Count), first + ((long)row * step));
                    if (output.UnflushedBytes > FlushBytes)
                    {
                        await output.FlushAsync(context.RequestAborted);
                    }
                }
            }
        }

        output.Write(ExpositionWriter.End);
        await output.FlushAsync(context.RequestAborted);
    }

    private static bool PrefersOpenMetrics(Microsoft.Extensions.Primitives.StringValues accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out var types))
        {
            return false;
        }

        var (openMetrics, text) = (0.0, 0.0);
        foreach (var type in types)
        {
            var quality = type.Quality ?? 1;
            openMetrics = type.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) ? Math.Max(openMetrics, quality) : openMetrics;
            text = type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase) ? Math.Max(text, quality) : text;
        }

        return openMetrics > 0 && openMetrics >= text;
    }

    private static long Number(string? text, string field, long least, List<SettingFault> faults)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number < 1L << 33)
        {
            return number;
        }

        faults.Add(new SettingFault(field, least > 0 ? "must be whole seconds, at least 1." : "must be a Unix time in whole seconds."));
        return least;
    }
}
