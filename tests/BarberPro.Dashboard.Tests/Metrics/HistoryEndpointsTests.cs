using System.Net;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class HistoryEndpointsTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 30, 30, TimeSpan.Zero);

    private readonly List<int> _ids = [];
    private StoreHarness _store = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new StoreHarness(database.DataSource);
        var registry = new SeriesStore(database.DataSource);
        _ids.AddRange(await registry.RegisterAsync([("one", Labels.None), ("two", Labels.None)], Token));
        await _store.Minutes.WriteAsync([.. Enumerable.Range(0, 48 * 60).Select(minute => Minute.Of(_ids[0], At(-1, 0, 0).AddMinutes(minute), [minute, minute + 1])).Where(row => row.At < Now)], Token);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddLocalization().AddEverybody();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        builder.Services.AddSingleton<IMinuteStore>(_store.Minutes);
        builder.Services.AddSingleton<ISeriesRegistry>(registry);
        builder.Services.AddSingleton<IBaseline>(new DayBefore());
        _app = builder.Build();
        _app.MapHistory();
        await _app.StartAsync(Token);
        _client = _app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task History_SpanByMinute_HasMeansAndTheDayBefore()
    {
        var answer = await GetAsync($"/api/series/{_ids[0]}/history?from=2026-11-24T09:00:00-03:00&to=2026-11-24T09:03:00-03:00&step=60");

        answer.GetProperty("from").GetDateTimeOffset().Should().Be(At(0, 12, 0));
        answer.GetProperty("to").GetDateTimeOffset().Should().Be(At(0, 12, 3));
        answer.GetProperty("step").GetInt32().Should().Be(60);
        Numbers(answer.GetProperty("values")).Should().Equal(36 * 60 + 0.5, 36 * 60 + 1.5, 36 * 60 + 2.5);
        Numbers(answer.GetProperty("baseline")).Should().Equal(12 * 60 + 0.5, 12 * 60 + 1.5, 12 * 60 + 2.5);
    }

    [Fact(Timeout = 60_000)]
    public async Task History_NoSpan_IsTheLastDayAndTheHourAhead()
    {
        var answer = await GetAsync($"/api/series/{_ids[0]}/history?step=60");

        answer.GetProperty("to").GetDateTimeOffset().Should().Be(At(0, 16, 31));
        var (values, baseline) = (Numbers(answer.GetProperty("values")), Numbers(answer.GetProperty("baseline")));
        values.Should().HaveCount(25 * 60 + 1);
        baseline.Should().HaveSameCount(values);
        values[^1].Should().BeNull();
        baseline[^1].Should().Be(16 * 60 + 30.5);
    }

    [Fact(Timeout = 60_000)]
    public async Task History_UnixSecondsAndAggregates_AreUnderstood()
    {
        var from = At(0, 12, 0).ToUnixTimeSeconds();
        foreach (var (aggregate, expected) in ((string, double)[])[("mean", 36 * 60 + 1), ("min", 36 * 60), ("max", 36 * 60 + 2), ("sum", 4 * 36 * 60 + 4)])
        {
            var answer = await GetAsync($"/api/series/{_ids[0]}/history?from={from}&to={from + 120}&step=120&aggregate={aggregate}");
            Numbers(answer.GetProperty("values")).Should().Equal(expected);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task History_BySecond_HoldsCoarseSamplesAndAverages()
    {
        var from = At(0, 12, 0).ToUnixTimeSeconds();

        var seconds = await GetAsync($"/api/series/{_ids[0]}/history?from={from + 28}&to={from + 32}");
        var fives = await GetAsync($"/api/series/{_ids[0]}/history?from={from + 25}&to={from + 35}&step=5");

        Numbers(seconds.GetProperty("values")).Should().Equal(36 * 60, 36 * 60, 36 * 60 + 1, 36 * 60 + 1);
        Numbers(fives.GetProperty("values")).Should().Equal(36 * 60, 36 * 60 + 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task History_SeveralSeries_ComeInOneAnswer()
    {
        var answer = await GetAsync($"/api/history?series={_ids[1]},{_ids[0]}&from=2026-11-24T12:00:00Z&to=2026-11-24T12:02:00Z&step=60");

        var series = answer.GetProperty("series").EnumerateArray().ToList();
        series.Select(one => one.GetProperty("id").GetInt32()).Should().Equal(_ids[1], _ids[0]);
        Numbers(series[0].GetProperty("values")).Should().Equal([null, null]);
        Numbers(series[1].GetProperty("values")).Should().Equal([36 * 60, 36 * 60 + 2], "four digits are enough to draw");
        Numbers(series[1].GetProperty("baseline")).Should().Equal(12 * 60 + 0.5, 12 * 60 + 1.5);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-11-24T12:00:00", "from")]
    [InlineData("from=2026-11-24", "from")]
    [InlineData("to=99999999999999999999", "to")]
    [InlineData("from=1764000000&to=1764000000", "to")]
    [InlineData("step=0", "step")]
    [InlineData("step=90", "step")]
    [InlineData("step=3660", "step")]
    [InlineData("step=1.5", "step")]
    [InlineData("from=0&to=1764000000&step=60", "step")]
    [InlineData("aggregate=median", "aggregate")]
    [InlineData("aggregate=1", "aggregate")]
    public async Task History_Nonsense_IsRefusedNamingTheParameter(string query, string parameter)
    {
        using var response = await _client.GetAsync(new Uri($"/api/series/{_ids[0]}/history?{query}", UriKind.Relative), Token);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        problem.RootElement.GetProperty("parameter").GetString().Should().Be(parameter);
        problem.RootElement.GetProperty("title").GetString().Should().Contain($"\"{parameter}\"");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("/api/series/99999/history", HttpStatusCode.NotFound)]
    [InlineData("/api/series/one/history", HttpStatusCode.NotFound)]
    [InlineData("/api/history?series=99999", HttpStatusCode.NotFound)]
    [InlineData("/api/history", HttpStatusCode.BadRequest)]
    [InlineData("/api/history?series=1,,2", HttpStatusCode.BadRequest)]
    public async Task History_SeriesThatIsNot_IsRefused(string path, HttpStatusCode expected)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), Token);

        response.StatusCode.Should().Be(expected);
    }

    [Fact(Timeout = 60_000)]
    public async Task History_Csv_HasALineAStep()
    {
        var text = await _client.GetStringAsync(new Uri($"/api/series/{_ids[0]}/history.csv?from=2026-11-24T15:29:00Z&to=2026-11-24T15:32:00Z&step=60", UriKind.Relative), Token);

        text.Should().Be($"at,value,baseline\r\n2026-11-24T15:29:00+00:00,{39 * 60 + 29}.5,{15 * 60 + 29}.5\r\n2026-11-24T15:30:00+00:00,{39 * 60 + 30}.5,{15 * 60 + 30}.5\r\n2026-11-24T15:31:00+00:00,,{15 * 60 + 31}.5\r\n");
    }

    private static DateTimeOffset At(int day, int hour, int minute) => new DateTimeOffset(2026, 11, 24, hour, minute, 0, TimeSpan.Zero).AddDays(day);

    private static List<double?> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];

    private async Task<JsonElement> GetAsync(string path)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative), Token));
        return json.RootElement.Clone();
    }

    private sealed class DayBefore : IBaseline
    {
        public DateTimeOffset? Of(DateTimeOffset at) => at.AddDays(-1);
    }
}
