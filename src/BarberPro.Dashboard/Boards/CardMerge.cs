using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>Where a card stands; one field, though it is written in two.</summary>
internal sealed record CardPlace(string BlockKey, CardColumn Column);

/// <summary>A field that both changed, to different things. Values are the field's own.</summary>
/// <param name="Field">As in JSON: "title", "place", "items[12].text".</param>
internal sealed record FieldClash(string Field, object? Mine, object? Theirs);

/// <summary>
/// What is to become of an edit whose card has moved on: what only one side changed is taken as it is, what both changed differently is asked.
/// </summary>
/// <param name="Clashes">To be decided by a person.</param>
/// <param name="Rest">Of the edit: what still has to be written and is nobody else's.</param>
/// <param name="Theirs">Fields that others changed meanwhile; they stay, and are named.</param>
internal sealed record CardMerge(ImmutableArray<FieldClash> Clashes, CardEdit Rest, ImmutableArray<string> Theirs)
{
    private static readonly Field[] Fields =
    [
        new Field<CardPlace>("place", card => new(card.BlockKey, card.Column), (card, edit) => edit.Column is null && edit.BlockKey is null ? default(Given<CardPlace>?)
                : new Given<CardPlace>(new(edit.BlockKey is { } block ? block.Value : card.BlockKey, edit.Column is { } column ? column.Value : card.Column)),
            (edit, given) => given is { } place ? edit with { BlockKey = new(place.Value.BlockKey), Column = new(place.Value.Column) } : edit with { BlockKey = null, Column = null, AfterCardId = null }),
        new Field<string>("title", card => card.Title, (_, edit) => edit.Title, (edit, given) => edit with { Title = given }),
        new Field<ImmutableArray<string>>("assignees", card => card.Assignees, (_, edit) => edit.Assignees, (edit, given) => edit with { Assignees = given }, (a, b) => a.ToHashSet().SetEquals(b)),
        new Field<double?>("plannedHours", card => card.PlannedHours, (_, edit) => edit.PlannedHours, (edit, given) => edit with { PlannedHours = given }),
        new Field<string>("blockedReason", card => card.BlockedReason, (_, edit) => edit.BlockedReason, (edit, given) => edit with { BlockedReason = given }),
        new Field<string>("priority", card => card.Priority, (_, edit) => edit.Priority, (edit, given) => edit with { Priority = given }),
        new Field<string>("focusArea", card => card.FocusArea, (_, edit) => edit.FocusArea, (edit, given) => edit with { FocusArea = given }),
        new Field<string>("settingGroup", card => card.SettingGroup, (_, edit) => edit.SettingGroup, (edit, given) => edit with { SettingGroup = given }),
        new Field<MetricCondition?>("metric", card => card.Metric, (_, edit) => edit.Metric, (edit, given) => edit with { Metric = given }),
        new Field<ImmutableArray<CardLink>>("links", card => card.Links, (_, edit) => edit.Links, (edit, given) => edit with { Links = given }, (a, b) => a.SequenceEqual(b)),
    ];

    /// <param name="seen">The card that the writer had before them.</param>
    /// <param name="mine">What they want of it.</param>
    /// <param name="now">The card as it is.</param>
    public static CardMerge Of(BoardCard seen, CardEdit mine, BoardCard now)
    {
        var clashes = ImmutableArray.CreateBuilder<FieldClash>();
        var theirs = ImmutableArray.CreateBuilder<string>();
        var rest = mine;
        foreach (var field in Fields)
        {
            rest = field.Merge(seen, rest, now, clashes, theirs);
        }

        var items = ImmutableArray.CreateBuilder<ItemEdit>();
        foreach (var item in mine.SomeItems)
        {
            if (MergeItem(seen, item, now, clashes) is { } left)
            {
                items.Add(left);
            }
        }

        return new CardMerge(clashes.ToImmutable(), rest with { SomeItems = items.ToImmutable() }, theirs.ToImmutable());
    }

    /// <summary>The edit with a field as it was decided.</summary>
    public static CardEdit With(CardEdit edit, string field, object? value)
    {
        if (ItemOf(field) is { } item)
        {
            return edit with { SomeItems = [.. edit.SomeItems.Where(one => one.Id != item), new ItemEdit(item, new Given<string>((string)value!), null, null)] };
        }

        return Fields.First(one => one.Name == field).Set(edit, value);
    }

    public static bool IsEmpty(CardEdit edit) => edit.SomeItems.IsEmpty && edit.Items is null && edit.AfterCardId is null && Fields.All(field => !field.IsGiven(edit));

    public static bool IsText(string field) => field is "title" or "blockedReason" || ItemOf(field) is not null;

    private static long? ItemOf(string field) =>
        field.StartsWith("items[", StringComparison.Ordinal) && long.TryParse(field.AsSpan(6, field.IndexOf(']', StringComparison.Ordinal) - 6), out var id) ? id : null;

    /// <summary>An item that is gone takes its tick along; what was typed of it is asked.</summary>
    private static ItemEdit? MergeItem(BoardCard seen, ItemEdit mine, BoardCard now, ImmutableArray<FieldClash>.Builder clashes)
    {
        if (mine.Id is not { } id)
        {
            return mine;
        }

        var before = seen.Items.FirstOrDefault(item => item.Id == id);
        var after = now.Items.FirstOrDefault(item => item.Id == id);
        if (mine.Text is { } text && before?.Text != text.Value && after?.Text != text.Value && before?.Text != after?.Text)
        {
            clashes.Add(new FieldClash($"items[{id}].text", text.Value, after?.Text));
            mine = mine with { Text = null };
        }

        return after is null || mine is { Text: null, Done: null, Condition: null } ? null : mine;
    }

    private abstract record Field(string Name)
    {
        public abstract CardEdit Merge(BoardCard seen, CardEdit mine, BoardCard now, ImmutableArray<FieldClash>.Builder clashes, ImmutableArray<string>.Builder theirs);

        public abstract CardEdit Set(CardEdit edit, object? value);

        public abstract bool IsGiven(CardEdit edit);
    }

    private sealed record Field<T>(string Name, Func<BoardCard, T> Of, Func<BoardCard, CardEdit, Given<T>?> Mine, Func<CardEdit, Given<T>?, CardEdit> With, Func<T, T, bool>? Same = null) : Field(Name)
    {
        public override CardEdit Set(CardEdit edit, object? value) => With(edit, new Given<T>((T)value!));

        public override bool IsGiven(CardEdit edit) => !ReferenceEquals(With(edit, null), edit) && With(edit, null) != edit;

        public override CardEdit Merge(BoardCard seen, CardEdit mine, BoardCard now, ImmutableArray<FieldClash>.Builder clashes, ImmutableArray<string>.Builder theirs)
        {
            var (before, after) = (Of(seen), Of(now));
            if (!IsSame(before, after))
            {
                theirs.Add(Name);
            }

            if (Mine(seen, mine) is not { } wanted)
            {
                return IsSame(before, after) ? mine : With(mine, null); // a place among cards that it no longer stands among
            }

            if (IsSame(wanted.Value, after))
            {
                return With(mine, null);
            }

            if (IsSame(before, after))
            {
                return mine;
            }

            if (!IsSame(wanted.Value, before))
            {
                theirs.Remove(Name);
                clashes.Add(new FieldClash(Name, wanted.Value, after));
            }

            return With(mine, null);
        }

        private bool IsSame(T a, T b) => Same?.Invoke(a, b) ?? EqualityComparer<T>.Default.Equals(a, b);
    }
}
