using System.Diagnostics.Metrics;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class MetricsEndpointsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(EvaluatorBench.Start);
    private readonly WebApplication _app;
    private readonly SeriesBook _book;

    public MetricsEndpointsTests()
    {
        var options = new MetricsOptions { Catalogue = [EvaluatorBench.Entry("with_source", "x", "region"), EvaluatorBench.Entry("without_source", "rate(y_total[1m])")] };
        var catalogue = Catalogue.Of(options);
        _book = new SeriesBook(catalogue, new FakeRegistry(), _clock, NullLogger<SeriesBook>.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddLocalization().AddEverybody();
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(catalogue);
        builder.Services.AddSingleton(provider => new LatestValues(new CatalogueEvaluator(catalogue, options), _book, new PipelineMeters(provider.GetRequiredService<IMeterFactory>()), _clock));
        builder.Services.AddSingleton(new SourceBoard([FakeSource.Of("the source", asked => asked)], new LiveValue<SourcesSnapshot>(SourcesSnapshot.Empty)));
        _app = builder.Build();
        _app.UseRequestLocalization(localization => localization.SetDefaultCulture("en").AddSupportedUICultures("en", "es-AR"));
        _app.MapMetricsEndpoints();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact(Timeout = 20_000)]
    public async Task Metrics_OfASeries_SayWhatItIsItsValueAndItsAge()
    {
        await MeasureAsync(4.5);
        _clock.Advance(TimeSpan.FromSeconds(2.25));

        var series = (await GetAsync("/api/metrics", "es-AR", TestContext.Current.CancellationToken)).EnumerateArray().Should().ContainSingle().Subject;

        series.GetProperty("id").GetInt32().Should().Be(1);
        series.GetProperty("key").GetString().Should().Be("with_source");
        series.GetProperty("labels").GetProperty("region").GetString().Should().Be("ar");
        series.GetProperty("title").GetString().Should().Be("Métrica");
        series.GetProperty("unit").GetString().Should().Be("1");
        series.GetProperty("value").GetDouble().Should().Be(4.5);
        series.GetProperty("ageSeconds").GetDouble().Should().Be(2.25);
        series.GetProperty("stale").GetBoolean().Should().BeFalse();
        series.GetProperty("focusArea").GetString().Should().Be("response");
    }

    [Fact(Timeout = 20_000)]
    public async Task Metrics_OfASourceThatIsGone_KeepTheirValueAndAreStale()
    {
        await MeasureAsync(4.5);
        _clock.Advance(TimeSpan.FromSeconds(30));

        var series = (await GetAsync("/api/metrics", "en", TestContext.Current.CancellationToken))[0];

        (series.GetProperty("value").GetDouble(), series.GetProperty("ageSeconds").GetDouble(), series.GetProperty("stale").GetBoolean()).Should().Be((4.5, 30, true));
        series.GetProperty("title").GetString().Should().Be("Metric");
    }

    [Theory(Timeout = 20_000)]
    [InlineData("en", "No source shows this metric: y_total")]
    [InlineData("es-AR", "Ninguna fuente muestra esta métrica: y_total")]
    public async Task Sources_SayWhichMetricsHaveNone(string language, string reason)
    {
        await MeasureAsync(1);

        var answer = await GetAsync("/api/sources", language, TestContext.Current.CancellationToken);

        answer.GetProperty("sources")[0].GetProperty("name").GetString().Should().Be("the source");
        answer.GetProperty("sources")[0].GetProperty("lastSuccess").ValueKind.Should().Be(JsonValueKind.Null);
        var missing = answer.GetProperty("metricsWithoutSource").EnumerateArray().Should().ContainSingle().Subject;
        (missing.GetProperty("key").GetString(), missing.GetProperty("reason").GetString()).Should().Be(("without_source", reason));
    }

    /// <summary>One sample, and the seconds that a series takes to get its id.</summary>
    private async Task MeasureAsync(double value)
    {
        var latest = _app.Services.GetRequiredService<LatestValues>();
        latest.Ingest("the source", _clock.GetUtcNow(), EvaluatorBench.Answer(EvaluatorBench.Sample("x", value, ("region", "ar"))), TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++)
        {
            latest.Close(_clock.GetUtcNow(), Token);
            await _book.Asking;
        }

        await _app.StartAsync(Token);
    }

    private async Task<JsonElement> GetAsync(string path, string language, CancellationToken cancellationToken)
    {
        using var client = _app.GetTestClient();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        await using var stream = await client.GetStreamAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken)).RootElement;
    }
}
