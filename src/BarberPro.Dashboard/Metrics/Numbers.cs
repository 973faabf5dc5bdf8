using System.Globalization;
using System.Text;

namespace BarberPro.Dashboard.Metrics;

/// <summary>Numbers and instants as both formats write them.</summary>
internal static class Numbers
{
    private const long NanosecondsOfSecond = 1_000_000_000;
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Sign, digits, point, exponent; or inf, infinity (signed or not) and nan, in any case. Nothing else.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> text, out double value)
    {
        if (TryReadShort(text, out value))
        {
            return true;
        }

        if (IsReal(text))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            value = double.NaN;
            return true;
        }

        var negative = text.Length > 0 && text[0] == '-';
        var unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8);
    }

    /// <summary>Whether the text is a finite number as written; its value may still be too large for a double.</summary>
    public static bool IsReal(ReadOnlySpan<byte> text)
    {
        var at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var digits = SkipDigits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            digits += SkipDigits(text, ref at);
        }

        if (digits > 0 && at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at += at < text.Length && text[at] is (byte)'-' or (byte)'+' ? 1 : 0;
            digits = SkipDigits(text, ref at);
        }

        return digits > 0 && at == text.Length;
    }

    /// <summary>Unix seconds, to the nanosecond (what is finer is cut off); what lies beyond all calendars is held at the end.</summary>
    public static bool TryReadSeconds(ReadOnlySpan<byte> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        if (!IsReal(text))
        {
            return false;
        }

        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (text.IndexOfAny((byte)'e', (byte)'E') >= 0 || whole.Length > 19)
        {
            // Not to the nanosecond, and saturated; what is no finite double is no instant either.
            var finite = TryReadNumber(text, out var seconds) && double.IsFinite(seconds);
            nanoseconds = finite ? Int128.CreateSaturating(seconds * NanosecondsOfSecond) : 0;
            return finite;
        }

        var negative = whole.Length > 0 && whole[0] == '-';
        ulong unsigned = 0;
        foreach (var digit in whole)
        {
            unsigned = digit is (byte)'-' or (byte)'+' ? unsigned : unsigned * 10 + (uint)(digit - '0');
        }

        long below = 0;
        for (var i = 0; i < 9; i++)
        {
            below = below * 10 + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        nanoseconds = (unsigned <= long.MaxValue / NanosecondsOfSecond ? (long)unsigned * NanosecondsOfSecond : (Int128)unsigned * NanosecondsOfSecond) + below;
        nanoseconds = negative ? -nanoseconds : nanoseconds;
        return true;
    }

    /// <summary>The nearest instant that a calendar has.</summary>
    public static DateTimeOffset InstantOf(Int128 nanoseconds)
    {
        const long least = -62_135_596_800;
        const long most = 253_402_300_799;
        if (nanoseconds >= (Int128)most * NanosecondsOfSecond)
        {
            return DateTimeOffset.MaxValue;
        }

        return nanoseconds <= (Int128)least * NanosecondsOfSecond
            ? DateTimeOffset.MinValue
            : new DateTimeOffset(DateTime.UnixEpoch.Ticks + (long)(nanoseconds / TimeSpan.NanosecondsPerTick), TimeSpan.Zero);
    }

    /// <summary>The bound in a label: NaN where it is missing or none. The one infinite bound is written +Inf.</summary>
    public static double BoundOf(string? label)
    {
        if (label is null || !TryReadNumber(Encoding.UTF8.GetBytes(label), out var bound))
        {
            return double.NaN;
        }

        return double.IsPositiveInfinity(bound) && label != "+Inf" ? double.NaN : bound;
    }

    /// <summary>As the formats write it, and so that it reads back to the same value.</summary>
    public static string Write(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    // Up to fifteen digits and no exponent: whole and power of ten are exact, so one division rounds right.
    private static bool TryReadShort(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var start = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (text.Length == start || text.Length - start > ExactDigits)
        {
            return false;
        }

        long whole = 0;
        var point = -1;
        for (var i = start; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                whole = whole * 10 + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        if (point >= 0 && text.Length - start == 1)
        {
            return false;
        }

        value = point < 0 ? whole : whole / PowersOfTen[text.Length - point - 1];
        value = text[0] == '-' ? -value : value;
        return true;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - start;
    }
}
