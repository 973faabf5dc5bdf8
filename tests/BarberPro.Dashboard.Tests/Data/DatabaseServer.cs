using System.Diagnostics;
using System.Globalization;
using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(DatabaseServer))]

namespace BarberPro.Dashboard.Tests.Data;

/// <summary>
/// One embedded server for the test run, started by the first class that asks for a database. Nobody uses it directly:
/// a test class says <c>IClassFixture&lt;Database&gt;</c> and takes a <see cref="Database"/> in its constructor.
/// </summary>
public sealed class DatabaseServer : IAsyncDisposable
{
    private const string FolderPrefix = "barberpro-tests-";
    private const string Template = "migrated";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"{FolderPrefix}{Environment.ProcessId}");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private EmbeddedPostgres? _server;
    private int _databases;

    /// <returns>The connection string of a new database that has all tables and no rows.</returns>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _server ??= await StartAsync(_folder, cancellationToken);
            var name = $"test_{++_databases}";
            await ExecuteAsync(_server.ConnectionString, $"create database {name} template {Template}", cancellationToken);
            return For(_server.ConnectionString, name);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            _server.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        _turn.Dispose();
    }

    private static async Task<EmbeddedPostgres> StartAsync(string folder, CancellationToken cancellationToken)
    {
        await RemoveLeftoversAsync();
        var server = new EmbeddedPostgres(new DatabaseOptions { Directory = folder, Durable = false }, NullLogger<EmbeddedPostgres>.Instance);
        await server.StartAsync(cancellationToken);
        await ExecuteAsync(server.ConnectionString, $"create database {Template}", cancellationToken);
        await using var dataSource = NpgsqlDataSource.Create(For(server.ConnectionString, Template) + ";Pooling=false");
        await new Migrator(dataSource, NullLogger<Migrator>.Instance).MigrateAsync(cancellationToken);
        return server;
    }

    /// <summary>A test run that was killed left its server.</summary>
    private static async Task RemoveLeftoversAsync()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            if (int.TryParse(folder[(folder.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var id) && !Process.GetProcesses().Any(process => process.Id == id))
            {
                using var server = new EmbeddedPostgres(new DatabaseOptions { Directory = folder, Durable = false }, NullLogger<EmbeddedPostgres>.Instance);
                await server.StartAsync(CancellationToken.None);
                await server.StopAsync();
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string For(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database, MaxPoolSize = 10 }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
