using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// The hash of an entry is SHA-256 over, in this order: the previous entry's hash (32 bytes; of the first entry <see cref="Genesis"/>),
/// seq (8 bytes), at in microseconds since 1970 (8 bytes), then the texts actor kind, id, name, address, action, subject, before,
/// after, result. Numbers are big-endian; a text is its length in bytes (4 bytes, −1 for none) and then its UTF-8.
/// </summary>
internal static class AuditChain
{
    /// <summary>What the first entry follows: SHA-256 of "BarberPro Dashboard audit 1".</summary>
    public static byte[] Genesis { get; } = SHA256.HashData("BarberPro Dashboard audit 1"u8);

    /// <summary>The entry with its place in the chain.</summary>
    public static AuditEntry Link(AuditEntry entry, long seq, byte[] previousHash)
    {
        var linked = entry with { Seq = seq, PreviousHash = previousHash };
        return linked with { Hash = HashOf(linked) };
    }

    public static byte[] HashOf(AuditEntry entry)
    {
        string?[] texts = [entry.ActorKind, entry.ActorId, entry.ActorName, entry.ActorAddress, entry.Action, entry.Subject, entry.Before, entry.After, entry.Result];
        var most = entry.PreviousHash.Length + 16 + texts.Sum(text => 4 + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0));
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var bytes = buffer.AsSpan();
            entry.PreviousHash.CopyTo(bytes);
            var end = entry.PreviousHash.Length;
            BinaryPrimitives.WriteInt64BigEndian(bytes[end..], entry.Seq);
            BinaryPrimitives.WriteInt64BigEndian(bytes[(end + 8)..], Microseconds(entry.At));
            end += 16;
            foreach (var text in texts)
            {
                var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, bytes[(end + 4)..]);
                BinaryPrimitives.WriteInt32BigEndian(bytes[end..], length);
                end += 4 + Math.Max(0, length);
            }

            return SHA256.HashData(bytes[..end]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>PostgreSQL keeps no more; the rest is cut off, so that the instant reads back the same.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
