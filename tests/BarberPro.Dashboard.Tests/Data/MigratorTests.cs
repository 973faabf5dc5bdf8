using AwesomeAssertions;
using BarberPro.Dashboard.Data;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Data;

public sealed class MigratorTests(DatabaseServer server, Database database) : IClassFixture<Database>
{
    [Fact(Timeout = 30_000)]
    public async Task Migrator_MigratedDatabase_ChangesNothing()
    {
        await new Migrator(database.DataSource, NullLogger<Migrator>.Instance).MigrateAsync(TestContext.Current.CancellationToken);

        await using var connection = await database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        (await connection.ExecuteScalarAsync<long>("select count(*) from series")).Should().Be(0);
    }

    [Fact(Timeout = 60_000)]
    public async Task Migrator_SeveralProgramsAtOnce_EachScriptRunsOnce()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(cancellationToken));
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await connection.ExecuteAsync("drop schema public cascade; create schema public");
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new Migrator(dataSource, NullLogger<Migrator>.Instance).MigrateAsync(cancellationToken)));

        await using var check = await dataSource.OpenConnectionAsync(cancellationToken);
        var scripts = (await check.QueryAsync<string>("select scriptname from schemaversions")).ToList();
        scripts.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
    }
}
