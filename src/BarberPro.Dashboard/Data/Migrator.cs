using System.Globalization;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using Npgsql;

namespace BarberPro.Dashboard.Data;

/// <summary>Brings the tables to this program's version: the numbered scripts in Data/Migrations that the database has not run yet.</summary>
internal sealed partial class Migrator(NpgsqlDataSource dataSource, ILogger<Migrator> logger)
{
    private const int OldestServer = 14;

    /// <summary>Any number, the same in every version of the program.</summary>
    private const long LockKey = 0x4261726265725072;

    private static readonly Assembly Scripts = typeof(Migrator).Assembly;

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw new StartupException($"ConnectionStrings:Operations names a PostgreSQL {connection.PostgreSqlVersion.Major}, and {OldestServer} or newer is needed.");
        }

        if (await IsUpToDateAsync(connection, cancellationToken))
        {
            return;
        }

        // Two programs may start at once: the second waits here, and then finds nothing left to do.
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 0, cancellationToken: cancellationToken));
        try
        {
            var upgrade = DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(dataSource))
                .WithScriptsEmbeddedInAssembly(Scripts, IsMigration)
                .WithVariablesDisabled()
                .WithTransactionPerScript()
                .WithExecutionTimeout(TimeSpan.FromMinutes(10))
                .LogTo(new Journal(logger))
                .Build();
            var result = await Task.Run(upgrade.PerformUpgrade, cancellationToken);
            if (!result.Successful)
            {
                throw new StartupException($"The database could not be brought to this version; {ScriptName(result)} failed: {result.Error.Message}", result.Error);
            }
        }
        finally
        {
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock(@LockKey)", new { LockKey }, cancellationToken: CancellationToken.None));
        }
    }

    /// <summary>Whether the database has run every migration of this version.</summary>
    public async Task<bool> IsUpToDateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await IsUpToDateAsync(connection, cancellationToken);
    }

    private static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select to_regclass('schemaversions')::text", cancellationToken: cancellationToken)) is null)
        {
            return false;
        }

        var run = await connection.QueryAsync<string>(new CommandDefinition("select scriptname from schemaversions", cancellationToken: cancellationToken));
        return !Scripts.GetManifestResourceNames().Where(IsMigration).Except(run, StringComparer.Ordinal).Any();
    }

    private static bool IsMigration(string name) => name.Contains(".Data.Migrations.", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal);

    private static string ScriptName(DatabaseUpgradeResult result) => result.ErrorScript?.Name ?? "a script";

    /// <summary>DbUp's own words, one level down: they are for whoever looks for them. A failure is told by the exception.</summary>
    private sealed partial class Journal(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Said(logger, Text(format, args), null);

        public void LogDebug(string format, params object[] args) => Said(logger, Text(format, args), null);

        public void LogInformation(string format, params object[] args) => Said(logger, Text(format, args), null);

        public void LogWarning(string format, params object[] args) => Said(logger, Text(format, args), null);

        public void LogError(string format, params object[] args) => Said(logger, Text(format, args), null);

        public void LogError(Exception ex, string format, params object[] args) => Said(logger, Text(format, args), ex);

        private static string Text(string format, object[] args) => string.Format(CultureInfo.InvariantCulture, format, args);

        [LoggerMessage(LogLevel.Debug, "{Message}")]
        private static partial void Said(ILogger logger, string message, Exception? exception);
    }
}
