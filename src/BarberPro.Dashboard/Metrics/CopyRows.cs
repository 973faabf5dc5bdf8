using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Npgsql;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// Rows in PostgreSQL's binary COPY form, written by hand: arrays of doubles are nearly all of the traffic, and here they cost
/// a byte swap instead of a converter call for each element.
/// </summary>
internal sealed class CopyRows(NpgsqlRawCopyStream stream) : IAsyncDisposable
{
    private const int FlushAt = 256 * 1024;
    private const int Float8 = 701;
    private const long UnixEpochBefore2000 = 946_684_800_000_000; // microseconds

    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt + 16 * 1024);

    public static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        var rows = new CopyRows(await connection.BeginRawBinaryCopyAsync($"copy {target} from stdin (format binary)", cancellationToken));
        rows._buffer.Write(Header);
        return rows;
    }

    public void StartRow(short columns)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), columns);
        _buffer.Advance(2);
    }

    public void Write(short value)
    {
        var span = _buffer.GetSpan(6);
        BinaryPrimitives.WriteInt32BigEndian(span, 2);
        BinaryPrimitives.WriteInt16BigEndian(span[4..], value);
        _buffer.Advance(6);
    }

    public void Write(int value)
    {
        var span = _buffer.GetSpan(8);
        BinaryPrimitives.WriteInt32BigEndian(span, 4);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], value);
        _buffer.Advance(8);
    }

    public void Write(long value)
    {
        var span = _buffer.GetSpan(12);
        BinaryPrimitives.WriteInt32BigEndian(span, 8);
        BinaryPrimitives.WriteInt64BigEndian(span[4..], value);
        _buffer.Advance(12);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(DateTimeOffset value) => Write((value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond - UnixEpochBefore2000);

    public void Write(ReadOnlySpan<double> values)
    {
        var span = _buffer.GetSpan(24 + values.Length * 12);
        BinaryPrimitives.WriteInt32BigEndian(span, 20 + values.Length * 12);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], 1); // dimensions
        BinaryPrimitives.WriteInt32BigEndian(span[8..], 0); // no nulls
        BinaryPrimitives.WriteInt32BigEndian(span[12..], Float8);
        BinaryPrimitives.WriteInt32BigEndian(span[16..], values.Length);
        BinaryPrimitives.WriteInt32BigEndian(span[20..], 1); // counts from 1
        var element = span[24..];
        foreach (var bits in MemoryMarshal.Cast<double, long>(values))
        {
            BinaryPrimitives.WriteInt32BigEndian(element, 8);
            BinaryPrimitives.WriteInt64BigEndian(element[4..], bits);
            element = element[12..];
        }

        _buffer.Advance(24 + values.Length * 12);
    }

    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) => _buffer.WrittenCount < FlushAt ? ValueTask.CompletedTask : FlushAsync(cancellationToken);

    /// <summary>Ends the rows. Without this call nothing of them is kept.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(_buffer.GetSpan(2), -1);
        _buffer.Advance(2);
        await FlushAsync(cancellationToken);
        await stream.DisposeAsync();
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }
}
