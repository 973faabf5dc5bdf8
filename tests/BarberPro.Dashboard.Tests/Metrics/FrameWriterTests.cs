using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class FrameWriterTests(DatabaseServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private NpgsqlDataSource _dataSource = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(Token));

    public async ValueTask DisposeAsync() => await _dataSource.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Writer_Frames_AreReadBackByMinuteAndSecond()
    {
        await using var store = await StoreHarness.StartAsync(_dataSource);
        store.Feed(Start, 150, StoreHarness.SetOf(3));
        await store.StopAsync();

        var columns = await store.Minutes.ReadAsync([3, 1], Start, Start.AddMinutes(4), Token);
        var seconds = await store.Minutes.ReadSecondsAsync(2, Start.AddSeconds(-5), Start.AddSeconds(155), Token);

        columns[0].Count.Should().Equal(60, 60, 30, 0);
        columns[0].Sum[1].Should().BeApproximately(Enumerable.Range(60, 60).Sum(second => StoreHarness.Value(3, Start.AddSeconds(second))), 1e-9);
        columns[1].Max[0].Should().Be(StoreHarness.Value(1, Start.AddSeconds(59)));
        seconds.Should().Equal([.. Enumerable.Repeat(double.NaN, 5), .. Enumerable.Range(0, 150).Select(second => StoreHarness.Value(2, Start.AddSeconds(second))), .. Enumerable.Repeat(double.NaN, 5)]);
        (await CountAsync("frame")).Should().Be(150);
        (await CountAsync("minute")).Should().Be(6, "the running minute is only in the log");
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_GapsAndSeriesThatJoin_StayGaps()
    {
        await using var store = await StoreHarness.StartAsync(_dataSource);
        store.Feed(Start, 20, StoreHarness.SetOf(1));
        store.Feed(Start.AddSeconds(40), 30, StoreHarness.SetOf(2));
        await store.StopAsync();

        var columns = await store.Minutes.ReadAsync([1, 2], Start, Start.AddMinutes(2), Token);
        var seconds = await store.Minutes.ReadSecondsAsync(2, Start, Start.AddMinutes(1), Token);

        columns[0].Count.Should().Equal(40, 10);
        columns[1].Count.Should().Equal(20, 10);
        seconds.Count(double.IsNaN).Should().Be(40);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_ProgramKilledInAMinute_NextStartFoldsAndGoesOn()
    {
        await using (var killed = await StoreHarness.StartAsync(_dataSource))
        {
            killed.Feed(Start, 90, StoreHarness.SetOf(2)); // the second minute is in the log only
        }

        await using var store = await StoreHarness.StartAsync(_dataSource);
        (await store.Minutes.ReadAsync([1], Start, Start.AddMinutes(2), Token))[0].Count.Should().Equal(60, 30);

        store.Feed(Start.AddSeconds(89), 91, StoreHarness.SetOf(2)); // its first second is there already
        await store.StopAsync();

        (await store.Minutes.ReadAsync([1], Start, Start.AddMinutes(3), Token))[0].Count.Should().Equal(60, 60, 60);
        (await CountAsync("minute")).Should().Be(4);
        store.Health.Current.LostFrames.Should().Be(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_ProgramKilledAndStartedMuchLater_OldMinuteIsClosed()
    {
        await using (var killed = await StoreHarness.StartAsync(_dataSource))
        {
            killed.Feed(Start, 30, StoreHarness.SetOf(1));
        }

        await using var store = await StoreHarness.StartAsync(_dataSource);
        store.Feed(Start.AddHours(2), 1, StoreHarness.SetOf(1));
        await store.StopAsync();

        (await CountAsync("minute")).Should().Be(1);
        (await store.Minutes.ReadAsync([1], Start, Start.AddMinutes(1), Token))[0].Count.Should().Equal(30);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_MinuteThatWasBackFilled_GivesWayToTheMeasuredOne()
    {
        await using var store = await StoreHarness.StartAsync(_dataSource);
        await store.Minutes.WriteAsync([Minute.Of(1, Start, [7.0]), Minute.Of(2, Start, [7.0])], Token);
        store.Feed(Start, 61, StoreHarness.SetOf(1));
        await store.StopAsync();

        var columns = await store.Minutes.ReadAsync([1, 2], Start, Start.AddMinutes(1), Token);
        columns[0].Count.Should().Equal(60);
        columns[1].Count.Should().Equal(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_MoreWaitingThanMemoryMayHold_OldestAreCountedAsLost()
    {
        await using var store = new StoreHarness(_dataSource, waitingFrames: 600); // not started: nothing is written
        store.Feed(Start, 700, StoreHarness.SetOf(1));
        await store.StopAsync();

        store.Health.Current.LostFrames.Should().Be(100);
        (await CountAsync("frame")).Should().Be(600);
        (await store.Minutes.ReadAsync([1], Start, Start.AddMinutes(12), Token))[0].Count.Sum().Should().Be(600);
    }

    [Fact(Timeout = 60_000)]
    public async Task Writer_DatabaseAway_FramesWaitAndAreWrittenWhenItReturns()
    {
        await using var store = await StoreHarness.StartAsync(_dataSource);
        await AllowConnectionsAsync(false);

        store.Feed(Start, 660, StoreHarness.SetOf(3)); // eleven minutes
        await store.Minutes.AmendAsync([new(1, Start.AddHours(-1), 5)], Token);
        await foreach (var health in store.Health.WatchAsync(Token))
        {
            if (health is { Connected: false, WaitingFrames: 660 })
            {
                health.Error.Should().NotBeNullOrEmpty();
                break;
            }
        }

        await AllowConnectionsAsync(true);
        await foreach (var health in store.Health.WatchAsync(Token))
        {
            if (health is { Connected: true, WaitingFrames: 0 })
            {
                break;
            }
        }

        await store.StopAsync();
        (await CountAsync("frame")).Should().Be(660);
        (await store.Minutes.ReadAsync([1], Start.AddHours(-1), Start.AddMinutes(11), Token))[0].Count.Sum().Should().Be(661);
        store.Health.Current.LostFrames.Should().Be(0);
    }

    private async Task AllowConnectionsAsync(bool allowed)
    {
        var name = new NpgsqlConnectionStringBuilder(_dataSource.ConnectionString).Database;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_dataSource.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await connection.ExecuteAsync($"alter database {name} allow_connections {allowed}");
        await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where not @allowed and datname = @name", new { allowed, name });
    }

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(Token);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }
}
