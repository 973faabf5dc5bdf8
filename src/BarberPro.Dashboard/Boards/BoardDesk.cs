using System.Collections.Immutable;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A step that its person can take back.</summary>
/// <param name="Word">What it was, as the button names it: "move", "tick".</param>
/// <param name="Changes">Of the history, the first done first.</param>
internal sealed record UndoStep(string Word, DateTimeOffset At, ImmutableArray<long> Changes);

/// <summary>Two writers of one card: what the second one wrote is kept here until a person has decided.</summary>
internal sealed record Conflict(BoardCard Theirs, CardMerge Merge, string Word);

/// <summary>A reason is asked before something is done with it.</summary>
/// <param name="Draft">The key under which the browser keeps what is typed.</param>
internal sealed record Question(string Title, string Label, string Button, string Draft, Func<string, Task> Answer);

/// <summary>
/// What one person does at one open board: asks whether they may, has it written, and keeps what came of it (the way back, what was refused,
/// what must be decided). One a circuit; the board itself is the same for all and is not copied here.
/// </summary>
internal sealed partial class BoardDesk(IBoardEditor editor, Permission permission, AuthenticationStateProvider session, LiveValue<BoardSnapshot> live,
    BoardWording say, IStringLocalizer<BoardPageTexts> texts, TimeProvider clock, ILogger<BoardDesk> logger)
{
    public const int LongestTitle = 300, LongestComment = 10_000;

    private const int Tries = 6, Steps = 30;

    private readonly Stack<UndoStep> _steps = [];

    /// <summary>Something here reads differently.</summary>
    public event Action? Changed;

    /// <summary>The name of who sits here; empty before <see cref="OpenAsync"/>.</summary>
    public string Me { get; private set; } = "";

    /// <summary>What the screen offers; each act asks again.</summary>
    public bool MayAct => _isMember && !live.Current.IsClosed && live.Current.Day is not null;

    public string Notice { get; private set; } = "";

    /// <summary>Whether the notice says that something was not done.</summary>
    public bool IsNoticeBad { get; private set; }

    public Conflict? Conflict { get; private set; }

    public Question? Question { get; private set; }

    public UndoStep? Last => _steps.TryPeek(out var step) ? step : null;

    private bool _isMember;

    public async Task OpenAsync()
    {
        Me = (await session.GetAuthenticationStateAsync()).User.ActorOf().Name;
        _isMember = await permission.MayAsync(Policies.Member);
    }

    public BoardCard? Find(long card) => live.Current.Cards.FirstOrDefault(one => one.Id == card);

    public Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken) => editor.ReadCommentsAsync(card, cancellationToken);

    public Task<IReadOnlyList<CardChange>> ReadHistoryAsync(long card, CancellationToken cancellationToken) => editor.ReadHistoryAsync(card, cancellationToken);

    /// <summary>Writes what somebody wants of the card that they saw. Where it has moved on, the two are merged, or asked.</summary>
    /// <returns>False where it was not written: the notice or the conflict says why, and what was typed must stay.</returns>
    public async Task<bool> EditAsync(BoardCard seen, CardEdit edit, string word)
    {
        var current = Find(seen.Id) ?? seen;
        return await DoAsync("card.changed", seen.Id, actor => WriteAsync(actor, seen, current, edit, word)) is { Outcome: CardOutcome.Saved };
    }

    /// <summary>An act that makes sense upon whatever the card is now: a tick, one more item. Null: there is nothing left to do.</summary>
    public async Task<bool> ActAsync(long card, Func<BoardCard, CardEdit?> build, string word) => await DoAsync("card.changed", card, async actor =>
    {
        var now = Find(card);
        for (var tries = 0; now is not null && tries < Tries; tries++)
        {
            if (build(now) is not { } edit)
            {
                return Settled(now);
            }

            var write = await editor.EditAsync(actor, card, now.Version, edit, CancellationToken.None);
            if (write.Outcome != CardOutcome.Stale)
            {
                return Remember(write, word);
            }

            now = write.Card;
        }

        return new CardWrite(CardOutcome.NotFound, null, null, []);
    }) is { Outcome: CardOutcome.Saved };

    /// <summary>The decided fields of the conflict, written upon the card that was compared with.</summary>
    public async Task ResolveAsync(CardEdit decided)
    {
        if (Conflict is not { } conflict)
        {
            return;
        }

        if (CardMerge.IsEmpty(decided))
        {
            Close();
            return;
        }

        var write = await DoAsync("card.changed", conflict.Theirs.Id, actor => WriteAsync(actor, conflict.Theirs, conflict.Theirs, decided, conflict.Word));
        if (write is { Outcome: CardOutcome.Saved } && ReferenceEquals(Conflict, conflict))
        {
            Close();
        }
    }

    /// <summary>Cards to one place, in their order. A place that somebody changed meanwhile is asked.</summary>
    public Task MoveAsync(BoardActEventArgs move, ImmutableArray<BoardCard> cards)
    {
        if (CardJson.FindColumn(move.Column) is not { } column || !live.Current.Blocks.Any(block => block.Key == move.Block))
        {
            return Task.CompletedTask;
        }

        if (column == CardColumn.Blocked && cards.Any(card => card.Column != CardColumn.Blocked))
        {
            Ask(new Question(texts["WhyBlocked", say.TitlesOf(cards)], texts["BlockedReason"], texts["Block"], $"blocked-{cards[0].Id}", reason => MoveAsync(move, cards, column, reason)));
            return Task.CompletedTask;
        }

        return MoveAsync(move, cards, column, null);
    }

    private async Task MoveAsync(BoardActEventArgs move, ImmutableArray<BoardCard> cards, CardColumn column, string? reason)
    {
        await DoAsync("card.changed", cards[0].Id, async actor =>
        {
            var (after, changes, last) = (move.After, ImmutableArray.CreateBuilder<long>(), default(CardWrite));
            foreach (var card in cards)
            {
                // What the mover saw is where they took it up; a card that was taken elsewhere meanwhile is not taken back silently.
                var seen = cards.Length == 1 && CardJson.FindColumn(move.FromColumn) is { } from && move.FromBlock.Length > 0 ? card with { Column = from, BlockKey = move.FromBlock } : card;
                var edit = new CardEdit { Column = column, BlockKey = move.Block, AfterCardId = new Given<long?>(after) };
                if (reason is not null && card.Column != CardColumn.Blocked)
                {
                    edit = edit with { BlockedReason = reason };
                }

                last = seen.Column == column && seen.BlockKey == move.Block && card.Column == column && card.BlockKey == move.Block
                    ? await WriteAsync(actor, card, card, new CardEdit { AfterCardId = new Given<long?>(after) }, "", changes)
                    : await WriteAsync(actor, seen, card, edit, "", changes);
                if (last.Outcome != CardOutcome.Saved)
                {
                    break;
                }

                after = card.Id;
            }

            Push(texts["StepMove"], changes.ToImmutable());
            return last!;
        });
    }

    public Task<bool> AddAsync(NewCard card) => OnceAsync("card.added", null, actor => editor.AddAsync(actor, card, CancellationToken.None), texts["StepAdd"]);

    public Task<bool> RemoveAsync(BoardCard card) => OnceAsync("card.removed", card.Id, actor => editor.RemoveAsync(actor, card.Id, card.Version, CancellationToken.None), texts["StepRemove"]);

    public Task<bool> CommentAsync(long card, string text) => OnceAsync("card.commented", card, actor => editor.CommentAsync(actor, card, text, CancellationToken.None), "");

    public Task<bool> StartTimerAsync(long card) => OnceAsync("card.timer-started", card, actor => editor.StartTimerAsync(actor, card, CancellationToken.None), "");

    public Task<bool> StopTimerAsync() => OnceAsync("card.timer-stopped", null, actor => editor.StopTimerAsync(actor, CancellationToken.None), "");

    public Task<bool> AddTimeAsync(long card, string person, double hours) =>
        OnceAsync("card.time-added", card, actor => editor.AddTimeAsync(actor, card, person, hours, CancellationToken.None), texts["StepTime"]);

    /// <param name="card">The card that is left over.</param>
    /// <param name="toBlock">Null: the next day.</param>
    /// <param name="reason">Why; kept with the card.</param>
    public Task<bool> CarryAsync(BoardCard card, string? toBlock, string reason) =>
        OnceAsync("card.carried", card.Id, actor => editor.CarryAsync(actor, card.Id, card.Version, toBlock, reason, CancellationToken.None), texts["StepCarry"]);

    /// <summary>Takes back the newest step, where nobody has built upon it.</summary>
    public async Task UndoAsync()
    {
        if (!_steps.TryPop(out var step))
        {
            return;
        }

        foreach (var change in step.Changes.Reverse())
        {
            var write = await DoAsync("card.undone", null, actor => editor.UndoAsync(actor, change, CancellationToken.None), texts["UndoStale", step.Word]);
            if (write is not { Outcome: CardOutcome.Saved })
            {
                return;
            }
        }

        Say(texts["Undone", step.Word], isBad: false);
    }

    public void Ask(Question? question)
    {
        Question = question;
        Changed?.Invoke();
    }

    /// <summary>The conflict is decided, or left: theirs stays.</summary>
    public void Close()
    {
        Conflict = null;
        Changed?.Invoke();
    }

    public void Say(string notice, bool isBad)
    {
        (Notice, IsNoticeBad) = (notice, isBad);
        Changed?.Invoke();
    }

    private async Task<bool> OnceAsync(string action, long? card, Func<Actor, Task<CardWrite>> act, string word) =>
        await DoAsync(action, card, async actor => Remember(await act(actor), word)) is { Outcome: CardOutcome.Saved };

    /// <summary>Asks, acts, and says what was not done. Null where it was not even tried.</summary>
    private async Task<CardWrite?> DoAsync(string action, long? card, Func<Actor, Task<CardWrite>> act, string? stale = null)
    {
        (Notice, IsNoticeBad) = ("", false);
        try
        {
            if (await permission.AskAsync(Policies.Member, action, card is { } id ? $"card {id}" : null, CancellationToken.None) is not { } actor)
            {
                Say(texts["NotYours"], isBad: true);
                return null;
            }

            var write = await act(actor);
            switch (write.Outcome)
            {
                case CardOutcome.Refused: Say(string.Join(' ', write.Faults.Select(fault => fault.Text)), isBad: true); break;
                case CardOutcome.NotFound: Say(texts["CardGone"], isBad: true); break;
                case CardOutcome.Stale when Conflict is null: Say(stale ?? texts["MovedOn"], isBad: true); break;
                default: Changed?.Invoke(); break;
            }

            return write;
        }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or AuditUnavailableException or TimeoutException)
        {
            Log.NotWritten(logger, exception);
            Say(texts["NotSaved"], isBad: true);
            return null;
        }
    }

    private async Task<CardWrite> WriteAsync(Actor actor, BoardCard seen, BoardCard current, CardEdit edit, string word, ImmutableArray<long>.Builder? changes = null)
    {
        ImmutableArray<string> theirs = [];
        for (var tries = 0; tries < Tries; tries++)
        {
            // The screen may already know that the card has moved on: then nothing has to be sent to learn it.
            var merge = CardMerge.Of(seen, edit, current);
            if (!merge.Clashes.IsEmpty)
            {
                Conflict = new Conflict(current, merge, word);
                Changed?.Invoke();
                return new CardWrite(CardOutcome.Stale, current, null, []);
            }

            theirs = merge.Theirs;
            if (CardMerge.IsEmpty(merge.Rest))
            {
                return Settled(current);
            }

            var write = await editor.EditAsync(actor, seen.Id, current.Version, merge.Rest, CancellationToken.None);
            if (write.Outcome != CardOutcome.Stale)
            {
                if (write is { Outcome: CardOutcome.Saved, Change: { } change })
                {
                    if (changes is null)
                    {
                        Push(word, [change]);
                    }
                    else
                    {
                        changes.Add(change);
                    }
                }

                if (write.Outcome == CardOutcome.Saved && !theirs.IsEmpty)
                {
                    Say(texts["Merged", string.Join(", ", theirs.Select(say.Field))], isBad: false);
                }

                return write;
            }

            current = write.Card!;
        }

        return new CardWrite(CardOutcome.Stale, current, null, []);
    }

    /// <summary>Nothing had to be written: it is as it was wanted.</summary>
    private static CardWrite Settled(BoardCard card) => new(CardOutcome.Saved, card, null, []);

    private CardWrite Remember(CardWrite write, string word)
    {
        if (write is { Outcome: CardOutcome.Saved, Change: { } change })
        {
            Push(word, [change]);
        }

        return write;
    }

    private void Push(string word, ImmutableArray<long> changes)
    {
        if (word.Length == 0 || changes.IsEmpty)
        {
            return;
        }

        if (_steps.Count == Steps)
        {
            var kept = _steps.Take(Steps / 2).Reverse().ToList();
            _steps.Clear();
            kept.ForEach(_steps.Push);
        }

        _steps.Push(new UndoStep(word, clock.GetUtcNow(), changes));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A change of the board could not be written; the page says so and keeps what was typed")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
