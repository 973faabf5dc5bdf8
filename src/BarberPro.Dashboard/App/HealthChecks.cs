using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BarberPro.Dashboard.App;

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
