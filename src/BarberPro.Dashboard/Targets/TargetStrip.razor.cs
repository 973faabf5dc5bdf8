using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Targets;

/// <summary>The targets as tiles for the live page. Renders when the judgement changes, not each second; the pictures draw themselves.</summary>
public sealed partial class TargetStrip
{
    private TargetView[][] _halves = [];
    private bool _isLoading = true;

    [Inject] private TargetWording Wording { get; set; } = default!;

    private protected override bool Take(TargetsSnapshot snapshot)
    {
        _isLoading = snapshot.Day is null;
        var views = Wording.ViewsOf(snapshot);
        // Two cards side by side: performance and business where the plan has both, else even halves.
        var sections = views.GroupBy(view => view.Section).ToList();
        _halves = views.IsEmpty ? [] : sections.Count == 2 ? [.. sections.Select(section => section.ToArray())] : [.. views.Chunk((views.Length + 1) / 2)];
        return true;
    }

    private static string? Or(string text) => text.Length == 0 ? null : text;
}
