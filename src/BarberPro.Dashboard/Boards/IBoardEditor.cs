using BarberPro.Dashboard.Access;

namespace BarberPro.Dashboard.Boards;

/// <summary>What a page does to cards; the seam of the page's tests. <see cref="BoardEditor"/> does it.</summary>
internal interface IBoardEditor
{
    Task<CardWrite> EditAsync(Actor actor, long card, int version, CardEdit edit, CancellationToken cancellationToken);

    Task<CardWrite> AddAsync(Actor actor, NewCard card, CancellationToken cancellationToken);

    Task<CardWrite> RemoveAsync(Actor actor, long card, int version, CancellationToken cancellationToken);

    Task<CardWrite> CommentAsync(Actor actor, long card, string text, CancellationToken cancellationToken);

    Task<CardWrite> StartTimerAsync(Actor actor, long card, CancellationToken cancellationToken);

    Task<CardWrite> StopTimerAsync(Actor actor, CancellationToken cancellationToken);

    Task<CardWrite> AddTimeAsync(Actor actor, long card, string person, double hours, CancellationToken cancellationToken);

    Task<CardWrite> CarryAsync(Actor actor, long card, int version, string? toBlock, string reason, CancellationToken cancellationToken);

    Task<CardWrite> UndoAsync(Actor actor, long change, CancellationToken cancellationToken);

    Task<IReadOnlyList<CardComment>> ReadCommentsAsync(long card, CancellationToken cancellationToken);

    Task<IReadOnlyList<CardChange>> ReadHistoryAsync(long card, CancellationToken cancellationToken);
}
