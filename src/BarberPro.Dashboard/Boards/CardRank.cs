using System.Text;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// Fractional ranks: texts whose ordinal order is the order of the cards, with room for another one between any two. They are the digits behind
/// a point, in base 62, and never end in a zero: below "a0" and above "a" there would be no place. Pure.
/// </summary>
internal static class CardRank
{
    /// <summary>A column whose ranks grew longer is numbered anew.</summary>
    public const int Longest = 24;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Base = 62;
    private const int Width = 6;

    /// <summary>Room for cards that are put between two that were added one after the other.</summary>
    private const long Step = 1L << 20;

    private static readonly long Places = (long)Math.Pow(Base, Width);

    /// <param name="lower">Null for none below it.</param>
    /// <param name="upper">Null for none above it.</param>
    /// <exception cref="ArgumentException">The lower one is not below the upper one.</exception>
    public static string Between(string? lower, string? upper) => (lower, upper) switch
    {
        (null, null) => Text(Places / 2),
        (not null, null) => Number(lower) + Step < Places ? Text(Number(lower) + Step) : Middle(lower, null),
        (null, not null) => Number(upper) - Step > 0 ? Text(Number(upper) - Step) : Middle("", upper),
        _ when string.CompareOrdinal(lower, upper) < 0 => Middle(lower!, upper),
        _ => throw new ArgumentException($"'{lower}' is not below '{upper}'.", nameof(lower)),
    };

    /// <summary>That many ranks, evenly spread.</summary>
    public static IEnumerable<string> Spread(int count)
    {
        for (var place = 1; place <= count; place++)
        {
            yield return Text((long)((Int128)Places * place / (count + 1)));
        }
    }

    /// <summary>The first digits as a number.</summary>
    private static long Number(string rank)
    {
        var number = 0L;
        for (var place = 0; place < Width; place++)
        {
            number = (number * Base) + (place < rank.Length ? Digit(rank[place]) : 0);
        }

        return number;
    }

    private static string Text(long number)
    {
        var digits = new char[Width];
        for (var place = Width - 1; place >= 0; place--, number /= Base)
        {
            digits[place] = Digits[(int)(number % Base)];
        }

        return new string(digits).TrimEnd('0');
    }

    private static string Middle(string lower, string? upper)
    {
        var text = new StringBuilder();
        for (var place = 0; ; place++)
        {
            var low = place < lower.Length ? Digit(lower[place]) : 0;
            var high = upper is null ? Base : place < upper.Length ? Digit(upper[place]) : 0;
            if (low == high)
            {
                text.Append(Digits[low]);
            }
            else if (high - low > 1)
            {
                return text.Append(Digits[(low + high) / 2]).ToString();
            }
            else if (upper is not null && place + 1 < upper.Length)
            {
                return text.Append(Digits[high]).ToString(); // the upper one goes on behind this digit, so that the digit alone is below it
            }
            else
            {
                text.Append(Digits[low]);
                upper = null; // whatever follows is below it
            }
        }
    }

    private static int Digit(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'A' and <= 'Z' => digit - 'A' + 10,
        >= 'a' and <= 'z' => digit - 'a' + 36,
        _ => throw new ArgumentException($"'{digit}' is no digit of a rank.", nameof(digit)),
    };
}
