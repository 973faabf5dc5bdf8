using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Who did what. The filters are in the address, so that a link shows the same entries.</summary>
public sealed partial class AuditPage : IDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private readonly HashSet<long> _open = [];
    private Form _form = new();
    private View _view = View.Loading;
    private IReadOnlyList<AuditEntry> _entries = [];
    private long? _next;

    private enum View { Loading, Shown, Unusable, Failed }

    [SupplyParameterFromQuery] public string? From { get; set; }

    [SupplyParameterFromQuery] public string? To { get; set; }

    [SupplyParameterFromQuery] public string? Actor { get; set; }

    [SupplyParameterFromQuery] public string? Action { get; set; }

    [SupplyParameterFromQuery] public string? Result { get; set; }

    [SupplyParameterFromQuery] public string? Text { get; set; }

    [SupplyParameterFromQuery] public string? Before { get; set; }

    [Inject] private AuditStore Store { get; set; } = default!;

    [Inject] private IOptions<AuditOptions> Options { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private AuditFilter Filter => new() { From = Given(From), To = Given(To), Actor = Given(Actor), Action = Given(Action), Result = Given(Result), Text = Given(Text) };

    private long? BeforeSeq => long.TryParse(Before, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && seq > 0 ? seq : null;

    private TimeZoneInfo Zone => Options.Value.ShownZone;

    private string ZoneName => Options.Value.ZoneName;

    private IEnumerable<string> Actions => _entries.Select(entry => entry.Action).Distinct().Order(StringComparer.Ordinal);

    protected override async Task OnParametersSetAsync()
    {
        _form = new Form { From = From, To = To, Actor = Actor, Action = Action, Result = Result, Text = Text };
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync();
        }
    }

    public void Dispose()
    {
        _disposal.Cancel();
        _disposal.Dispose();
    }

    private async Task LoadAsync()
    {
        if (Filter.ToQuery(Zone, BeforeSeq) is not { } query)
        {
            (_view, _entries, _next) = (View.Unusable, [], null);
            return;
        }

        _view = View.Loading;
        StateHasChanged();
        try
        {
            _entries = await Store.ReadPageAsync(query, _disposal.Token);
            _next = _entries.Count == query.Limit && _entries[^1].Seq > 1 ? _entries[^1].Seq : null;
            _view = View.Shown;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            _view = View.Failed; // what was shown before stays
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
    }

    private async Task ShowAsync()
    {
        var wanted = new AuditFilter { From = Given(_form.From), To = Given(_form.To), Actor = Given(_form.Actor), Action = Given(_form.Action), Result = Given(_form.Result), Text = Given(_form.Text) };
        if (wanted == Filter && BeforeSeq is null)
        {
            await LoadAsync(); // the same again: what came meanwhile
        }
        else
        {
            Navigation.NavigateTo(wanted.Page(null));
        }
    }

    private void Toggle(long seq)
    {
        if (!_open.Remove(seq))
        {
            _open.Add(seq);
        }
    }

    private string When(AuditEntry entry) => TimeZoneInfo.ConvertTime(entry.At, Zone).ToString(Texts["WhenFormat"], CultureInfo.CurrentCulture);

    private string Who(AuditEntry entry) => entry.ActorKind switch
    {
        "system" => Texts["ActorSystem"],
        "stranger" => Texts["ActorStranger"],
        _ when entry.ActorName.Length > 0 => entry.ActorName,
        _ => $"{entry.ActorKind} {entry.ActorId}",
    };

    private string ResultWord(AuditEntry entry) => AuditQuery.ResultOf(entry.Result) is { } result ? Texts[$"Result{result}"] : entry.Result;

    private static string ResultShape(AuditEntry entry) => entry.Result switch { "done" => "met", "refused" => "at-risk", _ => "missed" };

    private static string ResultClass(AuditEntry entry) => entry.Result switch { "done" => "met", "refused" => "risk", _ => "missed" };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private sealed class Form
    {
        public string? From { get; set; }
        public string? To { get; set; }
        public string? Actor { get; set; }
        public string? Action { get; set; }
        public string? Result { get; set; }
        public string? Text { get; set; }
    }
}
