using System.Globalization;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Whether the chain is whole, since when that is known, and until when it is anchored.</summary>
public sealed partial class AuditStateLine : IAsyncDisposable
{
    private static readonly TimeSpan AgeMoves = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private AuditState _state = AuditState.Unknown;

    [Inject] private LiveValue<AuditState> Live { get; set; } = default!;

    [Inject] private IOptions<AuditOptions> Options { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    private (string Class, string Shape, string Text) Look => _state switch
    {
        { Fault: { } fault } => ("missed", "missed", $"{Texts["ChainBroken"]} {Texts[$"Fault{fault.Kind}", fault.Seq, fault.Other]}"),
        { AnchorFault: not null } => ("risk", "at-risk", Texts["NotAnchored"]),
        { WebhookFault: not null } => ("risk", "at-risk", Texts["WebhookFails"]),
        { CheckedAt: null } => ("unknown", "not-enough-data", Texts["ChainUnchecked"]),
        { CheckedAt: { } at } => ("met", "met", $"{Texts["ChainWhole", NumberText.Age(Clock.GetUtcNow() - at, CultureInfo.CurrentCulture)]}; {Anchored}"),
    };

    private string Anchored => _state.Anchor is { } anchor
        ? Texts["AnchoredAt", TimeZoneInfo.ConvertTime(anchor.At, Options.Value.ShownZone).ToString("HH:mm:ss", CultureInfo.InvariantCulture), Options.Value.ZoneName] : Texts["NoAnchorYet"];

    protected override void OnInitialized()
    {
        _state = Live.Current;
        if (RendererInfo.IsInteractive)
        {
            _watching = Task.WhenAll(WatchAsync(_disposal.Token), AgeAsync(_disposal.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var state in Live.WatchAsync(cancellationToken))
            {
                _state = state;
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task AgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(AgeMoves, Clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }
}
