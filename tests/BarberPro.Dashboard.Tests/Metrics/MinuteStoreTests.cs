using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class MinuteStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Write_MinuteThatIsThere_IsKept()
    {
        await using var store = new StoreHarness(database.DataSource);
        await store.Minutes.WriteAsync([Minute.Of(10, Start, [1, 2, 3])], Token);

        await store.Minutes.WriteAsync([Minute.Of(10, Start, [9]), Minute.Of(10, Start.AddMinutes(1), [5]), Minute.Of(10, Start.AddMinutes(1), [5])], Token);

        var column = (await store.Minutes.ReadAsync([10], Start, Start.AddMinutes(3), Token))[0];
        column.Count.Should().Equal(3, 1, 0);
        column.Sum.Should().Equal(6, 5, 0);
        column.Min.Should().Equal(1, 5, double.NaN);
    }

    [Fact(Timeout = 60_000)]
    public async Task Write_DatesFarApart_MakeTheirPartitions()
    {
        await using var store = new StoreHarness(database.DataSource);
        DateTimeOffset[] months = [Start.AddMonths(-14), Start.AddMonths(-3), Start.AddMonths(5)];
        await store.Minutes.WriteAsync([.. months.Select(at => Minute.Of(11, at, [1]))], Token);

        foreach (var at in months)
        {
            (await store.Minutes.ReadAsync([11], at, at.AddMinutes(1), Token))[0].Count.Should().Equal(1);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Read_CoarserMinute_HoldsItsValuesOverTheirSeconds()
    {
        await using var store = new StoreHarness(database.DataSource);
        await store.Minutes.WriteAsync([Minute.Of(12, Start, [1, 2, double.NaN, 4])], Token);

        var seconds = await store.Minutes.ReadSecondsAsync(12, Start.AddSeconds(14), Start.AddSeconds(46), Token);

        seconds.Should().Equal([1, .. Enumerable.Repeat(2.0, 15), .. Enumerable.Repeat(double.NaN, 15), 4]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Write_ValueThatStandsStill_IsKeptOnceAndCountsFully()
    {
        await using var store = new StoreHarness(database.DataSource);
        await store.Minutes.WriteAsync([Minute.Of(13, Start, [.. Enumerable.Repeat(3.0, 60)])], Token);

        (await store.Minutes.ReadAsync([13], Start, Start.AddMinutes(1), Token))[0].Count.Should().Equal(60);
        (await store.Minutes.ReadSecondsAsync(13, Start, Start.AddMinutes(1), Token)).Should().HaveCount(60).And.OnlyContain(value => value == 3.0);
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        (await connection.ExecuteScalarAsync<int>("select cardinality(values) from minute where series = 13")).Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Amend_StoredMinute_TakesTheSamplesIn()
    {
        await using var store = new StoreHarness(database.DataSource);
        await store.Minutes.WriteAsync([Minute.Of(14, Start, [.. Enumerable.Repeat(double.NaN, 30), .. Enumerable.Repeat(2.0, 30)])], Token);

        await store.Minutes.AmendAsync([new(14, Start.AddSeconds(5), 7), new(14, Start.AddSeconds(6), 8), new(14, Start.AddMinutes(3), 1)], Token);

        var column = (await store.Minutes.ReadAsync([14], Start, Start.AddMinutes(4), Token))[0];
        column.Count.Should().Equal(32, 0, 0, 1);
        column.Sum[0].Should().Be(75);
        column.Max[0].Should().Be(8);
        (await store.Minutes.ReadSecondsAsync(14, Start.AddSeconds(5), Start.AddSeconds(7), Token)).Should().Equal(7, 8);
    }

    [Fact(Timeout = 60_000)]
    public async Task Amend_RunningMinute_IsSeenAtOnceAndWrittenWithIt()
    {
        await using var store = new StoreHarness(database.DataSource);
        var set = new SeriesSet(1, [new Series(15, "late", Labels.None, ""), new Series(16, "other", Labels.None, "")]);
        var day = Start.AddDays(-1);
        store.Writer.Accept(new Frame(1, day, set, [double.NaN, 1]));
        await store.Minutes.AmendAsync([new(15, day, 4)], Token);

        (await store.Minutes.ReadAsync([15], day, day.AddMinutes(1), Token))[0].Sum.Should().Equal(4);

        store.Writer.Accept(new Frame(2, day.AddMinutes(1), set, [5, 1]));
        await store.StopAsync();
        await using var fresh = new StoreHarness(database.DataSource);
        (await fresh.Minutes.ReadAsync([15], day, day.AddMinutes(1), Token))[0].Sum.Should().Equal(4);
    }

    [Fact(Timeout = 60_000)]
    public async Task Cleaner_OldPartitions_AreDroppedAndNextOnesMade()
    {
        var now = new DateTimeOffset(2031, 6, 30, 23, 0, 0, TimeSpan.Zero);
        await using var store = new StoreHarness(database.DataSource);
        await store.Partitions.EnsureAsync([now.AddDays(-4), now.AddDays(-1)], [now.AddDays(-500), now.AddDays(-300)], Token);
        using var cleaner = new StoreCleaner(store.Partitions, store.Options, new FakeTimeProvider(now), NullLogger<StoreCleaner>.Instance);

        await cleaner.CleanAsync(Token);

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        var parts = (await connection.QueryAsync<string>("select relname from pg_class where relkind = 'r' and relispartition and relname ~ '203|2029'")).ToList();
        parts.Should().BeEquivalentTo("frame_20310629", "frame_20310630", "frame_20310701", "minute_203009", "minute_203106", "minute_203107");
    }

    [Fact(Timeout = 60_000)]
    public async Task Registry_SeveralAtOnce_OneIdEachWithoutHoles()
    {
        var registry = new SeriesStore(database.DataSource);
        (string, Labels)[] series = [("a", Labels.None), ("b", Labels.Of(("region", "ar"))), ("b", Labels.Of(("region", "uy"), ("zone", "é\"")))];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.RegisterAsync(series, Token)));
        var again = await registry.RegisterAsync([series[2], ("c", Labels.None), series[2]], Token);

        answers.Should().OnlyContain(ids => ids.SequenceEqual(answers[0]));
        again.Should().Equal(answers[0][2], answers[0].Max() + 1, answers[0][2]);
        (await registry.ReadAllAsync(Token)).Should().HaveCount(4).And.Contain((answers[0][2], "b", series[2].Item2));
    }
}
