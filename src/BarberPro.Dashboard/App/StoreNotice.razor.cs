using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>On every page: that the database is away, how much waits for it, and what had to be given up.</summary>
public sealed partial class StoreNotice : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private StoreHealth _health = StoreHealth.Unknown;

    [Inject] private LiveValue<StoreHealth> Health { get; set; } = default!;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private IStringLocalizer<AppTexts> Texts { get; set; } = default!;

    protected override void OnInitialized()
    {
        _health = Health.Current;
        if (RendererInfo.IsInteractive)
        {
            _watching = WatchAsync(_disposal.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var health in Health.WatchAsync(cancellationToken))
            {
                var same = health.Connected == _health.Connected && health.LostFrames == _health.LostFrames && (health.Connected || health.WaitingFrames == _health.WaitingFrames);
                _health = health;
                if (!same)
                {
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
