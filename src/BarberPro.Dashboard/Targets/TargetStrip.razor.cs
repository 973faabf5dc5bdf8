using System.Globalization;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Targets;

/// <summary>The targets as tiles for the live page. Renders when the judgement changes, not each second; the pictures draw themselves.</summary>
public sealed partial class TargetStrip : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private Task _watching = Task.CompletedTask;
    private TargetView[][] _halves = [];
    private bool _isLoading = true;

    [Inject] private LiveValue<TargetsSnapshot> Live { get; set; } = default!;

    [Inject] private TargetWording Wording { get; set; } = default!;

    protected override void OnInitialized()
    {
        Take(Live.Current);
        if (RendererInfo.IsInteractive)
        {
            _watching = WatchAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposal.CancelAsync();
        await _watching;
        _disposal.Dispose();
    }

    private static string? Or(string text) => text.Length == 0 ? null : text;

    private void Take(TargetsSnapshot snapshot)
    {
        _isLoading = snapshot.Day is null;
        var views = Wording.ViewsOf(snapshot);
        // Two cards side by side: performance and business where the plan has both, else even halves.
        var sections = views.GroupBy(view => view.Section).ToList();
        _halves = views.IsEmpty ? [] : sections.Count == 2 ? [.. sections.Select(section => section.ToArray())] : [.. views.Chunk((views.Length + 1) / 2)];
    }

    private async Task WatchAsync()
    {
        try
        {
            var shown = Live.Current;
            await foreach (var snapshot in Live.WatchAsync(_disposal.Token))
            {
                if (!ReferenceEquals(snapshot, shown))
                {
                    Take(shown = snapshot);
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
