namespace BarberPro.Dashboard.Metrics;

/// <summary>Runs the back-fill before the program is ready; where it takes unusually long, it goes on behind.</summary>
internal sealed class BackfillAtStart(SandboxHost sandbox, Backfill backfill, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After that the first frames are there, and what came before them can join their minute.</summary>
    private static readonly TimeSpan FirstFrames = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (sandbox.IsEnabled)
        {
            var started = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
            var filling = Task.Run(() => backfill.RunAsync(sandbox.Url, _stopping.Token), CancellationToken.None);
            _running = JoinAsync(filling, clock.GetUtcNow(), started.Task);
            await Task.WhenAny(filling, Task.Delay(Patience, clock, cancellationToken));
            started.SetResult(clock.GetUtcNow());
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task JoinAsync(Task filling, DateTimeOffset begun, Task<DateTimeOffset> framesFrom)
    {
        var to = await framesFrom;
        await filling;
        await Task.Delay(FirstFrames, clock, _stopping.Token);
        await backfill.JoinAsync(sandbox.Url, Floor(begun, TimeSpan.TicksPerMinute), Floor(to, TimeSpan.TicksPerSecond), _stopping.Token);
    }

    private static DateTimeOffset Floor(DateTimeOffset at, long unit) => at - TimeSpan.FromTicks(at.UtcTicks % unit);
}
