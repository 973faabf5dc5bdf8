using System.Text;

namespace BarberPro.Dashboard.Days;

/// <summary>Reads a plan. Pure: the same text gives the same plan, with the same keys.</summary>
public static class PlanImporter
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int LargestPlan = 1024 * 1024;

    internal const int LongestText = 1_000;

    public static ImportedPlan Read(string markdown) => Read(markdown, PlanZones.Find("ART")!);

    /// <param name="markdown">The plan's text.</param>
    /// <param name="defaultZone">The zone of a plan that names none.</param>
    public static ImportedPlan Read(string markdown, TimeZoneInfo defaultZone)
    {
        if (string.IsNullOrWhiteSpace(markdown))
        {
            return Refused(defaultZone, new PlanFault(PlanFaultKind.Empty, 1, "plan"));
        }

        if (markdown.Length > LargestPlan || Encoding.UTF8.GetByteCount(markdown) > LargestPlan)
        {
            return Refused(defaultZone, new PlanFault(PlanFaultKind.TooLarge, 1, "plan"));
        }

        var lines = markdown.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        if (Array.FindIndex(lines, IsBinary) is >= 0 and var binary)
        {
            return Refused(defaultZone, new PlanFault(PlanFaultKind.Binary, binary + 1, "plan"));
        }

        var (text, repaired) = TextRepair.Repair(lines);
        text[0] = text[0].TrimStart('\uFEFF');
        try
        {
            return new PlanReader(PlanSource.Parse(text), defaultZone).Read() with { Repaired = repaired, Markdown = string.Join('\n', text) };
        }
        catch (ArgumentException) // Markdig's word for nesting past its limit
        {
            return Refused(defaultZone, new PlanFault(PlanFaultKind.TooDeep, 1, "plan"));
        }
    }

    /// <summary>The text of a plan's bytes: UTF-8 or UTF-16 with its mark, UTF-8 without one, and where it is not that, Windows-1252.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }

        if (bytes is [0xFE, 0xFF, ..])
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }

    /// <summary>A character that no text has, except the tab, and those that a wrong decoding leaves (U+0080 to U+009F).</summary>
    private static bool IsBinary(string line) => line.Any(c => (c < ' ' && c is not '\t' and not '\f' and not '\v') || c is '\u007F' or '\uFFFE' or '\uFFFF');

    private static ImportedPlan Refused(TimeZoneInfo zone, PlanFault fault) => new() { Zone = zone, Faults = [fault] };
}
