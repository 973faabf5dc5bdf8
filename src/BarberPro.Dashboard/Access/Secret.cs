using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BarberPro.Dashboard.Access;

/// <summary>Keys and tokens: 256 random bits behind a word that says what they are; only their SHA-256 is kept.</summary>
internal static class Secret
{
    public const string KeyPrefix = "bpk_";
    public const string WallPrefix = "bpw_";

    /// <summary>More than any key has; what is longer is none.</summary>
    private const int Longest = 512;

    private static readonly byte[] OfNone = SHA256.HashData("none"u8);

    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string text)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Hash(text, hash);
        return hash;
    }

    public static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Longest * 3];
        if (text.Length is 0 or > Longest)
        {
            OfNone.CopyTo(hash);
            return;
        }

        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], hash);
    }
}
