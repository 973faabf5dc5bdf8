using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Targets;
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
    private ImmutableArray<DayEvent> _events = [];

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private LiveValue<SourcesSnapshot> Sources { get; set; } = default!;

    [Inject] private LiveValue<TargetsSnapshot> Targets { get; set; } = default!;

    [Inject] private TargetEvents Events { get; set; } = default!;

    [Inject] private IOptions<ChartsOptions> Charts { get; set; } = default!;

    [Inject] private IStringLocalizer<AppTexts> Texts { get; set; } = default!;

    private int SilentSources => _sources.Sources.Count(source => source.Error is not null);

    protected override void OnInitialized()
    {
        _day = Day.Current;
        _sources = Sources.Current;
        _limits = Events.LimitsOf(Targets.Current, Texts);
        if (RendererInfo.IsInteractive)
        {
            _watching = Task.WhenAll(
                WatchAsync(Day, day => _day = day),
                WatchAsync(Sources, sources => _sources = sources),
                WatchTargetsAsync());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
    }

    private async Task WatchAsync<T>(LiveValue<T> live, Action<T> take) where T : class
    {
        try
        {
            await foreach (var value in live.WatchAsync(_disposal.Token))
            {
                take(value);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    /// <summary>The tiles follow the values by themselves; here only a changed limit or verdict counts.</summary>
    private async Task WatchTargetsAsync()
    {
        try
        {
            var verdicts = "";
            await foreach (var targets in Targets.WatchAsync(_disposal.Token))
            {
                var now = TargetEvents.VerdictsOf(targets);
                if (now != verdicts)
                {
                    verdicts = now;
                    _limits = Events.LimitsOf(targets, Texts);
                    _events = await Events.ReadAsync(targets, _disposal.Token);
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
