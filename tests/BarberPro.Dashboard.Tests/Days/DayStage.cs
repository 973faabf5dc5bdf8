using System.Diagnostics.Metrics;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

/// <summary>The days' parts on one empty database, with a clock that stands still.</summary>
internal sealed class DayStage : IDisposable
{
    private readonly Database _database;
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private DayStage(Database database, DaysOptions options, DateTimeOffset now)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        (_database, Options, Clock) = (database, options, new FakeTimeProvider(now));
        Store = new DayStore(database.DataSource);
        Plans = new PlanStore(database.DataSource, Clock);
        Live = new LiveValue<DaySnapshot>(DaySnapshot.WithoutPlan(DayClock.DateOf(now, options.DefaultZone), options.DefaultZone));
        Calendar = new DayCalendar(Store, Plans, Live, new LiveBroadcaster(new LiveMeters(_meters.GetRequiredService<IMeterFactory>()), Clock, NullLogger<LiveBroadcaster>.Instance),
            Microsoft.Extensions.Options.Options.Create(options), Clock, NullLogger<DayCalendar>.Instance);
    }

    public DaysOptions Options { get; }

    public FakeTimeProvider Clock { get; }

    public DayStore Store { get; }

    public PlanStore Plans { get; }

    public LiveValue<DaySnapshot> Live { get; }

    public DayCalendar Calendar { get; }

    /// <summary>"2025-09-12 08:00" is in ART.</summary>
    public static Task<DayStage> SetAsync(Database database, string now, CancellationToken cancellationToken) => SetAsync(database, now, _ => { }, cancellationToken);

    public static async Task<DayStage> SetAsync(Database database, string now, Action<DaysOptions> configure, CancellationToken cancellationToken)
    {
        var options = new DaysOptions { Plans = Path.Combine(AppContext.BaseDirectory, "no such folder") };
        configure(options);
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync("truncate day cascade");
        return new DayStage(database, options, Art(now));
    }

    public static DateTimeOffset Art(string local) => new DateTimeOffset(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(-3)).ToUniversalTime();

    public async Task<PlanImport> ImportAsync(string markdown, bool dryRun = false)
    {
        var plan = PlanImporter.Read(markdown);
        Assert.Empty(plan.Faults);
        return await Plans.ImportAsync(plan, dryRun, onlyIfNew: false, TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql);
    }

    public async Task<DaySnapshot> WaitForAsync(Func<DaySnapshot, bool> condition)
    {
        await foreach (var day in Live.WatchAsync(TestContext.Current.CancellationToken))
        {
            if (condition(day))
            {
                return day;
            }
        }

        throw new InvalidOperationException("The days ended.");
    }

    public void Dispose()
    {
        Calendar.Dispose();
        _meters.Dispose();
    }
}
