using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace BarberPro.Dashboard.Targets;

/// <summary>The checklist: each target with its verdict, its evidence and who looked at it.</summary>
public sealed partial class TargetsPage
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private TargetsSnapshot _snapshot = TargetsSnapshot.Loading;
    private ImmutableArray<TargetView> _views = [];
    private ImmutableArray<(string Verdict, string Tone, int Count, string Word)> _sums = [];
    private string _judgedAt = "", _dataTo = "", _finalAt = "", _baselineName = "", _baselineHead = "", _projectedHead = "", _from = "", _now = "", _stale = "", _copied = "";
    private bool _notMetOnly;

    [Inject] private TargetWording Wording { get; set; } = default!;

    [Inject] private Permission Permission { get; set; } = default!;

    [Inject] private TargetReviewer Reviewer { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    [Inject] private IStringLocalizer<TargetsTexts> Texts { get; set; } = default!;

    private IEnumerable<TargetView> Shown => _views.Where(view => !_notMetOnly || !view.IsMet);

    protected override void OnInitialized()
    {
        if (new Uri(Navigation.Uri).Fragment is ['#', .. var key] && key.Length > 0)
        {
            _open.Add(Uri.UnescapeDataString(key));
        }

        base.OnInitialized();
    }

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";

    private protected override bool Take(TargetsSnapshot snapshot)
    {
        (_snapshot, _views) = (snapshot, Wording.ViewsOf(snapshot));
        _sums = [.. snapshot.Targets.GroupBy(target => target.Judgement.Verdict).OrderBy(group => OrderOf(group.Key))
            .Select(group => (TargetsSnapshot.NameOf(group.Key), TargetWording.ToneOf(group.Key), group.Count(), Wording.WordOf(group.Key)))];
        if (snapshot.Day is not { } day)
        {
            return true;
        }

        var (from, to) = day.OperatingHours;
        string Seconds(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, day.Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var newest = snapshot.Targets.Max(target => target.NewestData);
        var until = snapshot.JudgedAt < from ? from : snapshot.JudgedAt > to ? to : snapshot.JudgedAt;
        _judgedAt = Seconds(snapshot.JudgedAt);
        _dataTo = newest is { } data ? Seconds(data) : "";
        _finalAt = snapshot.JudgedAt >= to ? Texts["Final"] : Texts["FinalAt", TargetWording.Clock(to, day)];
        (_from, _now) = (TargetWording.Clock(from, day), TargetWording.Clock(until, day));
        _baselineName = Wording.BaselineName(day);
        _baselineHead = Texts["BaselineBy", _baselineName, _now];
        _projectedHead = Texts["Projected", TargetWording.Clock(to, day)];
        var judged = snapshot.Targets.Where(target => !target.Rule.IsManual && target.NewestData is not null).ToList();
        _stale = judged.Count > 0 && judged.All(target => target.Judgement.Verdict is Verdict.Stale or Verdict.Missed) && judged.Exists(target => target.Judgement.Verdict == Verdict.Stale)
            ? Texts["AllStale", _dataTo] : "";
        return true;
    }

    private static int OrderOf(Verdict verdict) => verdict switch { Verdict.Met => 0, Verdict.AtRisk => 1, Verdict.Missed => 2, Verdict.NotEnoughData => 3, Verdict.Stale => 4, _ => 5 };

    /// <summary>"3 met, 1 missed".</summary>
    private static string SumOf(IEnumerable<TargetView> views) =>
        string.Join(", ", views.GroupBy(view => view.Verdict).Select(group => $"{group.Count()} {group.First().Word}"));

    private string PlanTextOf(string key) => _snapshot.Targets.First(target => target.Key == key).Rule.Planned.Text;

    private void Toggle(string key)
    {
        if (!_open.Remove(key))
        {
            _open.Add(key);
        }
    }

    private async Task ReviewAsync(string key)
    {
        try
        {
            if (await Permission.AskAsync(Policies.Member, "target.reviewed", key, CancellationToken.None) is not { } actor)
            {
                _open.Add(key);
                return;
            }

            await Reviewer.ReviewAsync(actor, _snapshot.Day!, key, actor.Name, "", CancellationToken.None);
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or AuditUnavailableException or TimeoutException)
        {
            _open.Add(key); // there it can be tried again, and says why
        }
    }

    private async Task CopyAsync()
    {
        try
        {
            await Script.InvokeVoidAsync("navigator.clipboard.writeText", Disposal, TargetMarkdown.Of(_snapshot, _views, Texts));
            _copied = Texts["Copied"];
        }
        catch (JSException)
        {
            _copied = Texts["CopyFailed"];
        }
    }
}
