using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BarberPro.Dashboard.Data;

/// <summary>
/// A PostgreSQL of the dashboard's own: made when its folder is empty, taken over when an earlier program left it running,
/// started otherwise. It runs in a session of its own, so that Ctrl+C reaches the dashboard first.
/// </summary>
internal sealed partial class EmbeddedPostgres(DatabaseOptions options, ILogger<EmbeddedPostgres> logger) : IDisposable
{
    private const string User = "barberpro";
    private const int UnixPort = 5432; // only the name of the socket

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(7);

    private readonly ServerPlace _place = ServerPlace.Of(options.FullDirectory);
    private int _port = UnixPort;
    private FileStream? _lock;
    private PostgresBinaries? _binaries;

    /// <summary>Known before the server runs, except on Windows, where the port is chosen at the start.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = OperatingSystem.IsWindows() ? "127.0.0.1" : _place.Sockets,
        Port = _port,
        Username = User,
        Database = "postgres",
        MaxPoolSize = 40,
        MaxAutoPrepare = 40,
        NoResetOnClose = true, // nothing here changes a session beyond its transaction
    }.ConnectionString;

    public ServerPlace Place => _place;

    public bool IsRunning => ServerProcess.Read(_place.Data) is { } process && process.Serves(_place.Data);

    /// <exception cref="StartupException">It cannot run; the message says why in one line.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _place.Create();
            TakeLock();
            var found = PostgresBinaries.Find();
            _binaries = UnixCalls.IsRoot ? found.ReadableByOthers() : found;
            await MakeClusterAsync(cancellationToken);
            if (!await TakeOverAsync(cancellationToken))
            {
                await StartServerAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw _place.Unusable(exception.Message, exception);
        }
    }

    /// <summary>Whether the folder holds a database at all.</summary>
    public bool HasData => File.Exists(Path.Combine(_place.Data, "PG_VERSION"));

    /// <summary>To look into a database that is in use: joins the server that runs, without a claim to it.</summary>
    /// <returns>False when none runs.</returns>
    public bool Join()
    {
        if (ServerProcess.Read(_place.Data) is not { } process || !process.Serves(_place.Data))
        {
            return false;
        }

        _port = process.Port;
        return true;
    }

    /// <summary>Starts the server again after it died. Does nothing when it runs.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => IsRunning ? Task.CompletedTask : StartServerAsync(cancellationToken);

    /// <summary>Ends the server: open transactions are rolled back, what was committed is on the disk.</summary>
    public async Task StopAsync()
    {
        if (_lock is not null && ServerProcess.Read(_place.Data) is { } process && process.Serves(_place.Data))
        {
            await EndAsync(process);
        }

        _lock?.Dispose();
        _lock = null;
    }

    public void Dispose() => _lock?.Dispose();

    private void TakeLock()
    {
        if (_lock is not null)
        {
            return;
        }

        try
        {
            // The system lets go of the lock with the process, however that ends.
            _lock = new FileStream(_place.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
        }
        catch (IOException exception) when (exception is not (FileNotFoundException or DirectoryNotFoundException) && File.Exists(_place.LockFile))
        {
            throw new StartupException($"Another dashboard is running on the data in '{_place.Root}': stop it, or give this one a folder of its own with Database:Directory.", exception);
        }
    }

    private async Task MakeClusterAsync(CancellationToken cancellationToken)
    {
        var (exitCode, version) = await ServerTools.RunAsync(_binaries!.Postgres, Path.GetTempPath(), ["--version"], cancellationToken);
        if (exitCode != 0)
        {
            throw new StartupException($"The embedded PostgreSQL does not run on this system ({LastLine(version)}): set ConnectionStrings:Operations to a PostgreSQL of your own (14 or newer).");
        }

        var major = version.Split(' ').Last(word => word.Length > 0 && char.IsDigit(word[0])).Split('.')[0].Trim();
        var versionFile = Path.Combine(_place.Data, "PG_VERSION");
        if (File.Exists(versionFile))
        {
            var written = (await File.ReadAllTextAsync(versionFile, cancellationToken)).Trim();
            if (written != major)
            {
                throw new StartupException($"The data in '{_place.Root}' was written by PostgreSQL {written}, and the embedded one is {major}: give Database:Directory another folder, or set ConnectionStrings:Operations to a PostgreSQL {written} that holds it.");
            }

            return;
        }

        if (Directory.Exists(_place.Data) && Directory.EnumerateFileSystemEntries(_place.Data).Any())
        {
            throw new StartupException($"'{_place.Data}' holds something else than a database: give Database:Directory another folder.");
        }

        ServerPlace.MakePrivate(_place.NewData);
        var (made, output) = await ServerTools.RunAsync(_binaries.InitDb, _place.NewData,
            ["-D", WorkingFolder, "-U", User, "-A", "trust", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"], cancellationToken);
        if (made != 0)
        {
            throw _place.Unusable(Explain(output));
        }

        if (Directory.Exists(_place.Data))
        {
            Directory.Delete(_place.Data);
        }

        Directory.Move(_place.NewData, _place.Data);
        if (options.Durable)
        {
            // Puts the new files on the disk behind the start: it takes seconds on a slow one, which a recovery would have to wait for.
            _ = ServerTools.RunAsync(_binaries.InitDb, _place.Data, ["-D", WorkingFolder, "--sync-only"], CancellationToken.None);
        }
    }

    /// <summary>A server that lost its program goes on serving. It is ours if it answers on our socket; if it does not, it is ended.</summary>
    private async Task<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        if (ServerProcess.Read(_place.Data) is not { } process)
        {
            return false;
        }

        if (!process.Serves(_place.Data))
        {
            if (process.IsAnother(_place.Data))
            {
                File.Delete(Path.Combine(_place.Data, "postmaster.pid"));
            }

            return false; // of a server that is gone PostgreSQL makes sure itself that no part of it still runs
        }

        _port = process.Port;
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Timeout = 5, Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            Log.TakenOver(logger, process.Id);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.Unanswering(logger, process.Id, exception.Message);
            await EndAsync(process);
            return false;
        }
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        _port = OperatingSystem.IsWindows() && _port == UnixPort ? FreePort() : _port;
        var settings = Path.Combine(_place.Data, "postgresql.conf");
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await File.WriteAllTextAsync(settings, ServerSettings.Write(_place, _port, options.Durable), cancellationToken);
            var written = File.Exists(_place.LogFile) ? new FileInfo(_place.LogFile).Length : 0;
            var (exitCode, output) = await ServerTools.RunAsync(_binaries!.PgCtl, _place.Data,
                ["start", "-D", WorkingFolder, "-l", ServerPlace.LogName, "-w", "-s", "-t", "60"], cancellationToken);
            if (exitCode == 0)
            {
                return;
            }

            var reason = ReadLog(written) is { Length: > 0 } log ? log : output;
            var lastChildrenAreLeaving = reason.Contains("pre-existing shared memory", StringComparison.Ordinal) || reason.Contains("lock file", StringComparison.Ordinal);
            if (!lastChildrenAreLeaving || TimeProvider.System.GetElapsedTime(deadline) > StartLimit)
            {
                throw _place.Unusable(Explain(reason));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task EndAsync(ServerProcess process)
    {
        // Fast first; at once where a session does not let go.
        foreach (var (signal, mode) in ((int, string)[])[(UnixCalls.Interrupt, "fast"), (UnixCalls.Quit, "immediate")])
        {
            if (OperatingSystem.IsWindows())
            {
                await ServerTools.RunAsync(_binaries!.PgCtl, _place.Data, ["stop", "-D", WorkingFolder, "-m", mode, "-W", "-s"], CancellationToken.None);
            }
            else
            {
                UnixCalls.Signal(process.Id, signal);
            }

            var since = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(since) < StopLimit)
            {
                if (!process.Serves(_place.Data))
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            }
        }
    }

    /// <summary>The programs run in the data folder. A folder they cannot walk to has no path for them, only this name.</summary>
    private string WorkingFolder => _place.IsClosed ? "/proc/self/cwd" : ".";

    private string ReadLog(long from)
    {
        if (!File.Exists(_place.LogFile))
        {
            return "";
        }

        using var stream = new FileStream(_place.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Min(from, stream.Length);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Explain(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("No space left", StringComparison.Ordinal))
            ?? lines.FirstOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error", StringComparison.Ordinal))
            ?? LastLine(output);
    }

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no message";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The database server of an earlier run (process {ProcessId}) still serves and is taken over")]
        public static partial void TakenOver(ILogger logger, int processId);

        [LoggerMessage(LogLevel.Warning, "The database server of an earlier run (process {ProcessId}) does not answer and is ended: {Reason}")]
        public static partial void Unanswering(ILogger logger, int processId, string reason);
    }
}
