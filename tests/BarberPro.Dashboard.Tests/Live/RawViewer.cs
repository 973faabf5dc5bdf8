using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using AwesomeAssertions;

namespace BarberPro.Dashboard.Tests.Live;

/// <summary>A WebSocket that speaks the JSON protocol by hand: it reads when it is told to, or never.</summary>
internal sealed class RawViewer : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024, NoDelay = true };
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _message = new();
    private ReadOnlyMemory<byte> _unread;

    public async Task ConnectAsync(LiveServer server, CancellationToken cancellationToken)
    {
        _socket.Options.SetRequestHeader("Origin", server.Origin);
        await _socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/hubs/live" }.Uri, _invoker, cancellationToken);
        await SendAsync("""{"protocol":"json","version":1}""", cancellationToken);
        (await ReadAsync(cancellationToken)).Should().Be("{}");
    }

    public Task WatchAsync(CancellationToken cancellationToken) =>
        SendAsync("""{"type":1,"invocationId":"1","target":"Watch","arguments":["all"]}""", cancellationToken);

    public async Task SendAsync(string message, CancellationToken cancellationToken) =>
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, true, cancellationToken);

    /// <summary>The next message, without its end mark.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        _message.SetLength(0);
        while (true)
        {
            var end = _unread.Span.IndexOf((byte)'\u001e');
            _message.Write(_unread.Span[..(end < 0 ? _unread.Length : end)]);
            if (end >= 0)
            {
                _unread = _unread[(end + 1)..];
                return Encoding.UTF8.GetString(_message.GetBuffer(), 0, (int)_message.Length);
            }

            var read = await _socket.ReceiveAsync(_buffer, cancellationToken);
            if (read.MessageType == WebSocketMessageType.Close)
            {
                return "";
            }

            _unread = _buffer.AsMemory(0, read.Count);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _invoker.Dispose();
        _message.Dispose();
    }
}
