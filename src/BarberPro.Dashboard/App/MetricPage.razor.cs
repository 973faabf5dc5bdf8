using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>One metric in depth. The chart lives by itself; the tables are read again each minute.</summary>
public sealed partial class MetricPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _reading = Task.CompletedTask;
    private Metric? _metric;
    private Series? _series;
    private ImmutableArray<Series> _choices = [];
    private MetricStatistics? _today;
    private MetricStatistics _baseline = MetricStatistics.Empty;
    private ImmutableArray<HourRow> _hours = [];
    private ImmutableArray<(double From, double To, double Today, double Baseline)> _bins = [];
    private string? _failed;

    [Parameter] public string Key { get; set; } = "";

    [Inject] private Catalogue Catalogue { get; set; } = default!;

    [Inject] private LiveValue<SeriesSet> Set { get; set; } = default!;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private IMinuteStore Store { get; set; } = default!;

    [Inject] private IBaseline Baseline { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string BaselineName => RootText.BaselineName(Day.Current, Texts);

    private string Scale => _metric!.DisplayScale.ToString("R", CultureInfo.InvariantCulture);

    private string LabelsJson => JsonSerializer.Serialize(_series!.Labels.ToDictionary());

    private string? WarnOrLimit => _metric!.Warn?.ToString("R", CultureInfo.InvariantCulture);

    private string? LimitLabel => _metric!.Warn is { } warn ? Texts["WarnAt", Show(warn)].Value : null;

    private string LinesJson => JsonSerializer.Serialize(new[]
    {
        new { key = _metric!.Key, labels = _series!.Labels.ToDictionary(), title = Texts["Today"].Value, color = "today", width = 1.75, step = _metric.Unit is "replicas" or "weight" or "state" },
    });

    private string CsvLink
    {
        get
        {
            var (from, to) = Day.Current.OperatingHours;
            return string.Create(CultureInfo.InvariantCulture, $"api/series/{_series!.Id}/history.csv?from={from.ToUnixTimeSeconds()}&to={to.ToUnixTimeSeconds()}&step=60");
        }
    }

    private string DistributionSeries => JsonSerializer.Serialize(new[]
    {
        new { name = Texts["Today"].Value, data = _bins.Select(bin => Math.Round(bin.Today * 100, 2)) },
        new { name = BaselineName, data = _bins.Select(bin => Math.Round(bin.Baseline * 100, 2)) },
    });

    private string DistributionOptions => JsonSerializer.Serialize(new
    {
        chart = new { type = "bar", height = 260 },
        xaxis = new { categories = _bins.Select(bin => NumberText.Plain((bin.From + bin.To) / 2 * _metric!.DisplayScale, _metric.Decimals, CultureInfo.CurrentCulture)), title = new { text = _metric!.DisplayUnit.ToString() } },
        yaxis = new { title = new { text = Texts["ShareOfMinutes"].Value }, decimalsInFloat = 0 },
    });

    protected override async Task OnParametersSetAsync()
    {
        _metric = Catalogue.Find(Key);
        _choices = [.. Set.Current.All.Where(series => series.Key == Key).OrderBy(series => series.Labels.ToString(), StringComparer.Ordinal)];
        _series = Chosen();
        (_today, _failed, _hours, _bins) = (null, null, [], []);
        if (_series is not null && RendererInfo.IsInteractive)
        {
            await ReadAsync(_disposal.Token);
            if (_reading.IsCompleted)
            {
                _reading = ReadEachMinuteAsync(_disposal.Token);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _reading;
        _disposal.Dispose();
    }

    /// <summary>The series whose labels the address names; where it names none, the first.</summary>
    private Series? Chosen()
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        return _choices.FirstOrDefault(series => series.Labels.Pairs.All(pair => !query.TryGetValue(pair.Key, out var wanted) || wanted == pair.Value));
    }

    private async Task ReadEachMinuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), Clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await ReadAsync(cancellationToken);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var id = _series!.Id;
            var (from, to) = Day.Current.OperatingHours;
            var now = Clock.GetUtcNow();
            // Before the day opens, the night so far: the same that the chart shows.
            from = now < from ? Day.Current.At(Day.Current.Date, TimeOnly.MinValue) : from;
            to = now < to ? new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero) : to;
            if (to <= from)
            {
                (_today, _baseline, _failed) = (MetricStatistics.Empty, MetricStatistics.Empty, null);
                return;
            }

            var today = (await Store.ReadAsync([id], from, to, cancellationToken))[0];
            var ghost = Baseline.Of(from) is { } then
                ? (await Store.ReadAsync([id], then, then + (to - from), cancellationToken))[0]
                : MinuteColumn.Empty(id, from, today.Length);
            _today = MetricStatistics.Of(today, 0, today.Length);
            _baseline = MetricStatistics.Of(ghost, 0, ghost.Length);
            _bins = MetricStatistics.Distribution(today, ghost, 24);
            _hours = [.. Enumerable.Range(0, (today.Length + 59) / 60).Select(hour =>
                new HourRow(from.AddHours(hour), MetricStatistics.Of(today, hour * 60, (hour + 1) * 60), MetricStatistics.Of(ghost, hour * 60, Math.Min((hour + 1) * 60, today.Length))))];
            _failed = null;
        }
        catch (Npgsql.NpgsqlException)
        {
            // What was read last stays on the page.
            _failed = Texts["StoreSilent"];
        }
    }

    private IEnumerable<(string Name, string Today, string Baseline, string Difference)> StatisticRows()
    {
        var (now, then) = (_today!, _baseline);
        yield return (Texts["Mean"], Show(now.Mean), Show(then.Mean), Differ(now.Mean, then.Mean));
        yield return (Texts["Median"], Show(now.Median), Show(then.Median), Differ(now.Median, then.Median));
        yield return (Texts["P95"], Show(now.P95), Show(then.P95), Differ(now.P95, then.P95));
        yield return (Texts["Lowest"], Show(now.Min), Show(then.Min), Differ(now.Min, then.Min));
        yield return (Texts["Highest"], Show(now.Max), Show(then.Max), Differ(now.Max, then.Max));
        yield return (Texts["Samples"], Whole(now.Count), Whole(then.Count), "");
    }

    private string Show(double value) => double.IsNaN(value) ? "–"
        : $"{NumberText.Plain(value * _metric!.DisplayScale, _metric.Decimals, CultureInfo.CurrentCulture)} {_metric.DisplayUnit}".TrimEnd();

    private string Differ(double value, double then)
    {
        var unit = _metric!.DisplayUnit.ToString();
        return double.IsNaN(value - then) ? "–"
            : NumberText.WithSign(NumberText.Plain((value - then) * _metric.DisplayScale, _metric.Decimals, CultureInfo.CurrentCulture)) + (unit == "%" ? " pts" : $" {unit}");
    }

    private static string Whole(int count) => NumberText.Count(count, CultureInfo.CurrentCulture);

    private string Hour(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Day.Current.Zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private string LinkTo(Series series) =>
        $"metrics/{Key}?{string.Join('&', series.Labels.Pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"))}";

    private string LinkAt(DateTimeOffset at) =>
        $"metrics/{Key}?{string.Join('&', _series!.Labels.Pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}").Append($"range=1h&at={Hour(at)}"))}";

    private sealed record HourRow(DateTimeOffset At, MetricStatistics Today, MetricStatistics Baseline);
}
