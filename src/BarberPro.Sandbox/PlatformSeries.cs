using System.Globalization;
using System.Text;

namespace BarberPro.Sandbox;

/// <summary>One set of labels of a family: its samples lie side by side in the model's values.</summary>
/// <param name="Whole">How many of them are whole numbers: all but the sum of a histogram or summary, all of a counter, few gauges.</param>
internal sealed record PlatformMetric(int First, int Count, int Whole);

/// <param name="Type">counter, gauge, histogram or summary.</param>
internal sealed record PlatformFamily(string Name, string Type, byte[] TextHeader, byte[] OpenMetricsHeader, PlatformMetric[] Metrics);

/// <summary>Every series that the platform shows: where its value lies, and how its line starts. The contract's table in code.</summary>
internal static class PlatformSeries
{
    public static readonly Buckets HttpBuckets = new(0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.75, 1, 2.5, 5);
    public static readonly Buckets QueryBuckets = new(0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.15, 0.25, 0.5, 1);
    public static readonly Buckets PaymentBuckets = new(0.5, 1, 1.5, 2, 2.2, 2.4, 2.6, 2.8, 3, 3.2, 3.5, 4, 5, 7.5, 10);
    public static readonly string[] Routes = ["/api/shops", "/api/bookings"];
    public static readonly string[] Statuses = ["200", "404", "429", "500"];
    public static readonly string[] WafRules = ["sql-injection", "cross-site-scripting", "scanner", "bad-bot"];

    private static readonly List<PlatformFamily> _families = [];
    private static readonly List<byte[]> _prefixes = [];

    /// <summary>By region, then route.</summary>
    public static readonly int HttpDuration = Add("http_request_duration_seconds", "histogram", "Time to answer a request.", Pairs("region", Demand.RegionNames, "route", Routes), HttpBuckets);

    /// <summary>By region, then status.</summary>
    public static readonly int HttpRequests = Add("http_requests_total", "counter", "Requests answered.", Pairs("region", Demand.RegionNames, "status", Statuses));

    public static readonly int Connections = Add("db_connections_active", "gauge", "Connections of the pool in use.", [""], whole: true);
    public static readonly int ConnectionsMax = Add("db_connections_max", "gauge", "Size of the connection pool.", [""], whole: true);
    public static readonly int QueryDuration = Add("db_query_duration_seconds", "histogram", "Time of a database query.", [""], QueryBuckets);
    public static readonly int SlowQueries = Add("db_slow_queries_total", "counter", "Queries slower than the slow query limit.", [""]);
    public static readonly int ReplicaLag = Add("db_replica_lag_seconds", "gauge", "How far a read replica is behind.", Each("replica", ["replica-1", "replica-2"]));
    public static readonly int Desired = Add("autoscaler_replicas_desired", "gauge", "Application replicas wanted.", [""], whole: true);
    public static readonly int Ready = Add("autoscaler_replicas_ready", "gauge", "Application replicas that serve.", [""], whole: true);
    public static readonly int Cpu = Add("instance_cpu_ratio", "gauge", "Processor use of the application replicas, their mean.", [""]);
    public static readonly int Memory = Add("instance_memory_ratio", "gauge", "Memory use of the application replicas, their mean.", [""]);

    /// <summary>By region: hit, miss.</summary>
    public static readonly int CdnRequests = Add("cdn_requests_total", "counter", "Requests at the edge.", Pairs("region", Demand.RegionNames, "cache", ["hit", "miss"]));

    public static readonly int BackendWeight = Add("lb_backend_weight", "gauge", "Weight of a backend.", Each("backend", ["app-1", "app-2", "app-3"]), whole: true);
    public static readonly int BackendRequests = Add("lb_backend_requests_total", "counter", "Requests given to a backend.", Each("backend", ["app-1", "app-2", "app-3"]));
    public static readonly int DeploymentActive = Add("deployment_active", "gauge", "1 for the colour that serves.", Each("color", ["blue", "green"]), whole: true);
    public static readonly int WafBlocked = Add("waf_blocked_total", "counter", "Requests blocked by the firewall.", Each("rule", WafRules));
    public static readonly int RateLimited = Add("rate_limited_total", "counter", "Requests refused by the rate limit.", [""]);

    /// <summary>success, failure.</summary>
    public static readonly int Bookings = Add("bookings_total", "counter", "Attempts to book.", Each("result", ["success", "failure"]));

    public static readonly int PaymentDuration = Add("payment_duration_seconds", "histogram", "Time of a payment.", [""], PaymentBuckets);
    public static readonly int SessionsActive = Add("sessions_active", "gauge", "Sessions open.", [""], whole: true);
    public static readonly int SessionDuration = Add("session_duration_seconds", "summary", "Length of the sessions that ended.", [""]);
    public static readonly int Csat = Add("csat_score", "summary", "Answers to the satisfaction survey, 1 to 5.", [""]);
    public static readonly int Revenue = Add("revenue_ars_total", "counter", "Money of the bookings that succeeded, in ARS.", [""]);

    public static readonly PlatformFamily[] Families = [.. _families];

    /// <summary>How each series' line starts, up to and with the space before the value.</summary>
    public static readonly byte[][] Prefixes = [.. _prefixes];

    public static readonly int LongestPrefix = Prefixes.Max(prefix => prefix.Length);

    public static int Count => Prefixes.Length;

    private static int Add(string name, string type, string help, string[] labels, Buckets? buckets = null, bool whole = false)
    {
        var first = _prefixes.Count;
        var metrics = new PlatformMetric[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var start = _prefixes.Count;
            foreach (var bound in buckets?.Bounds ?? [])
            {
                Line($"{name}_bucket", With(labels[i], $"le=\"{bound.ToString("0.0##", CultureInfo.InvariantCulture)}\""));
            }

            if (buckets is not null)
            {
                Line($"{name}_bucket", With(labels[i], "le=\"+Inf\""));
            }

            if (type is "histogram" or "summary")
            {
                Line($"{name}_count", labels[i]);
                Line($"{name}_sum", labels[i]);
            }
            else
            {
                Line(name, labels[i]);
            }

            var count = _prefixes.Count - start;
            metrics[i] = new PlatformMetric(start, count, type is "histogram" or "summary" ? count - 1 : whole || type == "counter" ? count : 0);
        }

        // OpenMetrics names a counter's family without its _total.
        var family = type == "counter" ? name[..^"_total".Length] : name;
        _families.Add(new PlatformFamily(name, type,
            Encoding.UTF8.GetBytes($"# HELP {name} {help}\n# TYPE {name} {type}\n"),
            Encoding.UTF8.GetBytes($"# HELP {family} {help}\n# TYPE {family} {type}\n"), metrics));
        return first;
    }

    private static void Line(string name, string labels) => _prefixes.Add(Encoding.UTF8.GetBytes(labels.Length == 0 ? $"{name} " : $"{name}{{{labels}}} "));

    private static string With(string labels, string more) => labels.Length == 0 ? more : $"{labels},{more}";

    private static string[] Each(string name, string[] values) => [.. values.Select(value => $"{name}=\"{value}\"")];

    private static string[] Pairs(string first, string[] firsts, string second, string[] seconds) =>
        [.. firsts.SelectMany(one => seconds.Select(two => $"{first}=\"{one}\",{second}=\"{two}\""))];
}
