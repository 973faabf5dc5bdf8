using System.Threading.Channels;
using AwesomeAssertions;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.SignalR.Client;

namespace BarberPro.Dashboard.Tests.Live;

/// <summary>The real client, which writes down what it is sent, in order.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();

    public LiveClient(HubConnection connection)
    {
        Connection = connection;
        connection.On<long, long, double?[]>("frame", (seq, at, values) => _seen.Writer.TryWrite(new SeenFrame(seq, at, values)));
        connection.On<LiveSeries[]>("series", series => _seen.Writer.TryWrite(series));
        connection.On<string, long>("state", (kind, version) => _seen.Writer.TryWrite(new SeenState(kind, version)));
        connection.On<string>("hello", version => _seen.Writer.TryWrite(new SeenHello(version)));
    }

    public HubConnection Connection { get; }

    public int Unread => _seen.Reader.Count;

    public async Task<T> NextAsync<T>(CancellationToken cancellationToken) =>
        (await _seen.Reader.ReadAsync(cancellationToken)).Should().BeOfType<T>().Subject;

    /// <summary>Reads the hello and watches.</summary>
    public async Task<WatchAnswer> WatchAsync(CancellationToken cancellationToken)
    {
        await NextAsync<SeenHello>(cancellationToken);
        return await Connection.InvokeAsync<WatchAnswer>("Watch", "all", cancellationToken);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}

internal sealed record SeenFrame(long Seq, long At, double?[] Values);

internal sealed record SeenState(string Kind, long Version);

internal sealed record SeenHello(string Version);
