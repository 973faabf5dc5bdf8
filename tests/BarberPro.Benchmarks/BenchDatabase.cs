using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Metrics;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BarberPro.Benchmarks;

/// <summary>A new embedded server with the settings of the real one, and the program's own store on it.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-{Environment.ProcessId}-{Guid.NewGuid():N}"[..40]);
    private readonly EmbeddedPostgres _server;
    private readonly ServiceProvider _services;

    private BenchDatabase()
    {
        _server = new EmbeddedPostgres(new DatabaseOptions { Directory = _folder }, NullLogger<EmbeddedPostgres>.Instance);
        DataSource = NpgsqlDataSource.Create(_server.ConnectionString);
        _services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(TimeProvider.System).AddSingleton(DataSource).AddMetricStore().BuildServiceProvider();
    }

    public NpgsqlDataSource DataSource { get; }

    public string ConnectionString => _server.ConnectionString;

    public static async Task<BenchDatabase> StartAsync(CancellationToken cancellationToken)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var database = new BenchDatabase();
        await database._server.StartAsync(cancellationToken);
        await new Migrator(database.DataSource, NullLogger<Migrator>.Instance).MigrateAsync(cancellationToken);
        return database;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public async Task<T> ReadAsync<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancellationToken)))!;
    }

    public async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await DataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await DataSource.DisposeAsync();
        await _server.StopAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
