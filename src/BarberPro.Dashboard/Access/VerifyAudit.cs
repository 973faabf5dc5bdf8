using System.Globalization;
using BarberPro.Dashboard.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// <c>--verify-audit</c>: walks the chain of the configured database, whether a dashboard runs on it or not. Prints how many entries
/// there are and until when they are anchored, or the first that is broken. Exits 0 or 1.
/// </summary>
internal static class VerifyAudit
{
    private const string Option = "--verify-audit";

    public static bool IsAsked(IEnumerable<string> args) => args.Contains(Option, StringComparer.Ordinal);

    /// <exception cref="StartupException">The audit cannot be read.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. args.Where(arg => arg != Option)], ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddData(builder.Configuration);
        builder.Services.AddAudit(builder.Configuration);
        await using var app = builder.Build();
        var server = app.Services.GetService<EmbeddedPostgres>();
        var started = server is not null && await StartAsync(server, cancellationToken);
        try
        {
            var finding = await app.Services.GetRequiredService<AuditChecker>().CheckAsync(cancellationToken);
            await output.WriteLineAsync(Tell(finding, app.Services.GetRequiredService<IOptions<AuditOptions>>().Value.ShownZone));
            return finding.Fault is null ? 0 : 1;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn)
        {
            throw new StartupException($"The database has no audit: {exception.MessageText}.", exception);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupException($"The audit cannot be read: {exception.Message}", exception);
        }
        finally
        {
            if (started)
            {
                await server!.StopAsync();
            }
        }
    }

    internal static string Tell(AuditFinding finding, TimeZoneInfo zone)
    {
        if (finding.Fault is { } fault)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{fault.Message} ({finding.Entries} entries before it are whole)");
        }

        var anchored = finding.Anchor is not { } anchor ? "not anchored yet"
            : (anchor.Seq == finding.Entries ? "head" : string.Create(CultureInfo.InvariantCulture, $"entry {anchor.Seq}"))
                + $" anchored at {TimeZoneInfo.ConvertTime(anchor.At, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)}";
        return string.Create(CultureInfo.InvariantCulture, $"{finding.Entries} entries, chain whole, {anchored}");
    }

    /// <returns>Whether it was started here, and is to be stopped again.</returns>
    private static async Task<bool> StartAsync(EmbeddedPostgres server, CancellationToken cancellationToken)
    {
        if (server.Join())
        {
            return false;
        }

        if (!server.HasData)
        {
            throw new StartupException($"There is no database in '{server.Place.Root}' (Database:Directory).");
        }

        await server.StartAsync(cancellationToken);
        return true;
    }
}
