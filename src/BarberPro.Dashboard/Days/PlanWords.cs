using System.Globalization;
using System.Text;

namespace BarberPro.Dashboard.Days;

/// <summary>Texts as keys, and how alike two texts are. Pure.</summary>
internal static class PlanWords
{
    private const int LongestKey = 80;

    // Words that say nothing of what a target measures.
    private static readonly HashSet<string> Fillers = ["a", "an", "the", "of", "for", "to", "in", "on", "at", "is", "are", "be", "by", "and", "or", "with", "than",
        "under", "below", "over", "above", "less", "more", "most", "least", "within", "stays", "remains", "ms", "s", "sec", "second", "seconds", "min", "minute", "minutes", "hour", "hours"];

    // Words that nearly every task and area of a plan has.
    private static readonly HashSet<string> Common = ["optimization", "optimisation", "performance", "enhancement", "preparation", "update", "change", "policy", "configuration",
        "tuning", "refinement", "improvement", "procedure", "support", "day", "new", "response", "time", "monitoring"];

    /// <summary>Words in lower case without accents; "Auto-scaling" is two.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0 && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    public static string Key(string text) => Key(Of(text));

    /// <summary>Of what a target measures: without its numbers, units and asides, so that a moved threshold keeps it.</summary>
    public static string TargetKey(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var words = Of(open > 0 ? text[..open] : text).Where(word => !char.IsAsciiDigit(word[0]) && !Fillers.Contains(word)).ToList();
        return words.Count == 0 ? Key(text) : Key(words);
    }

    /// <summary>The key, with a number where an equal one is taken.</summary>
    public static string Unique(string key, ISet<string> taken)
    {
        var unique = key;
        for (var n = 2; !taken.Add(unique); n++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{key}-{n}");
        }

        return unique;
    }

    /// <summary>How alike, 0 to 1: Dice's measure over the pairs of neighbouring letters.</summary>
    public static double Similarity(string a, string b) => Similarity(Pairs.Of(a), Pairs.Of(b));

    public static double Similarity(Pairs a, Pairs b)
    {
        if (a.Total + b.Total == 0)
        {
            return 0;
        }

        var shared = 0;
        foreach (var (pair, count) in a.Counts)
        {
            shared += Math.Min(count, b.Counts.GetValueOrDefault(pair));
        }

        return 2.0 * shared / (a.Total + b.Total);
    }

    /// <summary>The share of the shorter text's telling words that the other has.</summary>
    public static double SharedMeaning(string a, string b)
    {
        var (first, second) = (Telling(a), Telling(b));
        var fewest = Math.Min(first.Count, second.Count);
        return fewest == 0 ? 0 : (double)first.Intersect(second).Count() / fewest;
    }

    private static HashSet<string> Telling(string text) =>
        Of(text).Select(word => word.Length > 4 ? word.TrimEnd('s') : word).Where(word => !Common.Contains(word) && !Fillers.Contains(word)).ToHashSet();

    private static string Key(List<string> words)
    {
        var key = string.Join('-', words);
        if (key.Length == 0)
        {
            return "untitled";
        }

        // Two long texts that begin alike must not share a key.
        return key.Length <= LongestKey ? key
            : string.Create(CultureInfo.InvariantCulture, $"{key.AsSpan(0, LongestKey - 9).TrimEnd('-')}-{StableHash(key):x8}");
    }

    private static uint StableHash(string text) => text.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    /// <summary>A text's pairs of neighbouring letters, counted once for many comparisons.</summary>
    internal sealed record Pairs(Dictionary<(char, char), int> Counts, int Total)
    {
        public static Pairs Of(string text)
        {
            var counts = new Dictionary<(char, char), int>();
            var total = 0;
            foreach (var word in PlanWords.Of(text))
            {
                for (var i = 1; i < word.Length; i++, total++)
                {
                    counts[(word[i - 1], word[i])] = counts.GetValueOrDefault((word[i - 1], word[i])) + 1;
                }
            }

            return new Pairs(counts, total);
        }
    }
}
