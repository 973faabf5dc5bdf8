using System.Diagnostics;
using AwesomeAssertions;
using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>A server of its own, durable as in earnest, that is killed while frames come.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"barberpro-outage-{Guid.NewGuid():N}");
    private IHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = Build(_folder);
        await _host.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Timeout = 120_000)]
    public async Task Store_ServerKilledDuringIngest_ComesBackWithinEightSecondsAndMissesNothing()
    {
        var writer = _host.Services.GetRequiredService<FrameWriter>();
        var server = _host.Services.GetRequiredService<EmbeddedPostgres>();
        var set = StoreHarness.SetOf(200);
        var fed = 0;

        // Fifty times as fast as in earnest, so that the kill falls into a write.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        long? killed = null;
        TimeSpan? away = null;
        while (fed < 600)
        {
            await pace.WaitForNextTickAsync(Token);
            var at = Start.AddSeconds(fed++);
            writer.Accept(new Frame(fed, at, set, [.. set.All.Select(series => StoreHarness.Value(series.Id, at))]));
            if (fed == 200)
            {
                Process.GetProcessById(ServerProcess.Read(server.Place.Data)!.Id).Kill();
                killed = Stopwatch.GetTimestamp();
            }

            if (killed is { } since && away is null && Health.Current is { Connected: true } && fed > 220 && writer.Waiting <= 1)
            {
                away = Stopwatch.GetElapsedTime(since);
            }
        }

        while (writer.Waiting > 0)
        {
            await pace.WaitForNextTickAsync(Token);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"back after {away}");
        away.Should().NotBeNull().And.BeLessThan(TimeSpan.FromSeconds(8));
        (await ScalarAsync("select count(*) from frame")).Should().Be(600);
        (await ScalarAsync("select count(*) from minute")).Should().Be(9 * 200);
        Health.Current.LostFrames.Should().Be(0);
        var column = (await _host.Services.GetRequiredService<IMinuteStore>().ReadAsync([7], Start, Start.AddMinutes(10), Token))[0];
        column.Count.Should().OnlyContain(count => count == 60);
    }

    private LiveValue<StoreHealth> Health => _host.Services.GetRequiredService<LiveValue<StoreHealth>>();

    private static IHost Build(string folder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Database:Directory", folder)]);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddMetricStore();
        return builder.Build();
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var connection = await _host.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Token);
        return await connection.ExecuteScalarAsync<long>(sql);
    }
}
