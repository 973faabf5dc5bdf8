using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// The fields of a card while somebody changes them. Only what they changed is written, against the card that they saw: what others do meanwhile
/// neither moves the fields under their hands nor is overwritten.
/// </summary>
public sealed partial class CardForm
{
    private static readonly string[] Priorities = ["High", "Medium", "Low"];
    private static readonly string[] Texted = ["title", "plannedHours", "blockedReason"];

    /// <summary>The platform's groups of configuration, as the room that changes them calls them.</summary>
    private static readonly string[] Groups = ["autoscaling", "database", "cdn", "load-balancer", "waf", "rate-limits", "deployment"];

    private readonly List<LinkDraft> _links = [];
    private readonly HashSet<string> _assignees = new(StringComparer.Ordinal);
    private BoardCard _seen = default!;
    private ConditionDraft _metric = new();
    private ImmutableArray<string> _people = [], _areas = [], _groups = [];
    private string _title = "", _hours = "", _priority = "", _area = "", _reason = "", _group = "", _fault = "";
    private bool _isBusy;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    [Parameter] public EventCallback OnDone { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private Drafts Drafts { get; set; } = default!;

    [Inject] private Catalogue Catalogue { get; set; } = default!;

    [Inject] private LiveValue<BoardSnapshot> Live { get; set; } = default!;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    /// <summary>The keys under which the browser keeps what is typed into a card's fields.</summary>
    internal static string[] DraftsOf(long card) => [.. Texted.Select(field => $"{card}-{field}")];

    protected override void OnParametersSet()
    {
        if (_seen is not null && _seen.Id == Card.Id)
        {
            return; // it changes only under its person's hands
        }

        _seen = Card;
        (_title, _hours, _priority, _area, _reason, _group) = (Card.Title, HoursText(Card.PlannedHours), Card.Priority, Card.FocusArea, Card.BlockedReason, Card.SettingGroup);
        _metric = ConditionDraft.Of(Card.Metric, Catalogue);
        _assignees.Clear();
        _assignees.UnionWith(Card.Assignees);
        _links.Clear();
        _links.AddRange(Card.Links.Select(link => new LinkDraft { Title = link.Title, Address = link.Address }));
        _people = [.. Live.Current.People.Concat(Card.Assignees).Distinct()];
        _areas = [.. Day.Current.FocusAreas.Select(area => area.Title).Concat(Live.Current.Cards.Select(card => card.FocusArea)).Where(area => area.Length > 0).Distinct()];
        _groups = [.. Groups.Concat([Card.SettingGroup]).Where(group => group.Length > 0).Distinct()];
    }

    private static string HoursText(double? hours) => hours?.ToString("0.##", CultureInfo.CurrentCulture) ?? "";

    private string Key(string field) => $"{Card.Id}-{field}";

    private void Assign(string person, bool isAssigned) => _ = isAssigned ? _assignees.Add(person) : _assignees.Remove(person);

    /// <summary>The browser brought back a draft that was written upon an older card: that one is compared with, so that the change since is asked and not overwritten.</summary>
    private void BaseOf(DraftEventArgs draft) => _seen = draft.Field switch
    {
        var field when field == Key("title") => _seen with { Title = draft.Base },
        var field when field == Key("blockedReason") => _seen with { BlockedReason = draft.Base },
        var field when field == Key("plannedHours") && TryHours(draft.Base, out var hours) => _seen with { PlannedHours = hours },
        _ => _seen,
    };

    private async Task SaveAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _fault = "";
        if (!TryHours(_hours, out var hours))
        {
            _fault = Texts["BadHours"];
        }
        else if (!_metric.TryRead(Catalogue, out var metric))
        {
            _fault = Texts["BadCondition"];
        }
        else if (_links.Find(link => !BoardMarkdown.IsSafe(link.Address.Trim())) is { } bad)
        {
            _fault = Texts["BadLink", bad.Address];
        }
        else
        {
            _isBusy = true;
            var edit = EditOf(hours, metric);
            if (await Desk.EditAsync(_seen, edit, Texts["StepEdit"]))
            {
                await Drafts.ForgetAsync(DraftsOf(Card.Id));
                await OnDone.InvokeAsync();
            }
            else if (Desk.Conflict is null)
            {
                _fault = Desk.Notice; // what was typed stays
            }

            _isBusy = false;
        }
    }

    private CardEdit EditOf(double? hours, MetricCondition? metric)
    {
        // Those who stand there keep their order; new ones come after them.
        ImmutableArray<string> assignees = [.. _seen.Assignees.Where(_assignees.Contains), .. _people.Where(person => _assignees.Contains(person) && !_seen.Assignees.Contains(person))];
        ImmutableArray<CardLink> links = [.. _links.Select(link => new CardLink(link.Title.Trim(), link.Address.Trim()))];
        var edit = new CardEdit();
        edit = _title.Trim() == _seen.Title ? edit : edit with { Title = _title.Trim() };
        edit = assignees.SequenceEqual(_seen.Assignees) ? edit : edit with { Assignees = assignees };
        edit = hours == _seen.PlannedHours ? edit : edit with { PlannedHours = new Given<double?>(hours) };
        edit = _priority == _seen.Priority ? edit : edit with { Priority = _priority };
        edit = _area == _seen.FocusArea ? edit : edit with { FocusArea = _area };
        edit = _seen.Column != CardColumn.Blocked || _reason.Trim() == _seen.BlockedReason ? edit : edit with { BlockedReason = _reason.Trim() };
        edit = _group == _seen.SettingGroup ? edit : edit with { SettingGroup = _group };
        edit = Equals(metric, _seen.Metric) ? edit : edit with { Metric = new Given<MetricCondition?>(metric) };
        return links.SequenceEqual(_seen.Links) ? edit : edit with { Links = links };
    }

    private async Task CancelAsync()
    {
        await Drafts.ForgetAsync(DraftsOf(Card.Id));
        await OnDone.InvokeAsync();
    }

    /// <summary>"1.5", "1,5", "1h 30m"; empty for none.</summary>
    internal static bool TryHours(string text, out double? hours)
    {
        hours = null;
        var written = text.Trim();
        if (written.Length == 0)
        {
            return true;
        }

        if (double.TryParse(written.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain))
        {
            hours = plain;
            return plain <= 1000;
        }

        if (HoursAndMinutes().Match(written) is { Success: true } match && match.Length > 0)
        {
            var (whole, minutes) = (Number(match.Groups[1].Value), Number(match.Groups[2].Value));
            hours = whole + minutes / 60;
            return hours is > 0 and <= 1000;
        }

        return false;

        static double Number(string digits) => digits.Length == 0 ? 0 : double.Parse(digits, CultureInfo.InvariantCulture);
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^(?:(\d{1,4})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?$", System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex HoursAndMinutes();

    private sealed class LinkDraft
    {
        public string Title { get; set; } = "";

        public string Address { get; set; } = "";
    }
}
