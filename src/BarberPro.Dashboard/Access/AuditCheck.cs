using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BarberPro.Dashboard.Access;

/// <summary>A broken audit is for people to see; the program still serves.</summary>
internal sealed class AuditCheck(LiveValue<AuditState> live) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var state = live.Current;
        var fault = state.Fault is { } broken ? $"The audit is not whole: {broken.Message}."
            : state.AnchorFault is { } anchor ? $"The head of the audit could not be anchored: {anchor}"
            : state.WebhookFault is { } webhook ? $"The audit's webhook could not be told the anchor: {webhook}"
            : null;
        return Task.FromResult(fault is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(fault));
    }
}
