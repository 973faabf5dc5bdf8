using Npgsql;

namespace BarberPro.Dashboard.Data;

/// <summary>Has the database there before any other part starts, and ends the embedded server after all of them.</summary>
internal sealed partial class DatabaseLifetime(IServiceProvider services, ILogger<DatabaseLifetime> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExternalLimit = TimeSpan.FromSeconds(10);

    private readonly EmbeddedPostgres? _server = services.GetService<EmbeddedPostgres>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private bool _ended;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (_server is not null)
        {
            await _server.StartAsync(cancellationToken);
            _watching = Task.Run(() => KeepRunningAsync(_server, _stopping.Token), CancellationToken.None);
        }
        else
        {
            await ReachExternalAsync(cancellationToken);
        }

        await services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => EndAsync();

    /// <summary>A start that failed in another part is never stopped, only disposed of: the server must end then too.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stopping.Dispose();
    }

    private async Task EndAsync()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        await _stopping.CancelAsync();
        await _watching;
        if (_server is not null)
        {
            await _server.StopAsync();
        }
    }

    /// <summary>Starts the server again when it died. Real time, not the application's: it waits for another process.</summary>
    private async Task KeepRunningAsync(EmbeddedPostgres server, CancellationToken cancellationToken)
    {
        var pause = LookInterval;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!cancellationToken.IsCancellationRequested && !server.IsRunning)
                {
                    Log.Died(logger);
                    await server.RestartAsync(cancellationToken);
                    Log.Back(logger);
                }

                pause = LookInterval;
            }
            catch (Exception exception) when (exception is StartupException or IOException or UnauthorizedAccessException or OperationCanceledException)
            {
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                if (!cancellationToken.IsCancellationRequested)
                {
                    Log.StillDown(logger, pause, exception.Message);
                }
            }
        }
    }

    /// <summary>Machines start together: a server that is just coming up gets a moment.</summary>
    private async Task ReachExternalAsync(CancellationToken cancellationToken)
    {
        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception)
            {
                if (!exception.IsTransient || TimeProvider.System.GetElapsedTime(since) > ExternalLimit)
                {
                    throw new StartupException($"The PostgreSQL of ConnectionStrings:Operations cannot be used: {exception.Message}", exception);
                }

                await Task.Delay(LookInterval, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The database server has ended; starting it again")]
        public static partial void Died(ILogger logger);

        [LoggerMessage(LogLevel.Information, "The database server is back")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(LogLevel.Error, "The database server does not start; next try in {Pause}: {Reason}")]
        public static partial void StillDown(ILogger logger, TimeSpan pause, string reason);
    }
}
