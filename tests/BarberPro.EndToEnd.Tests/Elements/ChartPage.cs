namespace BarberPro.EndToEnd.Tests.Elements;

/// <summary>A page of the twelve charts of the live day with invented, repeatable data, for tests that need the whole picture.</summary>
internal static class ChartPage
{
    private static readonly (string Title, string Key, string? Label, string[] Values, double Base, double Swing, string Unit, double Scale, int Decimals, string Extra)[] Charts =
    [
        ("Response time, AR", "http_response_seconds_avg", "region", ["ar", "uy", "cl"], .107, .048, "ms", 1000, 0, "target=\"0.15\" target-label=\"AR target < 150 ms\""),
        ("Requests", "http_requests_per_second", null, [], 30, 380, "req/s", 1, 0, ""),
        ("CPU", "cpu_ratio", null, [], .3, .45, "%", 100, 0, "guides='[{\"value\":70,\"label\":\"up 70\"},{\"value\":30,\"label\":\"down 30\"}]' min=\"0\" max=\"100\""),
        ("Connections used", "db_connections_ratio", null, [], .40, .26, "%", 100, 1, "target=\"0.75\" target-label=\"target < 75 %\""),
        ("Query p95", "db_query_seconds_p95", null, [], .026, .03, "ms", 1000, 0, ""),
        ("Replica lag", "db_replica_lag_seconds", "replica", ["replica-1", "replica-2"], .2, .2, "s", 1, 2, ""),
        ("Cache hit ratio, AR", "cache_hit_ratio", "region", ["ar", "uy", "cl"], .89, .06, "%", 100, 1, ""),
        ("Backend shares", "lb_share", "backend", ["app-1", "app-2", "app-3"], .33, .01, "%", 100, 0, ""),
        ("WAF blocks", "waf_blocks_per_minute", null, [], 26, 30, "/min", 1, 0, ""),
        ("Bookings", "bookings_per_minute", null, [], 2, 44, "/min", 1, 1, ""),
        ("Payment p95", "payment_seconds_p95", null, [], 2.27, .66, "s", 1, 2, "target=\"3\" target-label=\"target < 3 s\""),
        ("Revenue", "revenue_ars_per_minute", null, [], 20_000, 540_000, "k ARS/min", .001, 0, ""),
    ];

    /// <summary>A barbershop day: 0 to 1 by the hour.</summary>
    private static double Load(double hour) => .06 + .62 * Bell(hour, 11, 1.9) + .95 * Bell(hour, 18.2, 2.1) + .25 * Bell(hour, 14.5, 2.5);

    private static double Bell(double at, double middle, double width) => Math.Exp(-Math.Pow((at - middle) / width, 2));

    public static double Hour(long second) => TimeSpan.FromSeconds(((second - 10_800) % 86_400 + 86_400) % 86_400).TotalHours;

    private static double Noise(long seed) => new Random((int)(seed % 1_000_003)).NextDouble() - .5;

    public static void Fill(StandIn server)
    {
        var shapes = new Dictionary<int, (double Base, double Swing)>();
        foreach (var chart in Charts)
        {
            foreach (var value in chart.Values.DefaultIfEmpty(""))
            {
                var id = server.Series.Count + 1;
                server.Series.Add(new StandInSeries(id, chart.Key, chart.Label is null ? [] : new() { [chart.Label] = value }, chart.Unit));
                shapes[id] = (chart.Base * (1 + .16 * Array.IndexOf(chart.Values, value) * (chart.Values.Length > 0 ? 1 : 0)), chart.Swing);
            }
        }

        server.Past = (id, second) => Silent(server, id, second) ? null : Value(shapes[id], second, id, 1);
        server.Baseline = (id, second) => Hour(second) is < 9 or > 20 ? null : Value(shapes[id], second, id + 100, id is 1 or 2 or 3 ? 1.2 : .93);
        server.Body = Body();
    }

    public static double?[] Frame(StandIn server, long second) => [.. server.Series.Select(series => server.Past(series.Id, second))];

    private static bool Silent(StandIn server, int id, long second) =>
        server.Series[id - 1].Key switch
        {
            "payment_seconds_p95" => Hour(second) is > 11.8 and < 12.24,
            "db_replica_lag_seconds" => server.Series[id - 1].Labels["replica"] == "replica-2" && Hour(second) > 14.35,
            _ => false,
        };

    private static double Value((double Base, double Swing) shape, long second, int seed, double factor)
    {
        var storm = Bell(Hour(second), 13.68, .1);
        return (shape.Base + shape.Swing * (Load(Hour(second)) + storm * .7) + shape.Swing * .06 * Noise(second / 7 * 31 + seed * 977)) * factor;
    }

    private static string Body()
    {
        var cards = Charts.Select(chart =>
        {
            var lines = string.Join(',', chart.Values.DefaultIfEmpty("").Select(value => $$"""{"key":"{{chart.Key}}","labels":{{(value.Length == 0 ? "{}" : $$"""{"{{chart.Label}}":"{{value}}"}""")}}}"""));
            var labels = chart.Values.Length == 0 ? "{}" : $$"""{"{{chart.Label}}":"{{chart.Values[0]}}"}""";
            var own = chart.Key.StartsWith("db_", StringComparison.Ordinal) ? "true" : "false";
            var marks = $$"""[{"at":"10:52","kind":"change","label":"autoscaling r4 10:52"},{"at":"12:56","kind":"change","label":"database r4 12:56","own":{{own}}},{"at":"13:36","kind":"change","label":"lb r6 13:36"},{"at":"13:39","to":"13:50","kind":"alert","label":"alert 13:39","own":{{(chart.Key == "db_connections_ratio" ? "true" : "false")}}}]""";
            var of = $"key=\"{chart.Key}\" labels='{labels}' scale=\"{FormattableString.Invariant($"{chart.Scale}")}\" decimals=\"{chart.Decimals}\"";
            return $"""
                <article class="card chart" data-live-card><header><h3><a href="#">{chart.Title}</a></h3><span class="now"><live-value {of} unit="{chart.Unit}" no-age>…</live-value></span><span class="d"><live-value mode="difference" {of} unit="{chart.Unit}" versus="vs Day 6"></live-value></span></header>
                <div class="legend"><span><i class="sw"></i>today <b><live-value {of} plain no-age></live-value></b></span><span><i class="sw dash"></i>Day 6 <b><live-value mode="baseline" {of}></live-value></b></span></div>
                <live-chart lines='[{lines}]' {of} unit="{chart.Unit}" lane marks='{marks}' label="{chart.Title}" {chart.Extra}></live-chart></article>
                """;
        });
        return $$"""
            <style>body { margin: 0; } .bar { display: flex; gap: 16px; align-items: center; padding: 10px 16px; background: var(--surface); border-bottom: 1px solid var(--line); } .bar live-status { margin-left: auto; }
            .groups { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12px; padding: 16px; } .chart { padding: 10px 12px 6px; } .chart[data-stale] { border: 1px dashed var(--stale); } .chart > header { display: flex; align-items: baseline; gap: 8px; height: 24px; white-space: nowrap; } .chart h3 { font-size: 13px; font-weight: 600; margin: 0; } .chart a { color: inherit; text-decoration: none; }
            .now { margin-left: auto; font-size: 18px; font-weight: 650; letter-spacing: -.01em; } .d { font-size: var(--text-xs); color: var(--muted); } .legend { display: flex; gap: 10px; font-size: 11.5px; line-height: 20px; color: var(--muted); } .legend b { color: var(--text); font-weight: 600; }
            .sw { display: inline-block; width: 12px; border-top: 2px solid var(--today); margin: 0 5px 4px 0; } .sw.dash { border-top-style: dotted; border-color: var(--ghost); } .tiles { display: grid; grid-template-columns: repeat(8, 1fr); gap: 12px; padding: 16px 16px 0; } .tiles > * { min-width: 0; padding: 8px; }</style>
            <live-view><div class="bar"><art-clock></art-clock><block-progress from="13:00" to="17:00"></block-progress>
              <span class="seg"><button data-view-range="15m">15 min</button><button data-view-range="1h">1 h</button><button data-view-range="block">Block</button><button data-view-range="day">Day</button></span>
              <button class="switch" role="switch" data-view-compare><i></i>Compare</button><button class="btn" data-view-pause data-text-pause="Pause" data-text-resume="Resume">Pause</button><live-age missed></live-age><live-status></live-status></div></live-view>
            <div class="tiles"><div class="card"><live-spark key="http_response_seconds_avg" labels='{"region":"ar"}' limit="0.15" limit-label="< 150 ms"></live-spark></div><div class="card"><live-spark key="db_connections_ratio" limit="0.75" limit-label="< 75 %" point="13:41"></live-spark></div>
              <div class="card"><live-spark mode="bars" events='[["09:17",132],["10:01",108],["10:53",95]]' limit="180" limit-label="< 3 min"></live-spark></div><div class="card"><live-spark mode="dots" events='[["09:17",4.6],["10:01",4.5],["10:53",4.7],["12:10",4.4]]' limit="4.58" limit-label="≥ 4.58"></live-spark></div>
              <div class="card" style="grid-column: span 2"><live-heat key="db_connections_ratio" limit="0.75" comparison="<"></live-heat></div><div class="card" style="grid-column: span 2"><live-heat key="payment_seconds_p95" limit="3" comparison="<"></live-heat></div></div>
            <div class="groups">{{string.Concat(cards)}}</div>
            """;
    }
}
