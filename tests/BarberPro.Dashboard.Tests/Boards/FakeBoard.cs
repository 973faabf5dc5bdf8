using System.Collections.Immutable;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>A day's board in memory, and an editor that keeps versions as the real one does: for what pages make of it.</summary>
internal sealed class FakeBoard : IBoardEditor
{
    public static readonly DateOnly Date = new(2025, 9, 13);
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires");

    /// <summary>14:32 in Argentina.</summary>
    public static readonly DateTimeOffset Now = new(2025, 9, 13, 17, 32, 0, TimeSpan.Zero);

    public static readonly DaySnapshot Day = new(7, Date, 6, Date.AddDays(-1), Zone,
        [new("morning", "Morning", new(9, 0), new(12, 0)), new("afternoon", "Afternoon", new(13, 0), new(17, 0)), new("evening", "Evening", new(18, 0), new(20, 0))], [], "", "", 1);

    private readonly Dictionary<long, (BoardCard Before, BoardCard? After)> _changes = [];
    private long _next = 100;

    public LiveValue<BoardSnapshot> Live { get; } = new(BoardSnapshot.Loading);

    public List<string> Calls { get; } = [];

    public List<CardComment> Comments { get; } = [];

    /// <summary>Answers instead of the editor, once.</summary>
    public Func<CardEdit, CardWrite?>? Instead { get; set; }

    /// <summary>Somebody else was quicker: done once, before the next edit.</summary>
    public Action? Meanwhile { get; set; }

    public static BoardCard Card(long id, string title, string block = "afternoon", CardColumn column = CardColumn.Todo) => new()
    {
        Id = id, Version = 1, BlockKey = block, Title = title, Column = column, Rank = $"{id:000}", Assignees = [], Role = "", PlannedHours = null, SpentHours = 0, Timers = [], Priority = "", Risk = "",
        FocusArea = "", BlockedReason = "", BlockedAt = null, Travelled = 0, TravelledFrom = "", TravelReason = "", Metric = null, SettingGroup = "", Links = [], Comments = 0, Items = [], PlanLine = 0, ChangedAt = Now,
    };

    public static BoardItem Item(long id, string text, bool done = false) => new() { Id = id, Text = text, Done = done, DoneAt = done ? Now : null, DoneBy = done ? "Martina" : "", Condition = null, Evidence = null };

    public void Publish(params BoardCard[] cards) => Live.Publish(new BoardSnapshot(7, Date, Live.Current.Version + 1,
        [.. Day.Blocks.Select(block => new BoardBlock(block.Key, block.Title, block.Start, block.End, [.. cards.Where(card => card.BlockKey == block.Key).OrderBy(card => card.Column).ThenBy(card => card.Rank, StringComparer.Ordinal)]))],
        [new("DevOps Engineer", 8, "Martina"), new("Backend Developer", 2, "Lucas Paz")], ["Martina", "Lucas Paz", "Sofía Ríos"], IsClosed: false));

    public BoardCard Find(long id) => Live.Current.Cards.First(card => card.Id == id);

    /// <summary>As somebody else's write.</summary>
    public void Change(long id, Func<BoardCard, BoardCard> change) => Publish([.. Live.Current.Cards.Select(card => card.Id == id ? change(card) with { Version = card.Version + 1 } : card)]);

    public Task<CardWrite> EditAsync(Actor actor, long card, int version, CardEdit edit, CancellationToken cancellationToken)
    {
        (var meanwhile, Meanwhile) = (Meanwhile, null);
        meanwhile?.Invoke();
        Calls.Add($"edit {card} v{version}");
        (var instead, Instead) = (Instead, null);
        if (instead?.Invoke(edit) is { } answer)
        {
            return Task.FromResult(answer);
        }

        if (Live.Current.Cards.FirstOrDefault(one => one.Id == card) is not { } before)
        {
            return Task.FromResult(new CardWrite(CardOutcome.NotFound, null, null, []));
        }

        if (before.Version != version)
        {
            return Task.FromResult(new CardWrite(CardOutcome.Stale, before, null, []));
        }

        var items = edit.Items is { } all ? [.. all.Value.Select(item => Apply(before.Items.FirstOrDefault(one => one.Id == item.Id) ?? Item(_next++, ""), item))]
            : (ImmutableArray<BoardItem>)[.. before.Items.Select(item => edit.SomeItems.FirstOrDefault(one => one.Id == item.Id) is { } change ? Apply(item, change) : item)];
        var after = before with
        {
            Version = before.Version + 1, Column = edit.Column?.Value ?? before.Column, BlockKey = edit.BlockKey?.Value ?? before.BlockKey, Title = edit.Title?.Value ?? before.Title, Assignees = edit.Assignees?.Value ?? before.Assignees,
            PlannedHours = edit.PlannedHours is { } hours ? hours.Value : before.PlannedHours, BlockedReason = edit.BlockedReason?.Value ?? before.BlockedReason, Priority = edit.Priority?.Value ?? before.Priority,
            FocusArea = edit.FocusArea?.Value ?? before.FocusArea, Links = edit.Links?.Value ?? before.Links, Items = items,
            Rank = edit.AfterCardId is { } place ? (place.Value is { } above ? Find(above).Rank + "5" : "0") : before.Rank,
        };
        return Task.FromResult(Save(before, after));
    }

    public Task<CardWrite> AddAsync(Actor actor, NewCard card, CancellationToken cancellationToken)
    {
        Calls.Add($"add {card.Title} to {card.BlockKey}");
        var after = Card(_next++, card.Title, card.BlockKey, card.Column);
        Publish([.. Live.Current.Cards, after]);
        return Task.FromResult(new CardWrite(CardOutcome.Saved, after, null, []));
    }

    public Task<CardWrite> RemoveAsync(Actor actor, long card, int version, CancellationToken cancellationToken)
    {
        var before = Find(card);
        Publish([.. Live.Current.Cards.Where(one => one.Id != card)]);
        _changes[_next] = (before, null);
        return Task.FromResult(new CardWrite(CardOutcome.Saved, null, _next++, []));
    }

    public Task<CardWrite> CommentAsync(Actor actor, long card, string text, CancellationToken cancellationToken)
    {
        Calls.Add($"comment {card}: {text}");
        Comments.Add(new CardComment(_next++, actor.Name, text, Now));
        Change(card, one => one with { Comments = one.Comments + 1 });
        return Task.FromResult(new CardWrite(CardOutcome.Saved, Find(card), null, []));
    }

    public Task<CardWrite> StartTimerAsync(Actor actor, long card, CancellationToken cancellationToken) => Timer(card, [new RunningTimer(actor.Name, Now)]);

    public Task<CardWrite> StopTimerAsync(Actor actor, CancellationToken cancellationToken) => Timer(Live.Current.Cards.First(card => !card.Timers.IsEmpty).Id, []);

    public Task<CardWrite> AddTimeAsync(Actor actor, long card, string person, double hours, CancellationToken cancellationToken)
    {
        Calls.Add($"time {card} {person} {hours}");
        return Task.FromResult(Save(Find(card), Find(card) with { SpentHours = Find(card).SpentHours + hours }));
    }

    public Task<CardWrite> CarryAsync(Actor actor, long card, int version, string? toBlock, string reason, CancellationToken cancellationToken)
    {
        Calls.Add($"carry {card} to {toBlock ?? "the next day"}: {reason}");
        return Task.FromResult(Save(Find(card), Find(card) with { BlockKey = toBlock ?? Find(card).BlockKey, Travelled = Find(card).Travelled + 1, TravelledFrom = "Morning", TravelReason = reason }));
    }

    public Task<CardWrite> UndoAsync(Actor actor, long change, CancellationToken cancellationToken)
    {
        Calls.Add($"undo {change}");
        var (before, after) = _changes[change];
        var now = Live.Current.Cards.FirstOrDefault(card => card.Id == before.Id);
        if (now?.Version != after?.Version)
        {
            return Task.FromResult(new CardWrite(CardOutcome.Stale, now, null, []));
        }

        Publish([.. Live.Current.Cards.Where(card => card.Id != before.Id), before with { Version = (now?.Version ?? before.Version) + 1 }]);
        return Task.FromResult(new CardWrite(CardOutcome.Saved, Find(before.Id), _next++, []));
    }

    public Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<CardComment>>([.. Comments]);

    public Task<IReadOnlyList<CardChange>> ReadHistoryAsync(long card, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CardChange>>([new CardChange(1, Now, "Martina", "column", "To do", "Doing")]);

    private Task<CardWrite> Timer(long card, ImmutableArray<RunningTimer> timers)
    {
        Calls.Add($"timer {card} {timers.Length}");
        return Task.FromResult(Save(Find(card), Find(card) with { Timers = timers }));
    }

    private CardWrite Save(BoardCard before, BoardCard after)
    {
        Publish([.. Live.Current.Cards.Select(card => card.Id == before.Id ? after : card)]);
        _changes[_next] = (before, after);
        return new CardWrite(CardOutcome.Saved, after, _next++, []);
    }

    private static BoardItem Apply(BoardItem item, ItemEdit edit) => item with { Text = edit.Text?.Value ?? item.Text, Done = edit.Done?.Value ?? item.Done, Condition = edit.Condition is { } condition ? condition.Value : item.Condition };
}
