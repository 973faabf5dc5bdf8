using System.Collections.Immutable;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Two wrote one card: both are shown, field by field, and a person chooses or merges. Until then nothing is written and nothing is lost.</summary>
public sealed partial class BoardConflict
{
    private readonly Dictionary<string, Choice> _choices = new(StringComparer.Ordinal);
    private Conflict _conflict = default!;
    private bool _isBusy;

    /// <summary>True when it was written; false when its person goes back to what they wrote.</summary>
    [Parameter] public EventCallback<bool> OnDone { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private LiveValue<BoardSnapshot> Live { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    private enum Side { Theirs, Mine, Both }

    /// <summary>The card may move on again while the dialog stands: fields that are asked anew keep what was chosen.</summary>
    protected override void OnParametersSet()
    {
        if (Desk.Conflict is not { } conflict || ReferenceEquals(conflict, _conflict))
        {
            return;
        }

        _conflict = conflict;
        foreach (var clash in conflict.Merge.Clashes)
        {
            _choices.TryAdd(clash.Field, new Choice { Side = Side.Mine, Text = string.Join(" / ", new[] { clash.Theirs, clash.Mine }.OfType<string>().Where(text => text.Length > 0)) });
        }
    }

    private string Words(object? value) => Say.Value(value, Live.Current.Blocks);

    private static object? Union(FieldClash clash) => (clash.Mine, clash.Theirs) switch
    {
        (ImmutableArray<string> mine, ImmutableArray<string> theirs) => (ImmutableArray<string>)[.. theirs.Union(mine)],
        (ImmutableArray<CardLink> mine, ImmutableArray<CardLink> theirs) => (ImmutableArray<CardLink>)[.. theirs.Union(mine)],
        _ => clash.Mine,
    };

    private async Task DecideAsync()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        var conflict = _conflict;
        var decided = conflict.Merge.Rest;
        foreach (var clash in conflict.Merge.Clashes)
        {
            var choice = _choices[clash.Field];
            decided = choice.Side switch
            {
                Side.Mine => CardMerge.With(decided, clash.Field, clash.Mine),
                Side.Both => CardMerge.With(decided, clash.Field, CardMerge.IsText(clash.Field) ? choice.Text.Trim() : Union(clash)),
                _ => decided,
            };
        }

        await Desk.ResolveAsync(decided);
        _isBusy = false;
        if (Desk.Conflict is null)
        {
            await OnDone.InvokeAsync(true);
        }
    }

    private sealed class Choice
    {
        public Side Side { get; set; }

        public string Text { get; set; } = "";
    }
}
