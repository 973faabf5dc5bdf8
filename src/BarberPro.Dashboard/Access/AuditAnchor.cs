using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// The head of the chain at an instant, as a line of the anchor file: number, instant, seq, hash of the entry, hash of the line before
/// (SHA-256 of its text; of the first line zeros). Who cuts or edits the audit would have to rewrite this file too.
/// </summary>
internal sealed record AuditAnchor(long Line, DateTimeOffset At, long Seq, string Hash, string PreviousLine)
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int HashLength = 64;

    public static string NoLine { get; } = new('0', HashLength);

    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Line} {At.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture)} {Seq} {Hash} {PreviousLine}");

    public string LineHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <returns>None where the line is anything else than what <see cref="Text"/> writes.</returns>
    public static AuditAnchor? Read(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 5 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            && DateTimeOffset.TryParseExact(parts[1], Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && line > 0 && seq > 0
            && IsHash(parts[3]) && IsHash(parts[4])
            && new AuditAnchor(line, at, seq, parts[3], parts[4]) is var anchor && anchor.Text == text ? anchor : null;
    }

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>What the database knows of a line of the anchor file.</summary>
internal sealed record AuditWitness(long Line, string LineHash);
