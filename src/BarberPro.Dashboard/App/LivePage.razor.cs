using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.App;

/// <summary>
/// The live day. It renders when the day, a source or a target's limit changes; numbers and charts are elements that draw themselves
/// from the hub's frames and never pass through here.
/// </summary>
public sealed partial class LivePage : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private DaySnapshot _day = default!;
    private SourcesSnapshot _sources = SourcesSnapshot.Empty;
    private ImmutableArray<ChartLimit> _limits = [];

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private LiveValue<SourcesSnapshot> Sources { get; set; } = default!;

    [Inject] private IOptions<ChartsOptions> Charts { get; set; } = default!;

    [Inject] private IStringLocalizer<AppTexts> Texts { get; set; } = default!;

    private int SilentSources => _sources.Sources.Count(source => source.Error is not null);

    protected override void OnInitialized()
    {
        _day = Day.Current;
        _sources = Sources.Current;
        if (RendererInfo.IsInteractive)
        {
            _watching = Task.WhenAll(
                WatchAsync(Day, day => _day = day),
                WatchAsync(Sources, sources => _sources = sources));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
    }

    private Task WatchAsync<T>(LiveValue<T> live, Action<T> take) where T : class => WatchAsync(live, value =>
    {
        take(value);
        return true;
    });

    private async Task WatchAsync<T>(LiveValue<T> live, Func<T, bool> take) where T : class
    {
        try
        {
            await foreach (var value in live.WatchAsync(_disposal.Token))
            {
                if (take(value))
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
