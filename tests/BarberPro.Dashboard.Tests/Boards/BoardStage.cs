using System.Globalization;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Access;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Tests.Sandbox;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>A node's board on the class's database, with a clock that stands still. Nothing runs by itself: a test says when.</summary>
internal sealed class BoardStage : IAsyncDisposable
{
    public static readonly Actor Martina = new(ActorKind.Person, "1", "Martina Gil", null), Lucas = new(ActorKind.Person, "2", "Lucas Paz", null);

    private readonly NpgsqlDataSource _dataSource;
    private readonly ServiceProvider _services;

    private BoardStage(NpgsqlDataSource dataSource, DateTimeOffset now)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        _dataSource = dataSource;
        Clock = new FakeTimeProvider(now);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddSingleton(dataSource).AddSingleton<IAudit>(Notes).AddLogging().AddMetrics();
        services.AddLive(new ConfigurationBuilder().Build()).AddSingleton(new LiveValue<DaySnapshot>(DaySnapshot.WithoutPlan(DayClock.DateOf(now, Zone), Zone)));
        services.AddSingleton<DayStore>().AddSingleton<PlanStore>().AddSingleton(Catalogue).AddSingleton(new LiveValue<SeriesSet>(SeriesSet.Empty)).AddSingleton<IMinuteStore>(Minutes);
        services.AddBoards();
        services.RemoveAll<IHostedService>();
        _services = services.BuildServiceProvider();
    }

    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires");

    public static Catalogue Catalogue { get; } = Catalogue.Of(new MetricsOptions
    {
        Catalogue =
        [
            Entry("cache_hit_ratio", "CDN cache hits", "Aciertos de la caché del CDN", "ratio", "%", 100, Better.Higher, 0.85, "region"),
            Entry("response_seconds", "Average response time", "Tiempo de respuesta promedio", "s", "ms", 1000, Better.Lower, 0.2, "region"),
            Entry("db_connections_ratio", "Database connections in use", "Conexiones a la base en uso", "ratio", "%", 100, Better.Lower, 0.75),
        ],
    });

    public FakeTimeProvider Clock { get; }

    public Everybody.Notes Notes { get; } = new();

    public MinutesInMemory Minutes { get; } = new();

    public BoardEditor Editor => Get<BoardEditor>();

    public BoardKeeper Keeper => Get<BoardKeeper>();

    public BoardStore Store => Get<BoardStore>();

    public LiveValue<BoardSnapshot> Live => Get<LiveValue<BoardSnapshot>>();

    public BoardSnapshot Board => Live.Current;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>"2025-09-12 14:00" is in ART. On an empty database with the plan that comes with the program.</summary>
    public static async Task<BoardStage> SetAsync(Database database, string now = "2025-09-12 14:00")
    {
        var stage = Join(database, now);
        await stage.ExecuteAsync("truncate day cascade");
        await stage.ImportAsync(Days.PlanSamples.Shipped);
        return stage;
    }

    /// <summary>Another node on what is there; it shows nothing yet.</summary>
    public static BoardStage Join(Database database, string now = "2025-09-12 14:00") => new(database.DataSource, Days.DayStage.Art(now));

    public async Task ImportAsync(string markdown)
    {
        var plan = PlanImporter.Read(markdown);
        Assert.Empty(plan.Faults);
        await Get<PlanStore>().ImportAsync(plan, dryRun: false, onlyIfNew: false, Token);
        await ShowAsync(plan.Number!.Value);
    }

    /// <summary>Brings a day into view.</summary>
    public async Task ShowAsync(int number)
    {
        var day = (await Get<DayStore>().ReadDayAsync(number, Token))!;
        Get<LiveValue<DaySnapshot>>().Publish(DayRules.Show(day, await Get<DayStore>().ReadPartsAsync(number, Token), [], new DaysOptions()));
        await Keeper.ReadAsync(Token);
    }

    public BoardCard Card(string title) => Board.Cards.Single(card => card.Title == title);

    public async Task<BoardCard> StoredAsync(long card) => (await Store.FindAsync(card, Token))!.Card;

    public Task<CardWrite> EditAsync(BoardCard card, CardEdit edit) => Editor.EditAsync(Martina, card.Id, card.Version, edit, Token);

    /// <summary>It must be saved.</summary>
    public async Task<BoardCard> ChangeAsync(BoardCard card, CardEdit edit)
    {
        var write = await EditAsync(card, edit);
        Assert.True(write.Outcome == CardOutcome.Saved, $"{write.Outcome}: {string.Join(", ", write.Faults)}");
        return write.Card!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(sql);
    }

    public async Task<T?> ReadAsync<T>(string sql)
    {
        await using var connection = await _dataSource.OpenConnectionAsync(Token);
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    public async Task<BoardSnapshot> WaitForAsync(Func<BoardSnapshot, bool> condition)
    {
        await foreach (var board in Live.WatchAsync(Token))
        {
            if (condition(board))
            {
                return board;
            }
        }

        throw new InvalidOperationException("The boards ended.");
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static MetricOptions Entry(string key, string english, string spanish, string unit, string shown, double scale, Better better, double warn, params string[] labels) => new()
    {
        Key = key, Title = new LocalizedOptions { ["en"] = english, ["es-AR"] = spanish }, Unit = unit, DisplayUnit = new LocalizedOptions { ["en"] = shown, ["es-AR"] = shown }, DisplayScale = scale,
        Expression = $"max({key})", Labels = [.. labels], Better = better, Warn = warn,
    };
}
