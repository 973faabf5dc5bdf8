using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>How often one address may try names, passwords and links; and one try at a time for each name, so that none slips past the lock.</summary>
internal sealed class SignInLimits(IOptions<AccessOptions> options) : IDisposable
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address => RateLimitPartition.GetFixedWindowLimiter(address,
        _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public bool MayTry(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context.RemoteAddress() ?? "");
        return lease.IsAcquired;
    }

    public async Task<IDisposable> TurnAsync(string name, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(name) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    public void Dispose()
    {
        _limiter.Dispose();
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
