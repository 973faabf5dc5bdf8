using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using System.Globalization;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class CatalogueTests
{
    private static readonly string[] Keys = ["first", "second"];
    private static readonly IConfiguration Shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();

    [Fact]
    public void Shipped_Catalogue_NamesEveryMetricOfALaunchDay()
    {
        var catalogue = Catalogue.Of(Options(Shipped).Value);

        catalogue.Metrics.Select(metric => metric.Labels.IsEmpty ? metric.Key : $"{metric.Key}({string.Join(',', metric.Labels)})").Should().BeEquivalentTo(
        [
            "http_response_seconds_avg(region)", "http_response_seconds_p95(region)", "http_requests_per_second", "http_error_ratio", "http_response_seconds_spent(region)", "http_requests(region)",
            "replicas_ready", "replicas_desired", "cpu_ratio", "memory_ratio", "autoscaling_reaction_seconds",
            "db_connections_ratio", "db_connections_active", "db_connections_max", "db_query_seconds_p95", "db_slow_queries_per_hour", "db_replica_lag_seconds(replica)",
            "cache_hit_ratio(region)", "lb_weight(backend)", "lb_share(backend)", "deployment_active(color)", "waf_blocks_per_minute", "rate_limited_per_minute",
            "bookings_per_minute", "bookings_failed_per_minute", "booking_success_ratio", "bookings(result)", "payment_seconds_p95", "payment_bucket(le)",
            "revenue_ars_per_minute", "revenue_ars", "sessions_active", "session_seconds_avg", "session_seconds_spent", "sessions_ended", "csat_avg", "csat_points", "csat_answers",
            "dashboard_frame_lag_seconds", "dashboard_samples_per_second", "dashboard_hub_connections",
        ]);
        catalogue.Metrics.Where(metric => metric.Kind == MetricKind.Increase).Select(metric => metric.Key).Should().BeEquivalentTo(
            ["http_response_seconds_spent", "http_requests", "bookings", "payment_bucket", "revenue_ars", "session_seconds_spent", "sessions_ended", "csat_points", "csat_answers"]);
        catalogue.Find("autoscaling_reaction_seconds")!.Kind.Should().Be(MetricKind.Event);
    }

    [Fact]
    public void Shipped_Titles_DifferByLanguage()
    {
        var metric = Catalogue.Of(Options(Shipped).Value).Find("http_response_seconds_avg")!;

        metric.Title.In(CultureInfo.GetCultureInfo("en-GB")).Should().Be("Average response time");
        metric.Title.In(CultureInfo.GetCultureInfo("es-AR")).Should().Be("Tiempo de respuesta promedio");
        metric.Title.In(CultureInfo.GetCultureInfo("es-UY")).Should().Be("Tiempo de respuesta promedio");
        metric.Title.In(CultureInfo.GetCultureInfo("fr")).Should().Be("Average response time");
        (metric.DisplayUnit.In(CultureInfo.GetCultureInfo("es-AR")), metric.DisplayScale, metric.Warn).Should().Be(("ms", 1000, 0.2));
    }

    [Theory]
    [InlineData("Expression", "rate(x)", "Metrics:Catalogue:1:Expression: column 7: expected a window*")]
    [InlineData("Key", "Not A Key", "Metrics:Catalogue:1:Key must be of lower-case letters*")]
    [InlineData("Key", "first", "Metrics:Catalogue:1:Key 'first' stands twice*")]
    [InlineData("Title:es-AR", "", "Metrics:Catalogue:1:Title:es-AR is missing (second).")]
    [InlineData("ShortTitle:en", "Short", "Metrics:Catalogue:1:ShortTitle:es-AR is missing (second).")]
    [InlineData("Unit", " ", "Metrics:Catalogue:1:Unit is missing (second).")]
    [InlineData("Labels:0", "a b", "*Metrics:Catalogue:1:Labels: 'a b' is no name of a label.*")]
    [InlineData("Decimals", "9", "Metrics:Catalogue:1:Decimals must lie between 0 and 6.")]
    [InlineData("DisplayScale", "0", "Metrics:Catalogue:1:DisplayScale must be greater than 0.")]
    [InlineData("Warn", "NaN", "Metrics:Catalogue:1:Warn must be a finite number.")]
    [InlineData("Better", "7", "Metrics:Catalogue:1:Better must be one of none, lower, higher.")]
    [InlineData("FocusArea", "99", "Metrics:Catalogue:1:FocusArea must be one of response, *")]
    public void Fault_InAnEntry_NamesItsKey(string key, string value, string message)
    {
        var settings = Two();
        settings[$"Metrics:Catalogue:1:{key}"] = value;

        FluentActions.Invoking(() => Read(settings)).Should().Throw<OptionsValidationException>().WithMessage(message);
    }

    [Theory]
    [InlineData("Metrics:Catalogue:1:FocusArea", "kitchen")]
    [InlineData("Metrics:Catalogue:1:Warn", "many")]
    [InlineData("Metrics:Wait", "soon")]
    public void Fault_OfType_NamesItsKey(string key, string value)
    {
        var settings = Two();
        settings[key] = value;

        FluentActions.Invoking(() => Read(settings)).Should().Throw<OptionsValidationException>().WithMessage($"*'{key}'*");
    }

    [Theory]
    [InlineData("Metrics:Wait", "00:00:02", "*Metrics:Wait must lie between 1 and 900 ms*")]
    [InlineData("Metrics:Grace", "00:02:00", "*Metrics:Grace must lie between*")]
    [InlineData("Metrics:SeriesPerMetric", "0", "*Metrics:SeriesPerMetric must lie between*")]
    public void Fault_OutsideTheCatalogue_NamesItsKey(string key, string value, string message)
    {
        var settings = Two();
        settings[key] = value;

        FluentActions.Invoking(() => Read(settings)).Should().Throw<OptionsValidationException>().WithMessage(message);
    }

    [Fact]
    public void Setting_ThatIsNone_IsNamed()
    {
        var settings = Two();
        settings["Metrics:Catalogue:1:Expresion"] = "x";

        FluentActions.Invoking(() => Read(settings)).Should().Throw<OptionsValidationException>().WithMessage("*'Expresion'*");
    }

    [Fact]
    public void Catalogue_WithoutEntries_IsRefused() =>
        FluentActions.Invoking(() => Read([])).Should().Throw<OptionsValidationException>().WithMessage("Metrics:Catalogue has no entry.");

    private static Dictionary<string, string?> Two()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (i, key) in Keys.Index())
        {
            settings[$"Metrics:Catalogue:{i}:Key"] = key;
            settings[$"Metrics:Catalogue:{i}:Title:en"] = "Title";
            settings[$"Metrics:Catalogue:{i}:Title:es-AR"] = "Título";
            settings[$"Metrics:Catalogue:{i}:Unit"] = "s";
            settings[$"Metrics:Catalogue:{i}:Expression"] = "x";
        }

        return settings;
    }

    private static MetricsOptions Read(Dictionary<string, string?> settings) => Options(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Value;

    private static IOptions<MetricsOptions> Options(IConfiguration configuration)
    {
        return new ServiceCollection().AddSingleton(configuration).AddMetricsRoom().BuildServiceProvider().GetRequiredService<IOptions<MetricsOptions>>();
    }
}
