using System.Collections.Immutable;
using System.Text;

namespace BarberPro.Dashboard.Days;

/// <summary>
/// Undoes a wrong decoding: UTF-8 that was read as Windows-1252 on its way ("âœ…" for "✅", "Ã±" for "ñ"), once or several times over.
/// Correct text has such pairs too ("MENÚ»", "AMANHÃ”"), so only what comes out as a character that plans are written with is repaired.
/// </summary>
internal static class TextRepair
{
    private static readonly Dictionary<char, byte> Windows1252 = MakeTable();
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What becomes of a pair in doubt: nothing in a document without a sure one; all in a document that took the wrong way as a whole.</summary>
    private enum Doubt { Leave, RepairWithinWords, Repair }

    public static (string[] Lines, ImmutableArray<RepairedText> Repaired) Repair(IReadOnlyList<string> lines)
    {
        var runs = lines.SelectMany(line => Runs(line).Select(run => (Sure: IsSure(line, run), Decodes: Decode(line[run]) is not null))).ToList();
        var doubt = !runs.Exists(run => run.Sure) ? Doubt.Leave : runs.TrueForAll(run => run.Decodes) ? Doubt.Repair : Doubt.RepairWithinWords;
        var repaired = ImmutableArray.CreateBuilder<RepairedText>();
        var result = new string[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            result[i] = RepairLine(lines[i], i + 1, doubt, repaired);
        }

        return (result, repaired.ToImmutable());
    }

    private static string RepairLine(string line, int number, Doubt doubt, ImmutableArray<RepairedText>.Builder repaired)
    {
        StringBuilder? text = null;
        var copied = 0;
        foreach (var run in Runs(line))
        {
            var from = line[run];
            var to = IsSure(line, run) || doubt == Doubt.Repair || (doubt == Doubt.RepairWithinWords && !IsAllCapitalsEnd(line, run)) ? Decode(from) : null;
            if (to is null || to == from)
            {
                continue;
            }

            text ??= new StringBuilder(line.Length);
            text.Append(line, copied, run.Start.Value - copied).Append(to);
            copied = run.End.Value;
            repaired.Add(new RepairedText(number, from, to));
        }

        return text is null ? line : text.Append(line, copied, line.Length - copied).ToString();
    }

    /// <summary>A run of characters that are no ASCII: the wrong decoding neither takes nor leaves any.</summary>
    private static IEnumerable<Range> Runs(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] < 0x80)
            {
                continue;
            }

            var start = i;
            while (i < line.Length && line[i] >= 0x80)
            {
                i++;
            }

            yield return start..i;
        }
    }

    private static bool IsSure(string line, Range run) => Decode(line[run]) is { } decoded && decoded != line[run] && !IsDoubtful(line, run);

    /// <summary>Two characters that also occur side by side in correct text: a capital, and a closing mark.</summary>
    private static bool IsDoubtful(string line, Range run) => run.End.Value - run.Start.Value == 2 && "»«”“’‘…–—•™›‹®°ªº".Contains(line[run.Start.Value + 1], StringComparison.Ordinal);

    /// <summary>"AMANHÃ”": the word is in capitals and ends here, so the mark is likely one.</summary>
    private static bool IsAllCapitalsEnd(string line, Range run)
    {
        var (start, end) = (run.Start.Value, run.End.Value);
        return IsDoubtful(line, run) && start > 0 && char.IsUpper(line[start - 1]) && (end == line.Length || !char.IsLetter(line[end]));
    }

    /// <summary>The text that a run was before, or null where it was none.</summary>
    private static string? Decode(string run)
    {
        string? result = null;
        for (var times = 0; times < 4; times++) // more than that nobody has seen
        {
            if (DecodeOnce(result ?? run) is not { } decoded)
            {
                break;
            }

            result = decoded;
        }

        return result;
    }

    private static string? DecodeOnce(string run)
    {
        var bytes = new byte[run.Length];
        for (var i = 0; i < run.Length; i++)
        {
            if (!Windows1252.TryGetValue(run[i], out bytes[i]))
            {
                return null;
            }
        }

        try
        {
            var decoded = Strict.GetString(bytes);
            return decoded.EnumerateRunes().All(IsPlausible) ? decoded : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Latin letters and signs, punctuation, currencies, arrows, mathematics, symbols, emoji; not the scripts that pairs of correct text come out as.</summary>
    private static bool IsPlausible(Rune rune) => rune.Value is (>= 0xA0 and <= 0x17F) or 0x192 or 0x2C6 or 0x2DC
        or (>= 0x200B and <= 0x206F) or (>= 0x20A0 and <= 0x20BF) or (>= 0x2100 and <= 0x27BF) or (>= 0x2900 and <= 0x297F) or (>= 0x2B00 and <= 0x2BFF)
        or 0xFE0F or 0xFEFF or (>= 0x80 and <= 0x9F) or (>= 0x1F000 and <= 0x1FAFF);

    private static Dictionary<char, byte> MakeTable()
    {
        const string from80To9F = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
        var table = Enumerable.Range(0xA0, 0x60).ToDictionary(code => (char)code, code => (byte)code);
        for (var i = 0; i < from80To9F.Length; i++)
        {
            table[from80To9F[i]] = (byte)(0x80 + i);
        }

        return table;
    }
}
