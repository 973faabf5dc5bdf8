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
    private BlockState _state;

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
        _day = day;
        _state = BlockState.At(day, Clock.GetUtcNow());
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

        if (_state.ChangesAt is { } at)
        {
            var due = at - Clock.GetUtcNow();
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

    /// <summary>The block in progress, or the next one of the day.</summary>
    private readonly record struct BlockState(Block? Block, DateTimeOffset From, DateTimeOffset To, bool IsNow, DateTimeOffset? ChangesAt)
    {
        public static BlockState At(DaySnapshot day, DateTimeOffset now)
        {
            foreach (var block in day.Blocks.OrderBy(block => block.Start))
            {
                var (from, to) = (day.At(day.Date, block.Start), day.At(day.Date, block.End));
                if (now < to)
                {
                    return new(block, from, to, now >= from, now < from ? from : to);
                }
            }

            return new(null, default, default, false, null);
        }
    }
}
