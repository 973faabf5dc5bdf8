using BarberPro.Dashboard.Access;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Metrics;

/// <summary>One entry of <c>GET /api/metrics</c>.</summary>
internal sealed record MetricAnswer(int Id, string Key, IReadOnlyDictionary<string, string> Labels, string Title, string ShortTitle, string Unit, double? Value, double? AgeSeconds, bool Stale,
    string Kind, string FocusArea, string Better, int Decimals, string DisplayUnit, double DisplayScale, double? Warn);

internal sealed record SourceAnswer(string Name, string Address, double IntervalSeconds, DateTimeOffset? LastSuccess, double? LastDurationSeconds, int Samples, string? Error, DateTimeOffset? FailingSince);

internal sealed record MetricWithoutSourceAnswer(string Key, string Title, string Reason);

internal sealed record SourcesAnswer(IReadOnlyList<SourceAnswer> Sources, IReadOnlyList<MetricWithoutSourceAnswer> MetricsWithoutSource);

internal static class MetricsEndpoints
{
    public static void MapMetricsEndpoints(this WebApplication app)
    {
        app.MapGet("/api/metrics", Metrics).RequireAuthorization(Policies.Screen).ReadsOnly().WithTags("Metrics").WithSummary("All series: what they are, their newest value and its age");
        app.MapGet("/api/sources", Sources).RequireAuthorization(Policies.Viewer).ReadsOnly().WithTags("Metrics").WithSummary("How each source does, and the metrics that have none");
    }

    private static MetricAnswer[] Metrics(LatestValues latest, Catalogue catalogue, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return [.. latest.Read(now).Select(value =>
        {
            var metric = catalogue.Find(value.Series.Key)!;
            return new MetricAnswer(value.Series.Id, metric.Key, value.Series.Labels.ToDictionary(), metric.Title.ToString(), metric.ShortTitle.ToString(), metric.Unit,
                double.IsFinite(value.Value) ? value.Value : null, value.At is { } at ? Math.Round(Math.Max(0, (now - at).TotalSeconds), 3) : null, value.IsStale,
                Word(metric.Kind), Word(metric.FocusArea), Word(metric.Better), metric.Decimals, metric.DisplayUnit.ToString(), metric.DisplayScale, metric.Warn);
        })];
    }

    private static SourcesAnswer Sources(SourceBoard board, LatestValues latest, Catalogue catalogue, IStringLocalizer<MetricsTexts> texts, IStringLocalizer<SourceTexts> sourceTexts) => new(
        [.. board.Read().Select(status => new SourceAnswer(status.Name, status.Address, status.Interval.TotalSeconds, status.LastSuccess, status.LastDuration?.TotalSeconds, status.Samples,
            sourceTexts.ErrorOf(status) ?? (status.Waiting ? texts["Waiting", $"{status.FailingSince:O}"].Value : null), status.FailingSince))],
        [.. latest.MetricsWithoutSource().Select(key => catalogue.Find(key)!)
            .Select(metric => new MetricWithoutSourceAnswer(metric.Key, metric.Title.ToString(), texts["NoSource", string.Join(", ", ExpressionRules.NamesOf(metric.Expression))]))]);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
