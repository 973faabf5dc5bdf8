using BarberPro.Dashboard.Data;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BarberPro.Dashboard.App;

internal sealed class DatabaseCheck(NpgsqlDataSource dataSource) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer.");
        }
    }
}

/// <summary>The database has the tables of this version.</summary>
internal sealed class MigrationsCheck(Migrator migrator) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await migrator.IsUpToDateAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database lacks a migration of this version.");
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("PostgreSQL does not answer.");
        }
    }
}

internal sealed class PipelineCheck(FrameWatch frames, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var age = frames.Newest is { } frame ? clock.GetUtcNow() - frame.At : (TimeSpan?)null;
        return Task.FromResult(age < Limit ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(age is { } old ? $"The newest frame is {old.TotalSeconds:0} s old." : "There is no frame yet."));
    }
}
