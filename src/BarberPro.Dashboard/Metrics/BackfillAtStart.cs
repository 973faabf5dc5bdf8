namespace BarberPro.Dashboard.Metrics;

/// <summary>Runs the back-fill beside the rest of the start. The ready line and the targets wait for it; where it takes unusually long, it goes on behind.</summary>
internal sealed class BackfillAtStart(SandboxHost sandbox, Backfill backfill, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After that the first frames are there, and what came before them can join their minute.</summary>
    private static readonly TimeSpan FirstFrames = TimeSpan.FromSeconds(3);

    /// <summary>The first pages are open by then.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>What was missing is filled in, or was waited for long enough. Never fails.</summary>
    public Task Filled { get; private set; } = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (sandbox.IsEnabled)
        {
            var filling = Task.Run(() => backfill.RunAsync(sandbox.Url, _stopping.Token), CancellationToken.None);
            _running = JoinAsync(filling, clock.GetUtcNow());
            Filled = Task.WhenAny(filling, Task.Delay(Patience, clock, _stopping.Token));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task JoinAsync(Task<int> filling, DateTimeOffset begun)
    {
        await Task.WhenAll(filling, Task.Delay(FirstFrames, clock, _stopping.Token));
        if (await filling > 0) // else this program ran a moment ago: the seconds without it are a gap
        {
            // The frames begin in the seconds after this start; those that are there stay as they are.
            await backfill.JoinAsync(sandbox.Url, Floor(begun, TimeSpan.TicksPerMinute), Floor(begun + FirstFrames, TimeSpan.TicksPerSecond), _stopping.Token);
        }

        // No other work of the program needs as much memory as two days of the past: what it took is given back to the machine.
        await Task.Delay(Settled, clock, _stopping.Token);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static DateTimeOffset Floor(DateTimeOffset at, long unit) => at - TimeSpan.FromTicks(at.UtcTicks % unit);
}
