using System.Globalization;
using System.Text.Json.Nodes;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Boards;

/// <summary>Timers, and time that was spent without one.</summary>
internal sealed partial class BoardEditor
{
    /// <summary>Of one piece of work.</summary>
    private const double MostAdded = 24;

    /// <summary>Stops the one that the person has running on another card.</summary>
    public Task<CardWrite> StartTimerAsync(Actor actor, long card, CancellationToken cancellationToken) =>
        WriteAsync(card, async board =>
        {
            var running = await FindTimerAsync(board.Transaction, actor.Name, cancellationToken);
            if (running?.Card == card)
            {
                return new CardWrite(CardOutcome.Saved, board.Stored.Card, null, []);
            }

            if (running is not null)
            {
                await EndTimerAsync(board.Transaction, running, actor.Name, cancellationToken);
            }

            const string sql = "insert into card_work (card, person, started_at) values (@card, @Name, @Now)";
            await board.Transaction.ExecuteAsync(sql, new { card, actor.Name, board.Transaction.Now }, cancellationToken);
            await board.Transaction.TouchAsync(card, cancellationToken);
            var difference = Timer("", actor.Name);
            var change = await board.Transaction.AddChangeAsync(card, actor.Name, difference, cancellationToken);
            return await CommitAsync(board, actor, "card.timer-started", running is null ? null : new { stopped = running.Card }, difference.After, change, cancellationToken);
        }, cancellationToken);

    /// <summary>All that run on a held card.</summary>
    private static async Task EndTimersAsync(Held board, CancellationToken cancellationToken)
    {
        foreach (var timer in board.Stored.Card.Timers)
        {
            var running = await FindTimerAsync(board.Transaction, timer.Person, cancellationToken) ?? throw new InvalidOperationException("A timer of a held card is gone.");
            await EndTimerAsync(board.Transaction, running, timer.Person, cancellationToken);
        }
    }

    /// <summary>Not found where the person has none running.</summary>
    public async Task<CardWrite> StopTimerAsync(Actor actor, CancellationToken cancellationToken) =>
        await store.FindTimerAsync(actor.Name, cancellationToken) is { } card ? await StopTimerAsync(actor, "card.timer-stopped", card, actor.Name, cancellationToken) : NotFound;

    /// <summary>Timers end with the shift they were started in: the end of the day's last block, whether somebody is there or not. Late is as good: the end is the shift's.</summary>
    public async Task EndShiftsAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in await store.ReadTimersAsync(cancellationToken))
        {
            if (EndOf(timer) <= clock.GetUtcNow())
            {
                await StopTimerAsync(Actor.Itself, "card.timer-ended", timer.Card, timer.Person, cancellationToken);
            }
        }
    }

    public Task<CardWrite> AddTimeAsync(Actor actor, long card, string person, double hours, CancellationToken cancellationToken) =>
        WriteAsync(card, async board =>
        {
            List<CardFault> faults = [];
            if (person != actor.Name && !(await PeopleAsync(board.Transaction, cancellationToken)).Contains(person))
            {
                faults.Add(new CardFault("person", "FaultPerson", person is { Length: > 40 } ? person[..40] + "…" : person ?? ""));
            }

            if (!double.IsFinite(hours) || hours is <= 0 or > MostAdded)
            {
                faults.Add(new CardFault("hours", "FaultAddedHours", MostAdded));
            }

            if (faults.Count > 0)
            {
                return Refused(faults);
            }

            const string sql = "insert into card_work (card, person, started_at, ended_at, hours) values (@card, @person, @Now, @Now, @hours) returning id";
            var work = await board.Transaction.ScalarAsync<long>(sql, new { card, person, board.Transaction.Now, hours }, cancellationToken);
            await board.Transaction.TouchAsync(card, cancellationToken);
            var difference = new CardDifference([], new JsonObject { [CardHistory.Time] = new JsonObject { ["work"] = work, ["person"] = person, ["hours"] = hours } });
            difference.Before[CardHistory.Time] = null;
            var change = await board.Transaction.AddChangeAsync(card, actor.Name, difference, cancellationToken);
            return await CommitAsync(board, actor, "card.time-added", null, new { person, hours }, change, cancellationToken);
        }, cancellationToken);

    private Task<CardWrite> StopTimerAsync(Actor actor, string action, long card, string person, CancellationToken cancellationToken) =>
        WriteAsync(card, async board =>
        {
            if (await FindTimerAsync(board.Transaction, person, cancellationToken) is not { } running || running.Card != card)
            {
                return NotFound;
            }

            var (change, hours) = await EndTimerAsync(board.Transaction, running, actor.Name, cancellationToken);
            return await CommitAsync(board, actor, action, null, new { person, hours }, change, cancellationToken);
        }, cancellationToken, alsoRemoved: true, alsoClosed: true); // it does not run on because the day was closed

    /// <summary>Held until the end, so that nobody ends it a second time.</summary>
    private static async Task<TimerRow?> FindTimerAsync(BoardTransaction transaction, string person, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<TimerRow>($"{BoardStore.TimerColumns} and work.person = @person for update of work", new { person }, cancellationToken)).SingleOrDefault();

    private static async Task<(long Change, double Hours)> EndTimerAsync(BoardTransaction transaction, TimerRow timer, string by, CancellationToken cancellationToken)
    {
        // A clock that was set back makes no hours.
        var end = EndOf(timer) is var shift && shift < transaction.Now ? shift : transaction.Now < timer.Since ? timer.Since : transaction.Now;
        var hours = (end - timer.Since).TotalHours;
        await transaction.ExecuteAsync("update card_work set ended_at = @end, hours = @hours where id = @Id", new { end, hours, timer.Id }, cancellationToken);
        await transaction.TouchAsync(timer.Card, cancellationToken);
        var difference = Timer(timer.Person, string.Create(CultureInfo.InvariantCulture, $"{hours:0.######}"));
        return (await transaction.AddChangeAsync(timer.Card, by, difference, cancellationToken), hours);
    }

    private async Task<CardWrite> UndoTimeAsync(Held board, Actor actor, long work, CardDifference added, CancellationToken cancellationToken)
    {
        var removed = await board.Transaction.ExecuteAsync("update card_work set removed_at = @Now where id = @work and removed_at is null", new { board.Transaction.Now, work }, cancellationToken);
        if (removed == 0)
        {
            return Stale(board.Stored.Card); // taken back already
        }

        await board.Transaction.TouchAsync(board.Stored.Card.Id, cancellationToken);
        var difference = CardHistory.TimeTakenBack(added);
        var undone = await board.Transaction.AddChangeAsync(board.Stored.Card.Id, actor.Name, difference, cancellationToken);
        return await CommitAsync(board, actor, "card.undone", difference.Before, difference.After, undone, cancellationToken);
    }

    private static CardDifference Timer(string from, string to) => new(new JsonObject { [CardHistory.Timer] = from }, new JsonObject { [CardHistory.Timer] = to });

    /// <summary>Started after the last block: at midnight.</summary>
    private static DateTimeOffset EndOf(TimerRow timer)
    {
        var zone = PlanZones.Find(timer.Zone) ?? TimeZoneInfo.Utc;
        var date = DayClock.DateOf(timer.Since, zone);
        var shift = timer.EndsMinute is > 0 and < 1440 and var minute ? DayClock.At(date, TimeOnly.MinValue.AddMinutes(minute), zone) : DayClock.At(date, TimeOnly.MaxValue, zone);
        return shift > timer.Since ? shift : DayClock.At(date, TimeOnly.MaxValue, zone);
    }
}

/// <summary>A timer that runs.</summary>
internal sealed record TimerRow
{
    public required long Id { get; init; }
    public required long Card { get; init; }
    public required string Person { get; init; }
    public required DateTimeOffset Since { get; init; }
    public required string Zone { get; init; }

    /// <summary>Of the card's day: when its last block ends.</summary>
    public required int EndsMinute { get; init; }
}
