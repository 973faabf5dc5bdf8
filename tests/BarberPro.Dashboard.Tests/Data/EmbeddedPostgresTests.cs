using System.Diagnostics;
using AwesomeAssertions;
using BarberPro.Dashboard.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Data;

public sealed class EmbeddedPostgresTests : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"barberpro embedded {Guid.NewGuid():N}");
    private readonly List<EmbeddedPostgres> _servers = [];

    private string Folder => Path.Combine(_root, "the data");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.StopAsync();
            server.Dispose();
        }

        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_FolderWithBlanks_KeepsDataOverARestart()
    {
        var first = await StartAsync(Folder);
        await ExecuteAsync(first, "create table kept as select 42 as answer");
        await first.StopAsync();
        first.IsRunning.Should().BeFalse();

        var second = await StartAsync(Folder);

        (await ExecuteAsync(second, "select answer from kept")).Should().Be(42);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_LeftRunningByAKilledProgram_IsTakenOver()
    {
        var first = await StartAsync(Folder);
        var process = ServerProcess.Read(first.Place.Data)!.Id;
        first.Dispose(); // what the system does for a killed program: the lock is gone, the server is not

        var second = await StartAsync(Folder);

        ServerProcess.Read(second.Place.Data)!.Id.Should().Be(process);
        (await ExecuteAsync(second, "select 1")).Should().Be(1);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_FolderInUse_SaysSoInOneLine()
    {
        await StartAsync(Folder);

        var second = async () => await StartAsync(Folder);

        (await second.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("Another dashboard").And.Contain("Database:Directory").And.NotContain("\n");
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_KilledWithItsProgram_StartsDespiteWhatItLeft()
    {
        var first = await StartAsync(Folder, durable: true);
        await ExecuteAsync(first, "create table kept as select 42 as answer");
        Process.GetProcessById(ServerProcess.Read(first.Place.Data)!.Id).Kill();
        first.Dispose();

        var second = await StartAsync(Folder, durable: true);

        (await ExecuteAsync(second, "select answer from kept")).Should().Be(42);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_PostmasterFileNamesAnotherProcess_IsNotMistakenForIt()
    {
        var first = await StartAsync(Folder);
        await first.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(first.Place.Data, "postmaster.pid"), $"{Environment.ProcessId}\n{first.Place.Data}\n1\n5432\n\n\n\nready\n", TestContext.Current.CancellationToken);

        var second = await StartAsync(Folder);

        (await ExecuteAsync(second, "select 1")).Should().Be(1);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_MovedFolder_Starts()
    {
        var first = await StartAsync(Folder);
        await ExecuteAsync(first, "create table kept as select 42 as answer");
        await first.StopAsync();
        Directory.Move(Folder, Folder + ", moved");

        var second = await StartAsync(Folder + ", moved");

        (await ExecuteAsync(second, "select answer from kept")).Should().Be(42);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_FolderThatOthersCannotWalkTo_Starts()
    {
        var closed = Path.Combine(_root, "closed");
        Directory.CreateDirectory(closed);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(closed, OwnerOnly);
        }

        var server = await StartAsync(Path.Combine(closed, "db"));

        (await ExecuteAsync(server, "select 1")).Should().Be(1);
    }

    [Fact(Timeout = 120_000)]
    public async Task Server_PathTooLongForASocket_Starts()
    {
        var server = await StartAsync(Path.Combine(_root, new string('x', 60), new string('y', 60)));

        (await ExecuteAsync(server, "select 1")).Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_FolderThatCannotBeMade_SaysSoInOneLine()
    {
        Directory.CreateDirectory(_root);
        await File.WriteAllTextAsync(Path.Combine(_root, "file"), "", TestContext.Current.CancellationToken);

        var start = async () => await StartAsync(Path.Combine(_root, "file", "db"));

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("Database:Directory").And.NotContain("\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_DataOfAnotherVersion_SaysSoInOneLine()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "data", "PG_VERSION"), "15\n", TestContext.Current.CancellationToken);

        var start = async () => await StartAsync(Folder);

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("PostgreSQL 15").And.Contain("Database:Directory").And.NotContain("\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Server_OnUnix_ListensOnASocketOfItsOwnOnly()
    {
        var server = await StartAsync(Folder);

        (await ExecuteAsync(server, "select current_setting('listen_addresses')")).Should().Be(OperatingSystem.IsWindows() ? "127.0.0.1" : "");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(server.Place.Sockets).Should().Be(OwnerOnly);
        }
    }

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private async Task<EmbeddedPostgres> StartAsync(string folder, bool durable = false)
    {
        var server = new EmbeddedPostgres(new DatabaseOptions { Directory = folder, Durable = durable }, NullLogger<EmbeddedPostgres>.Instance);
        _servers.Add(server);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
