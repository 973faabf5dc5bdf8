using System.Collections.Immutable;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Targets;

/// <summary>An open row: chart, definition, worst minutes, notes. What is being typed survives new judgements.</summary>
public sealed partial class TargetDetail
{
    private TargetView? _shown;
    private ImmutableArray<MinuteView> _worst = [];
    private string _note = "", _message = "";
    private bool _isSaving;

    [Parameter, EditorRequired] public TargetView View { get; set; } = default!;

    [Parameter] public string BaselineName { get; set; } = "";

    [Parameter] public string PlanText { get; set; } = "";

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private Permission Permission { get; set; } = default!;

    [Inject] private TargetReviewer Reviewer { get; set; } = default!;

    private bool HasChart => View.Drawing.Lines.Length > 0;

    protected override void OnParametersSet()
    {
        if (!ReferenceEquals(_shown, View))
        {
            _shown = View;
            _worst = View.WorstMinutes();
        }
    }

    private static string? Or(string text) => text.Length == 0 ? null : text;

    private async Task SaveAsync()
    {
        // A second click may come before the first has disabled the button.
        if (_isSaving || _note.Length > TargetReviewer.LongestNote || _note.Contains('\0', StringComparison.Ordinal))
        {
            return;
        }

        if (await TryAsync("target.reviewed", actor => Reviewer.ReviewAsync(actor, Day.Current, View.Key, actor.Name, _note, CancellationToken.None)))
        {
            _note = "";
        }
    }

    private Task WithdrawAsync() => _isSaving ? Task.CompletedTask : TryAsync("target.review-withdrawn", actor => Reviewer.WithdrawAsync(actor, Day.Current, View.Key, CancellationToken.None));

    private async Task<bool> TryAsync(string action, Func<Actor, Task> work)
    {
        _isSaving = true;
        try
        {
            if (await Permission.AskAsync(Policies.Member, action, View.Key, CancellationToken.None) is not { } actor)
            {
                _message = Texts["ReviewNotYours"];
                return false;
            }

            await work(actor);
            _message = Texts["Saved"];
            return true;
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or AuditUnavailableException or TimeoutException)
        {
            _message = Texts["SaveFailed"]; // what was typed stays
            return false;
        }
        finally
        {
            _isSaving = false;
        }
    }
}
