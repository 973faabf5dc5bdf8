using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Boards;

/// <summary>Changes cards, for the page and the API alike: checked, recorded and kept in one transaction, and on every screen right after it.</summary>
internal sealed class BoardEditor(LiveValue<BoardSnapshot> live)
{
    public LiveValue<BoardSnapshot> Live => live;

    public Task<CardWrite> EditAsync(Actor actor, long card, int version, CardEdit edit, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<CardWrite> AddAsync(Actor actor, NewCard card, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<CardWrite> RemoveAsync(Actor actor, long card, int version, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<CardWrite> CommentAsync(Actor actor, long card, string text, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stops the one that the person has running on another card.</summary>
    public Task<CardWrite> StartTimerAsync(Actor actor, long card, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Not found where the person has none running.</summary>
    public Task<CardWrite> StopTimerAsync(Actor actor, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<CardWrite> AddTimeAsync(Actor actor, long card, string person, double hours, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A card that is left over goes to a later block of the day; without one to the next day.</summary>
    public Task<CardWrite> CarryAsync(Actor actor, long card, int version, string? toBlock, string reason, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Restores what a change changed, where nobody has changed it since; else stale.</summary>
    public Task<CardWrite> UndoAsync(Actor actor, long change, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<IReadOnlyList<CardChange>> ReadHistoryAsync(long card, CancellationToken cancellationToken) => throw new NotImplementedException();
}
