using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace BarberPro.Dashboard.Live;

/// <summary>
/// The newest snapshot of something, for any number of watchers. An equal snapshot is dropped, an unread one is replaced:
/// a slow watcher sees fewer snapshots, never old ones, and costs nobody else.
/// </summary>
public sealed class LiveValue<T>(T initial) where T : class
{
    private readonly Lock _lock = new();
    private readonly List<Channel<T>> _watchers = [];
    private T _current = initial;

    public T Current
    {
        get { lock (_lock) { return _current; } }
    }

    public int Watchers
    {
        get { lock (_lock) { return _watchers.Count; } }
    }

    public void Publish(T value)
    {
        lock (_lock)
        {
            if (EqualityComparer<T>.Default.Equals(_current, value))
            {
                return;
            }

            _current = value;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(value);
            }
        }
    }

    /// <summary>Yields the current snapshot, then each newer one. A snapshot published while this is called is seen: registering takes Publish's lock.</summary>
    public async IAsyncEnumerable<T> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            channel.Writer.TryWrite(_current);
            _watchers.Add(channel);
        }

        try
        {
            await foreach (var value in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return value;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }
}
