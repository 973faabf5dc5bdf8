using Microsoft.AspNetCore.SignalR;

namespace BarberPro.Dashboard.Live;

/// <summary>
/// One connection to the hub. While a write to it is under way nothing is queued: when the write ends it takes the newest.
/// So a viewer that reads slowly loses frames, costs no memory and delays nobody.
/// </summary>
internal sealed partial class LiveViewer(HubConnectionContext connection, LiveBroadcaster live, LiveMeters meters, TimeProvider clock, ILogger logger)
{
    private const int Silent = 0; // has not called Watch
    private const int Idle = 1;
    private const int Sending = 2;
    private const int SendingAndPoked = 3; // something newer came while it was sending

    private int _state = Silent;

    // Owned by whoever took the state from Idle to Sending.
    private int _seriesVersion;
    private long _frameNumber;
    private long _stateNumber;

    /// <summary>From here on the viewer gets what differs from <paramref name="known"/>.</summary>
    public void Start(LiveNow known)
    {
        if (Volatile.Read(ref _state) == Silent)
        {
            _seriesVersion = known.SeriesVersion;
            _stateNumber = known.StateNumber;
            _frameNumber = known.FrameNumber;
            var age = clock.GetUtcNow().ToUnixTimeMilliseconds() - known.At;
            if (known.FrameMessage is not null && age is < 900 or > 2_000)
            {
                _frameNumber--; // the latest frame goes out at once, unless the next is due at any moment
            }

            Interlocked.CompareExchange(ref _state, Idle, Silent);
        }

        Poke();
    }

    /// <summary>There is something newer. Never waits for the viewer.</summary>
    public void Poke()
    {
        while (true)
        {
            switch (Volatile.Read(ref _state))
            {
                case Idle when Interlocked.CompareExchange(ref _state, Sending, Idle) == Idle:
                    _ = SendAsync();
                    return;
                case Sending when Interlocked.CompareExchange(ref _state, SendingAndPoked, Sending) == Sending:
                case SendingAndPoked:
                case Silent:
                    return;
            }
        }
    }

    /// <summary>What it had not been sent by now it will never be.</summary>
    public void Leave(LiveNow now)
    {
        if (Volatile.Read(ref _state) != Silent)
        {
            meters.FramesDropped(now.FrameNumber - Volatile.Read(ref _frameNumber));
        }
    }

    /// <summary>Runs to its end on the caller's thread for a viewer that keeps up.</summary>
    private async Task SendAsync()
    {
        try
        {
            do
            {
                Interlocked.Exchange(ref _state, Sending); // a full fence: what is read below is newer than every poke it takes back
                await SendNewestAsync(live.Now);
            }
            while (Interlocked.CompareExchange(ref _state, Idle, Sending) != Sending);
        }
        catch (Exception exception)
        {
            Log.WriteFailed(logger, connection.ConnectionId, exception); // the state stays Sending: nothing more is written to it
            connection.Abort();
        }
    }

    private async ValueTask SendNewestAsync(LiveNow now)
    {
        if (now.SeriesVersion != _seriesVersion)
        {
            _seriesVersion = now.SeriesVersion;
            await connection.WriteAsync(now.SeriesMessage!, CancellationToken.None);
        }

        if (now.StateNumber != _stateNumber)
        {
            foreach (var state in now.States.Values.Where(s => s.Number > _stateNumber).OrderBy(s => s.Number))
            {
                await connection.WriteAsync(state.Message, CancellationToken.None);
            }

            _stateNumber = now.StateNumber;
        }

        if (now.FrameNumber != _frameNumber && now.FrameMessage is { } frame)
        {
            meters.FramesDropped(now.FrameNumber - _frameNumber - 1);
            _frameNumber = now.FrameNumber;
            await connection.WriteAsync(frame, CancellationToken.None);
            meters.FrameSent(clock.GetElapsedTime(now.PublishedAt));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Writing to viewer {ConnectionId} failed; it is cut off and may reconnect")]
        public static partial void WriteFailed(ILogger logger, string connectionId, Exception exception);
    }
}
