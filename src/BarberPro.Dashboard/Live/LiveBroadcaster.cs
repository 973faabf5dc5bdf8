using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.SignalR;

namespace BarberPro.Dashboard.Live;

/// <summary>What other rooms tell the browsers. Every method returns at once; the viewers are served on another thread.</summary>
public sealed class LiveBroadcaster : IThreadPoolWorkItem
{
    private const int Resting = 0;
    private const int Serving = 1;
    private const int ServingAndPoked = 2;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LiveViewer> _viewers = new(StringComparer.Ordinal);
    private readonly LiveMeters _meters;
    private readonly TimeProvider _clock;
    private readonly ILogger<LiveBroadcaster> _logger;
    private volatile LiveNow _now = LiveNow.Empty;
    private int _state = Resting;

    internal LiveBroadcaster(LiveMeters meters, TimeProvider clock, ILogger<LiveBroadcaster> logger)
    {
        (_meters, _clock, _logger) = (meters, clock, logger);
        meters.Connections(() => _viewers.Count);
    }

    /// <summary>Connections to the hub.</summary>
    public int Viewers => _viewers.Count;

    internal LiveNow Now => _now;

    /// <summary>Names the values of the frames that follow.</summary>
    public void SetSeries(IReadOnlyList<LiveSeries> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        lock (_lock)
        {
            _now = _now.WithSeries(series.ToArray()); // an array: MessagePack cannot write the list that a collection expression makes
        }

        Wake();
    }

    /// <summary>Sends the values of one second, in the order of the series; what is not finite goes out as null.</summary>
    /// <exception cref="ArgumentException">There are not as many values as series.</exception>
    public void PublishFrame(long seq, long atUnixMilliseconds, ReadOnlyMemory<double> values)
    {
        var span = values.Span;
        var sent = new double?[span.Length];
        for (var i = 0; i < span.Length; i++)
        {
            sent[i] = double.IsFinite(span[i]) ? span[i] : null;
        }

        lock (_lock)
        {
            if (sent.Length != _now.Series.Count)
            {
                throw new ArgumentException($"{sent.Length} values for {_now.Series.Count} series.", nameof(values));
            }

            _now = _now.WithFrame(seq, atUnixMilliseconds, sent, _clock.GetTimestamp());
        }

        Wake();
    }

    /// <summary>Says that something of this kind changed: who shows it asks for it. Kinds are few and fixed; a viewer is told the newest version of each.</summary>
    public void PublishState(string kind, long version)
    {
        lock (_lock)
        {
            _now = _now.WithState(kind, version);
        }

        Wake();
    }

    internal void Join(HubConnectionContext connection) =>
        _viewers[connection.ConnectionId] = new LiveViewer(connection, this, _meters, _clock, _logger);

    internal void Leave(string connectionId)
    {
        if (_viewers.TryRemove(connectionId, out var viewer))
        {
            viewer.Leave(_now);
        }
    }

    internal WatchAnswer Watch(string connectionId)
    {
        var now = _now;
        return new WatchAnswer(now, () =>
        {
            if (_viewers.TryGetValue(connectionId, out var viewer))
            {
                viewer.Start(now);
            }
        });
    }

    [SuppressMessage("Design", "CA1033", Justification = "Only the thread pool calls it.")]
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            Interlocked.Exchange(ref _state, Serving);
            foreach (var (_, viewer) in _viewers)
            {
                viewer.Poke();
            }
        }
        while (Interlocked.CompareExchange(ref _state, Resting, Serving) != Serving);
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _state, ServingAndPoked) == Resting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
