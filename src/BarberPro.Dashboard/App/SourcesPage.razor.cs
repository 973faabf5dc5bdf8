using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>How each source does, and which metrics of the catalogue nothing delivers. Ages move, so this page renders each second while it is open.</summary>
public sealed partial class SourcesPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _ticking = Task.CompletedTask;
    private ImmutableArray<Row> _rows = [];
    private ImmutableArray<Metric> _lacking = [];

    [Inject] private SourceBoard Board { get; set; } = default!;

    [Inject] private LiveValue<SourcesSnapshot> Sources { get; set; } = default!;

    [Inject] private Catalogue Catalogue { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<SourceTexts> SourceTexts { get; set; } = default!;

    private int Silent => _rows.Count(row => row.Source.Error is not null);

    protected override void OnInitialized()
    {
        Show();
        if (RendererInfo.IsInteractive)
        {
            _ticking = TickAsync(_disposal.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _ticking;
        _disposal.Dispose();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                Show();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private void Show()
    {
        var now = Clock.GetUtcNow();
        _rows = [.. Board.Read().Select(source => Of(source, now))];
        _lacking = [.. Sources.Current.MetricsWithoutSource.Select(Catalogue.Find).OfType<Metric>()];
    }

    private Row Of(SourceStatus source, DateTimeOffset now)
    {
        var culture = CultureInfo.CurrentCulture;
        var age = now - source.LastSuccess;
        var late = age > source.Interval * 3;
        var (verdict, css, word) = source switch
        {
            { LastSuccess: null, Error: null } => ("not-enough-data", "unknown", Texts["Waiting"]),
            { LastSuccess: null } => ("missed", "missed", Texts["NeverAnswered"]),
            { Error: not null } when late => ("stale", "stale", Texts["Stale"]),
            { Error: not null } => ("at-risk", "risk", Texts["Late"]),
            _ when late => ("stale", "stale", Texts["Stale"]),
            _ => ("met", "met", Texts["Answers"]),
        };
        return new(source, verdict, css, word, age is { } since ? Texts["Ago", NumberText.Age(since, culture)] : "–",
            source.LastDuration is { } took ? $"{NumberText.Plain(took.TotalMilliseconds, took.TotalMilliseconds < 10 ? 1 : 0, culture)} ms" : "–");
    }

    private sealed record Row(SourceStatus Source, string Verdict, string Class, string Word, string Last, string Duration);
}
