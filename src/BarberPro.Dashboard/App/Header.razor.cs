using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>Brand, day, clock, block, connection, language, theme. Renders when the day or the block changes, not each second.</summary>
public sealed partial class Header : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private ITimer? _timer;
    private DaySnapshot _day = default!;
    private Block? _block;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AppTexts> Texts { get; set; } = default!;

    private static CultureInfo Other => Cultures.IsSpanish(CultureInfo.CurrentUICulture) ? Cultures.English : Cultures.Spanish;

    private string Here => new Uri(Navigation.Uri).PathAndQuery;

    private string DayLine
    {
        get
        {
            var date = _day.Date.ToString(Texts["HeaderDate"], CultureInfo.CurrentCulture);
            return _day.Number is { } number ? $"{Texts["DayNumber", number]} · {date}" : date;
        }
    }

    private DateTimeOffset Begins => _day.At(_day.Date, _block!.Start);

    private DateTimeOffset Ends => _day.At(_day.Date, _block!.End);

    private bool IsNow(DateTimeOffset now) => DayClock.StateOf(_block!, _day, now) == BlockState.Now;

    protected override void OnInitialized()
    {
        Show(Day.Current);
        Navigation.LocationChanged += Moved;
        if (RendererInfo.IsInteractive)
        {
            _watching = WatchAsync(_disposal.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= Moved;
        await _disposal.CancelAsync();
        await _watching;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        _disposal.Dispose();
    }

    private void Moved(object? sender, LocationChangedEventArgs e) => StateHasChanged();

    private void Show(DaySnapshot day)
    {
        var now = Clock.GetUtcNow();
        _day = day;
        _block = DayClock.Current(day, now) ?? DayClock.Upcoming(day, now);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var day in Day.WatchAsync(cancellationToken))
            {
                Show(day);
                await ArmAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    /// <summary>Wakes once, when the block changes.</summary>
    private async Task ArmAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
            _timer = null;
        }

        if (_block is not null)
        {
            var now = Clock.GetUtcNow();
            var due = (IsNow(now) ? Ends : Begins) - now;
            _timer = Clock.CreateTimer(_ => _ = InvokeAsync(BlockChangedAsync), null, due > TimeSpan.Zero ? due : TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task BlockChangedAsync()
    {
        if (_disposal.IsCancellationRequested)
        {
            return;
        }

        Show(Day.Current);
        await ArmAsync();
        StateHasChanged();
    }
}
