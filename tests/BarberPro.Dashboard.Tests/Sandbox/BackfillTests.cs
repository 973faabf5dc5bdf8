using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.App;
using BarberPro.Sandbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Sandbox;

public sealed class BackfillTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _now = new DateTimeOffset(2026, 11, 21, 3, 30, 41, TimeSpan.FromHours(-3)).ToUniversalTime();

    private readonly FakeTimeProvider _clock = new(_now);
    private readonly MinutesInMemory _store = new();
    private readonly HttpClient _client = new();
    private SandboxServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _server = await SandboxServer.StartAsync(new SandboxOptions { Url = new("http://127.0.0.1:0"), TimeProvider = _clock }, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Backfill_EmptyStore_FillsYesterdayAndToday()
    {
        var filled = await NewBackfill().RunAsync(_server.Url, Token);

        filled.Should().Be((24 * 60) + 210);
        var response = _store.Of("http_response_seconds_avg", ("region", "ar"));
        response.Keys.Should().Contain([At(0, 0), At(12, 0), At(27, 29)]).And.NotContain(At(27, 30), "that minute is still running");
        response[At(20, 15)].Count.Should().Be(6);
        (response[At(20, 15)].Sum / 6).Should().BeInRange(0.1, 0.3);
        _store.Of("replicas_ready").Should().HaveCount(filled);
    }

    [Fact(Timeout = 60_000)]
    public async Task Backfill_Counts_AreWhatTheCountersRoseBy()
    {
        await NewBackfill().RunAsync(_server.Url, Token);

        // From 00:00:50 yesterday, the last of the first minute, to 03:29:50 today, the last of all.
        var from = At(0, 0).AddSeconds(50).ToUnixTimeSeconds();
        var text = await _client.GetByteArrayAsync(new Uri(_server.Url, $"/history?from={from}&to={At(27, 29).AddSeconds(50).ToUnixTimeSeconds()}&step=30"), Token);
        var bookings = ExpositionParser.Parse(text, ExpositionFormat.OpenMetrics).Families.Single(family => family.Name == "bookings").Samples.Where(sample => sample.Labels["result"] == "success").ToList();
        var counted = _store.Of("bookings", ("result", "success")).Where(minute => minute.Key > At(0, 0)).Sum(minute => minute.Value.Sum);

        var first = bookings.Single(sample => sample.At == At(0, 1)).Value;
        var last = bookings.Single(sample => sample.At == At(27, 29).AddSeconds(30)).Value;
        counted.Should().BeInRange(last - first, last - first + 20);
    }

    [Fact(Timeout = 60_000)]
    public async Task Backfill_Counts_AreSpreadOverTheSecondsAsLiveOnesAre()
    {
        await NewBackfill().RunAsync(_server.Url, Token);

        var minute = _store.Of("bookings", ("result", "success"))[At(20, 15)];
        minute.Values.Should().HaveCount(60);
        minute.Count.Should().Be(60);
        minute.Values[..10].Distinct().Should().ContainSingle("ten seconds are one reading of the past");
        minute.Sum.Should().BeApproximately(minute.Values.Sum(), 1e-9);
    }

    [Fact(Timeout = 60_000)]
    public async Task Backfill_AgainLater_FillsOnlyWhatIsMissing()
    {
        await NewBackfill().RunAsync(_server.Url, Token);
        _store.Remove(At(14, 0), At(14, 40));
        var kept = _store.Of("cpu_ratio")[At(14, 40)];
        _clock.Advance(TimeSpan.FromMinutes(20));

        var filled = await NewBackfill().RunAsync(_server.Url, Token);

        filled.Should().Be(40 + 20);
        _store.Of("cpu_ratio").Should().ContainKeys(At(14, 0), At(14, 39), At(27, 49));
        _store.Of("cpu_ratio")[At(14, 40)].Should().BeSameAs(kept);
        (await NewBackfill().RunAsync(_server.Url, Token)).Should().Be(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Join_SecondsBeforeTheFirstFrame_AreFilledWhereThereIsNone()
    {
        await NewBackfill().RunAsync(_server.Url, Token);
        _store.Seconds[At(27, 30).AddSeconds(3)] = 1;

        await NewBackfill().JoinAsync(_server.Url, At(27, 30), At(27, 30).AddSeconds(41), Token);

        var cpu = _store.Late.Where(sample => _store.KeyOf(sample.SeriesId) == "cpu_ratio").Select(sample => sample.At).ToList();
        cpu.Should().HaveCount(41).And.Contain(At(27, 30)).And.NotContain(At(27, 30).AddSeconds(3));
    }

    [Fact(Timeout = 60_000)]
    public async Task Backfill_NobodyAnswers_GoesOnWithout()
    {
        await _server.DisposeAsync();

        (await NewBackfill().RunAsync(_server.Url, Token)).Should().Be(0);
        _store.Minutes.Should().BeEmpty();
    }

    /// <summary>Hours and minutes since yesterday's midnight in Argentina.</summary>
    private static DateTimeOffset At(int hours, int minutes) => new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.FromHours(-3)).ToUniversalTime().AddHours(hours).AddMinutes(minutes);

    private Backfill NewBackfill()
    {
        var options = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Top, "appsettings.json")).Build().GetSection(MetricsOptions.Section).Get<MetricsOptions>()!;
        return new Backfill(new SandboxHistory(_client), _store, _store, Catalogue.Of(options), Options.Create(options), _clock, NullLogger<Backfill>.Instance);
    }
}
