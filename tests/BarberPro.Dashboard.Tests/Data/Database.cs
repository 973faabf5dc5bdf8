using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Data;

/// <summary>
/// A database of the test class's own: all tables, no rows. Use: <c>public sealed class XTests(Database database) : IClassFixture&lt;Database&gt;</c>,
/// then <c>database.DataSource</c>. Classes run side by side; the tests of one class share its database.
/// </summary>
public sealed class Database(DatabaseServer server) : IAsyncLifetime
{
    public NpgsqlDataSource DataSource { get; private set; } = null!;

    /// <summary>For what takes <c>ConnectionStrings:Operations</c>.</summary>
    public string ConnectionString { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public async ValueTask DisposeAsync() => await DataSource.DisposeAsync();
}
