using System.Globalization;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using Npgsql;

namespace BarberPro.Dashboard.Days;

/// <summary>A plan comes in: first a look at what it says and what it would change, then the import.</summary>
public sealed partial class PlanImportPage : IAsyncDisposable
{
    public const string Path = "/plans";

    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private DaySnapshot _day = default!;
    private State _state;
    private string? _markdown;
    private bool _fromField;
    private PlanImport? _import;
    private ElementReference _field;
    private IJSObjectReference? _script;

    [Inject] private Permission Permission { get; set; } = default!;

    [Inject] private DayPlans Plans { get; set; } = default!;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private IJSRuntime Script { get; set; } = default!;

    [Inject] private IStringLocalizer<DaysTexts> Texts { get; set; } = default!;

    private enum State { Empty, Reading, Checked, Moved, Importing, Imported, Failed, Refused }

    private bool Busy => _state is State.Reading or State.Importing;

    private bool Unchanged => _import is { Plan.Faults.IsEmpty: true, Changes.IsEmpty: true };

    private bool MayImport => _import is { Plan.Faults.IsEmpty: true, Changes.IsEmpty: false } && _state is State.Checked or State.Importing or State.Failed && _import is not null;

    private string InView => _day.Number is { } number
        ? Texts["PlanInView", number, _day.Date.ToString("D", CultureInfo.CurrentCulture)]
        : Texts["PlanNoneInView", _day.Date.ToString("D", CultureInfo.CurrentCulture)];

    private string Summary => Texts["PlanSummary", _import!.Plan.Number!, _import.Plan.Date!.Value.ToString("D", CultureInfo.CurrentCulture), _import.Changes.Length];

    protected override void OnInitialized()
    {
        _day = Day.Current;
        if (RendererInfo.IsInteractive)
        {
            _watching = WatchAsync(_disposal.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
        if (_script is not null)
        {
            try
            {
                await _script.DisposeAsync();
            }
            catch (JSDisconnectedException) { } // the page is gone, and the script with it
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var day in Day.WatchAsync(cancellationToken))
            {
                _day = day;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task CheckFileAsync(InputFileChangeEventArgs change)
    {
        if (Busy)
        {
            return;
        }

        _fromField = false;
        await RunAsync(State.Reading, async cancellationToken =>
        {
            _markdown = null;
            if (change.File.Size > PlanImporter.LargestPlan)
            {
                _import = new PlanImport(PlanImporter.Read(new string('x', PlanImporter.LargestPlan + 1)), [], Created: false);
                return State.Checked;
            }

            await using var stream = change.File.OpenReadStream(PlanImporter.LargestPlan, cancellationToken);
            _markdown = PlanImporter.Decode(await ReadAsync(stream, cancellationToken));
            return await CheckAsync(cancellationToken);
        });
    }

    private async Task CheckTextAsync()
    {
        if (Busy)
        {
            return;
        }

        _fromField = true;
        await RunAsync(State.Reading, async cancellationToken =>
        {
            _markdown = await ReadFieldAsync(cancellationToken);
            return await CheckAsync(cancellationToken);
        });
    }

    private async Task ImportAsync()
    {
        if (!MayImport || Busy)
        {
            return;
        }

        await RunAsync(State.Importing, async cancellationToken =>
        {
            // What was shown is what is imported: neither the text nor the stored day may have moved meanwhile.
            if (_fromField && await ReadFieldAsync(cancellationToken) is var text && text != _markdown)
            {
                _markdown = text;
                await CheckAsync(cancellationToken);
                return State.Moved;
            }

            var shown = _import!.Changes;
            if (await CheckAsync(cancellationToken) is State.Checked && !shown.SequenceEqual(_import.Changes))
            {
                return State.Moved;
            }

            if (await Permission.AskAsync(Policies.Lead, "plan.imported", null, cancellationToken) is not { } actor)
            {
                return State.Refused;
            }

            _import = await Plans.ImportAsync(actor, _markdown!, dryRun: false, cancellationToken);
            return _import.Plan.Faults.IsEmpty ? State.Imported : State.Checked;
        });
    }

    private async Task<State> CheckAsync(CancellationToken cancellationToken)
    {
        _import = await Plans.ImportAsync(Actor.Itself, _markdown!, dryRun: true, cancellationToken); // a look changes nothing, and is not recorded
        return State.Checked;
    }

    private async Task RunAsync(State meanwhile, Func<CancellationToken, Task<State>> run)
    {
        _state = meanwhile;
        StateHasChanged();
        try
        {
            _state = await run(_disposal.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or AuditUnavailableException or IOException or TimeoutException or JSException)
        {
            _state = State.Failed; // what was read stays on the screen
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
    }

    /// <summary>As a stream: one message of a circuit is smaller than a plan may be.</summary>
    private async Task<string> ReadFieldAsync(CancellationToken cancellationToken)
    {
        _script ??= await Script.InvokeAsync<IJSObjectReference>("import", cancellationToken, "./plan-text.js");
        await using var reference = await _script.InvokeAsync<IJSStreamReference>("read", cancellationToken, _field);
        if (reference.Length > PlanImporter.LargestPlan)
        {
            return new string('x', PlanImporter.LargestPlan + 1); // refused by its size
        }

        await using var stream = await reference.OpenReadStreamAsync(PlanImporter.LargestPlan, cancellationToken);
        return PlanImporter.Decode(await ReadAsync(stream, cancellationToken));
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
