using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Targets;

/// <summary>A component that shows the targets: takes the snapshot at once, then each newer one, and renders only where it reads differently.</summary>
public abstract class TargetsWatcher : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;

    protected CancellationToken Disposal => _disposal.Token;

    [Inject] private LiveValue<TargetsSnapshot> Live { get; set; } = default!;

    protected override void OnInitialized()
    {
        var shown = Live.Current;
        Take(shown);
        if (RendererInfo.IsInteractive)
        {
            _watching = WatchAsync(shown);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching; // after this line nothing can render a component that is gone
        _disposal.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <returns>Whether to render.</returns>
    private protected abstract bool Take(TargetsSnapshot snapshot);

    private async Task WatchAsync(TargetsSnapshot shown)
    {
        try
        {
            await foreach (var snapshot in Live.WatchAsync(_disposal.Token))
            {
                if (!ReferenceEquals(snapshot, shown) && Take(shown = snapshot))
                {
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
