using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>The parts of the store over one database, as a started program has them.</summary>
internal sealed class StoreHarness : IAsyncDisposable
{
    private readonly ServiceProvider _meters = MetricsServiceExtensions.AddMetrics(new ServiceCollection()).BuildServiceProvider();

    public StoreHarness(NpgsqlDataSource dataSource, int waitingFrames = 1_800)
    {
        Options = Microsoft.Extensions.Options.Options.Create(new StoreOptions { WaitingFrames = waitingFrames });
        Partitions = new Partitions(dataSource);
        Log = new FrameLog(dataSource, Partitions);
        Minutes = new MinuteStore(dataSource, Partitions, Log, Recent);
        Writer = new FrameWriter(Log, Minutes, Recent, Partitions, Health, new StoreMeters(_meters.GetRequiredService<IMeterFactory>()), Options, TimeProvider.System, NullLogger<FrameWriter>.Instance);
    }

    public IOptions<StoreOptions> Options { get; }

    public RecentMinutes Recent { get; } = new();

    public LiveValue<StoreHealth> Health { get; } = new(StoreHealth.Unknown);

    public Partitions Partitions { get; }

    public FrameLog Log { get; }

    public MinuteStore Minutes { get; }

    public FrameWriter Writer { get; }

    public static SeriesSet SetOf(int series) => new(1, [.. Enumerable.Range(1, series).Select(id => new Series(id, $"metric_{id}", Labels.None, ""))]);

    public static async Task<StoreHarness> StartAsync(NpgsqlDataSource dataSource, int waitingFrames = 1_800)
    {
        var harness = new StoreHarness(dataSource, waitingFrames);
        await harness.Writer.StartAsync(TestContext.Current.CancellationToken);
        return harness;
    }

    /// <summary>One frame a second; series n has the value n + second / 1000.</summary>
    public void Feed(DateTimeOffset from, int seconds, SeriesSet set)
    {
        for (var second = 0; second < seconds; second++)
        {
            Writer.Accept(new Frame(second, from.AddSeconds(second), set, [.. set.All.Select(series => Value(series.Id, from.AddSeconds(second)))]));
        }
    }

    public static double Value(int series, DateTimeOffset at) => series + at.ToUnixTimeSeconds() % 1_000 / 1_000.0;

    /// <summary>Ends the program in order; all that was accepted is written.</summary>
    public async Task StopAsync() => await Writer.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Writer.StopAsync(CancellationToken.None);
        Writer.Dispose();
        await _meters.DisposeAsync();
    }
}
