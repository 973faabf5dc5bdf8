using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>What a person wants to see of the board. It hides, it dims nothing; counts in heads stay whole.</summary>
public sealed record BoardFilter(string Text, ImmutableHashSet<string> People, string FocusArea, bool OnlyMine)
{
    public static BoardFilter All { get; } = new("", [], "", OnlyMine: false);

    public bool IsAll => Text.Length == 0 && People.IsEmpty && FocusArea.Length == 0 && !OnlyMine;

    public bool Shows(BoardCard card, string me) =>
        (!OnlyMine || card.Assignees.Contains(me))
        && (People.IsEmpty || card.Assignees.Any(People.Contains))
        && (FocusArea.Length == 0 || card.FocusArea == FocusArea)
        && (Text.Length == 0 || Holds(card.Title) || Holds(card.FocusArea) || Holds(card.BlockedReason) || card.Items.Any(item => Holds(item.Text)));

    private bool Holds(string text) => System.Globalization.CultureInfo.CurrentCulture.CompareInfo.IndexOf(text, Text,
        System.Globalization.CompareOptions.IgnoreCase | System.Globalization.CompareOptions.IgnoreNonSpace) >= 0;
}

/// <summary>What lies over the cards of one open board: the same object as long as none of it changes, so that a column can tell at a glance.</summary>
/// <param name="Viewer">This page's own place among those who look.</param>
public sealed record BoardMarks(BoardFilter Filter, string Me, string Viewer, long? Open, ImmutableHashSet<long> Picked, PresenceSnapshot Presence)
{
    public static BoardMarks None { get; } = new(BoardFilter.All, "", "", null, [], PresenceSnapshot.Nobody);

    /// <summary>Nothing that lies over a card differs; who merely looks lies over none.</summary>
    public bool IsAs(BoardMarks? other) => ReferenceEquals(this, other) || (other is not null && (Filter, Me, Viewer, Open) == (other.Filter, other.Me, other.Viewer, other.Open)
        && ReferenceEquals(Picked, other.Picked) && Presence.Busy.SequenceEqual(other.Presence.Busy));

    /// <summary>Nobody changes or carries anything: mostly so.</summary>
    public bool IsQuiet => Presence.Busy.Count == 0;

    private IEnumerable<Presence> Others => Presence.Busy.Where(viewer => viewer.Viewer != Viewer);

    /// <summary>Who else changes this card's fields now; empty where nobody does.</summary>
    public string EditorOf(long card) => IsQuiet ? "" : Others.FirstOrDefault(viewer => viewer.Editing == card)?.Person ?? "";

    /// <summary>Who else carries it now.</summary>
    public string MoverOf(long card) => IsQuiet ? "" : Others.FirstOrDefault(viewer => viewer.Moving == card)?.Person ?? "";

    /// <summary>What others are about to put into a column.</summary>
    public IEnumerable<(Presence Who, long? After)> LandingAt(string block, string column)
    {
        foreach (var viewer in Others)
        {
            if (viewer is { Moving: not null, MovingTo: { } to } && to.Split('/') is [var toBlock, var toColumn, var after] && toBlock == block && toColumn == column)
            {
                yield return (viewer, long.TryParse(after, out var id) ? id : null);
            }
        }
    }
}
