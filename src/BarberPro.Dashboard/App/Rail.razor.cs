using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>What has happened and what comes. Rendered when one of them changes, and once a minute for the distances.</summary>
public sealed partial class Rail : IAsyncDisposable
{
    private ITimer? _timer;
    private ImmutableArray<DayEvent> _events = [];
    private ImmutableArray<NextItem> _next = [];

    [Parameter, EditorRequired] public DaySnapshot Day { get; set; } = default!;

    [Parameter] public IReadOnlyList<DayEvent> Events { get; set; } = [];

    [Parameter] public SourcesSnapshot Sources { get; set; } = SourcesSnapshot.Empty;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<AppTexts> Texts { get; set; } = default!;

    [Inject] private IStringLocalizer<SourceTexts> SourceTexts { get; set; } = default!;

    private string Progress
    {
        get
        {
            var now = Clock.GetUtcNow();
            var begun = Day.Blocks.Count(block => DayClock.StateOf(block, Day, now) != BlockState.Next);
            return Day.Blocks.IsEmpty ? "" : Texts["BlocksBegun", begun, Day.Blocks.Length];
        }
    }

    protected override void OnInitialized()
    {
        if (RendererInfo.IsInteractive)
        {
            _timer = Clock.CreateTimer(_ => _ = InvokeAsync(Tick), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        }
    }

    protected override void OnParametersSet() => Show();

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
    }

    private void Tick()
    {
        var before = _next;
        Show();
        if (!before.SequenceEqual(_next))
        {
            StateHasChanged();
        }
    }

    private void Show()
    {
        _next = RailRules.Next(Day, Clock.GetUtcNow(), Texts);
        var silent = Sources.Sources.Where(source => source is { Error: not null, FailingSince: not null })
            .Select(source => new DayEvent(source.FailingSince!.Value, "stale", source.Name, Texts["SourceSilent"], SourceTexts.ErrorOf(source)!, "sources"));
        _events = [.. Events.Concat(silent).OrderByDescending(item => item.At).Take(12)];
    }

    private string Hour(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Day.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);
}
