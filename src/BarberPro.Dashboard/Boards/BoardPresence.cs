using System.Collections.Immutable;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Boards;

/// <summary>Who looks at the board now. Published as LiveValue&lt;PresenceSnapshot&gt;; nothing of it is kept.</summary>
public sealed record PresenceSnapshot(ImmutableArray<Presence> Viewers)
{
    public static PresenceSnapshot Nobody { get; } = new([]);

    /// <summary>Who looks, each once. Found out once, whoever asks: with many pages open there are as many who ask.</summary>
    public IReadOnlySet<string> People => field ??= Viewers.Select(viewer => viewer.Person).ToHashSet();

    /// <summary>Those of them who change or carry a card: mostly nobody.</summary>
    public IReadOnlyList<Presence> Busy => field ??= [.. Viewers.Where(viewer => viewer.Editing is not null || viewer.Moving is not null)];

    public bool Equals(PresenceSnapshot? other) => other is not null && Viewers.SequenceEqual(other.Viewers);

    public override int GetHashCode() => Viewers.Length;
}

/// <param name="Viewer">One open page; a person may have several.</param>
/// <param name="Editing">The card whose fields are being changed.</param>
/// <param name="Moving">The card that is being carried.</param>
/// <param name="MovingTo">Where it would land: "afternoon/doing/12" is below card 12, "afternoon/doing/" at the top.</param>
public sealed record Presence(string Viewer, string Person, long? Editing, long? Moving, string? MovingTo);

/// <summary>
/// Gathers who looks, edits and carries. What many do within a moment is told once: a pointer that wanders over columns
/// must not become a message to everybody for each of them.
/// </summary>
internal sealed class BoardPresence(LiveValue<PresenceSnapshot> live, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<Handle> _handles = [];
    private bool _isResting;
    private bool _isDue;

    public LiveValue<PresenceSnapshot> Live => live;

    /// <summary>Until it is disposed.</summary>
    public Handle Join(string person)
    {
        var handle = new Handle(this, new Presence(Guid.NewGuid().ToString("n"), person, null, null, null));
        lock (_lock)
        {
            _handles.Add(handle);
        }

        Tell();
        return handle;
    }

    private void Leave(Handle handle)
    {
        lock (_lock)
        {
            if (!_handles.Remove(handle))
            {
                return;
            }
        }

        Tell();
    }

    /// <summary>At once, and then not before the pause is over.</summary>
    private void Tell()
    {
        lock (_lock)
        {
            if (_isResting)
            {
                _isDue = true;
                return;
            }

            (_isResting, _isDue) = (true, false);
            live.Publish(new PresenceSnapshot([.. _handles.Where(handle => !handle.IsAway).Select(handle => handle.Now)]));
        }

        // Disposed when it has rung: it is its own last reference.
        ITimer? timer = null;
        timer = clock.CreateTimer(_ =>
        {
            timer?.Dispose();
            bool isDue;
            lock (_lock)
            {
                (_isResting, isDue) = (false, _isDue);
            }

            if (isDue)
            {
                Tell();
            }
        }, null, Pace, Timeout.InfiniteTimeSpan);
    }

    /// <summary>One page's place among those who look.</summary>
    public sealed class Handle : IDisposable
    {
        private readonly BoardPresence _presence;

        internal Handle(BoardPresence presence, Presence now) => (_presence, Now) = (presence, now);

        internal Presence Now { get; private set; }

        /// <summary>The page's connection is gone, though its circuit may come back.</summary>
        internal bool IsAway { get; private set; }

        public string Viewer => Now.Viewer;

        public void Show(long? editing, long? moving, string? movingTo)
        {
            var next = Now with { Editing = editing, Moving = moving, MovingTo = movingTo };
            if (next != Now)
            {
                Now = next;
                _presence.Tell();
            }
        }

        /// <summary>Who is away carries nothing any more.</summary>
        internal void SetAway(bool isAway)
        {
            if (IsAway != isAway)
            {
                (IsAway, Now) = (isAway, Now with { Moving = null, MovingTo = null });
                _presence.Tell();
            }
        }

        public void Dispose() => _presence.Leave(this);
    }
}
