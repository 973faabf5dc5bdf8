using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MessagePack;

namespace BarberPro.Benchmarks;

internal enum Reading { AtOnce, Never, TwentyKilobytesASecond }

/// <summary>A viewer that costs next to nothing: a socket that knows as much of WebSockets and MessagePack as the hub needs.</summary>
internal sealed class FanOutViewer(Reading reading) : IDisposable
{
    private static readonly byte[] Ping = Masked([0x02, 0x91, 0x06]);
    private static readonly byte[] Handshake = Masked(Encoding.ASCII.GetBytes("{\"protocol\":\"messagepack\",\"version\":1}\u001e"));
    private static readonly byte[] Watch = Masked([0x11, 0x96, 0x01, 0x80, 0xa1, (byte)'1', 0xa5, .. "Watch"u8, 0x91, 0xa3, .. "all"u8, 0x90]);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = reading == Reading.AtOnce ? 64 * 1024 : 4 * 1024 };
    private readonly ArrayBufferWriter<byte> _message = new(4 * 1024);
    private byte[] _buffer = new byte[8 * 1024];
    private int _filled;

    public Reading Reading => reading;

    public async Task ConnectAsync(Uri server, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(IPAddress.Parse(server.Host), server.Port, cancellationToken);
        var request = $"GET /hubs/live HTTP/1.1\r\nHost: {server.Authority}\r\nOrigin: http://{server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        int end;
        while ((end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync(cancellationToken);
        }

        if (!_buffer.AsSpan().StartsWith("HTTP/1.1 101"u8))
        {
            throw new InvalidOperationException(Encoding.ASCII.GetString(_buffer, 0, _filled));
        }

        Consume(end + 4);
        await _socket.SendAsync(Handshake, cancellationToken);
        await ReadFrameAsync(cancellationToken);
        await _socket.SendAsync(Watch, cancellationToken); // to a hub without that method it is only a strange call
    }

    public async Task PingAsync(CancellationToken cancellationToken) => await _socket.SendAsync(Ping, cancellationToken);

    /// <summary>Tells of each frame: its seq and the instant of its sending in microseconds since 1970.</summary>
    public async Task ReadAsync(Action<long, double> onFrame, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await ReadFrameAsync(cancellationToken);
            Parse(_message.WrittenMemory, onFrame);
        }
    }

    public async Task ReadSlowlyAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await _socket.ReceiveAsync(_buffer.AsMemory(0, 2 * 1024), cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Hub messages, each after its length; of invocations only <c>frame</c> is looked into.</summary>
    private static void Parse(ReadOnlyMemory<byte> messages, Action<long, double> onFrame)
    {
        while (messages.Length > 0)
        {
            var (length, at) = (0, 0);
            byte part;
            do
            {
                part = messages.Span[at];
                length |= (part & 0x7f) << (7 * at++);
            }
            while ((part & 0x80) != 0);

            var reader = new MessagePackReader(messages.Slice(at, length));
            messages = messages[(at + length)..];
            if (reader.ReadArrayHeader() >= 5 && reader.ReadInt32() == 1)
            {
                reader.Skip();
                reader.Skip();
                if (reader.ReadString() == "frame" && reader.ReadArrayHeader() == 3)
                {
                    var seq = reader.ReadInt64();
                    reader.Skip();
                    if (reader.ReadArrayHeader() > 0)
                    {
                        onFrame(seq, reader.ReadDouble());
                    }
                }
            }
        }
    }

    /// <summary>One WebSocket message, which may be of several frames.</summary>
    private async ValueTask ReadFrameAsync(CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            await NeedAsync(2, cancellationToken);
            var (first, length, header) = (_buffer[0], _buffer[1] & 0x7f, 2);
            if (length >= 126)
            {
                header = length == 126 ? 4 : 10;
                await NeedAsync(header, cancellationToken);
                length = header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(2)) : (int)BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(2));
            }

            await NeedAsync(header + length, cancellationToken);
            if ((first & 0x0f) == 8)
            {
                throw new EndOfStreamException("the server closed the connection");
            }

            _message.Write(_buffer.AsSpan(header, length));
            Consume(header + length);
            if ((first & 0x80) != 0)
            {
                return;
            }
        }
    }

    private async ValueTask NeedAsync(int bytes, CancellationToken cancellationToken)
    {
        while (_filled < bytes)
        {
            if (bytes > _buffer.Length)
            {
                Array.Resize(ref _buffer, bytes * 2);
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
        if (read == 0)
        {
            throw new EndOfStreamException("the server closed the connection");
        }

        _filled += read;
    }

    private void Consume(int bytes)
    {
        _buffer.AsSpan(bytes, _filled - bytes).CopyTo(_buffer);
        _filled -= bytes;
    }

    /// <summary>A client's frames are masked; with zeros that changes nothing.</summary>
    private static byte[] Masked(byte[] payload) => [0x82, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];
}
