using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

namespace BarberPro.Dashboard.Ui;

/// <summary>A number and the unit after it, apart, so that a page can set the unit smaller. The unit may be empty.</summary>
public readonly record struct NumberPiece(string Number, string Unit)
{
    public override string ToString() => Unit.Length == 0 ? Number : $"{Number} {Unit}";
}

/// <summary>
/// Numbers as people read them: true minus, a space before the unit, decimals by unit, minutes and seconds above a minute.
/// Values come in base units: "s" seconds, "ratio" shares of one; any other unit is written as it is.
/// </summary>
public static class NumberText
{
    private const double Million = 1_000_000;

    private static readonly ConcurrentDictionary<string, NumberFormatInfo> Formats = new(StringComparer.Ordinal);

    /// <summary>"134 ms", "57.7 %", "2 min 12 s". NaN is an en dash.</summary>
    /// <param name="like">The number whose scale is used where a scale is chosen by size: the threshold, so that a value and its threshold read alike.</param>
    public static string Of(double value, string unit, CultureInfo culture, double? like = null, int? decimals = null) =>
        string.Join(' ', Pieces(value, unit, culture, like, decimals));

    /// <summary>The same in pieces: "2" "min" and "12" "s".</summary>
    public static ImmutableArray<NumberPiece> Pieces(double value, string unit, CultureInfo culture, double? like = null, int? decimals = null)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!double.IsFinite(value))
        {
            return [new("–", "")];
        }

        if (unit == "s" && IsLong(like ?? value))
        {
            return LongDuration(value, culture);
        }

        var (scale, text, byUnit) = Scale(unit, like ?? value);
        var scaled = value * scale;
        if (IsMoney(unit) && Math.Abs(scaled) >= 1000 && decimals is null)
        {
            var (number, suffix) = Compact(scaled, culture);
            return [new(number, $"{suffix} {unit}")];
        }

        return [new(Plain(scaled, decimals ?? byUnit ?? BySize(scaled), culture), text)];
    }

    /// <summary>With as few decimals as tell it exactly, three at most: thresholds as people write them ("150 ms", "99.5 %").</summary>
    public static string Exact(double value, string unit, CultureInfo culture, double? like = null)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        var scaled = value * Scale(unit, like ?? value).Scale;
        var decimals = 0;
        while (decimals < 3 && Math.Abs(scaled - Math.Round(scaled, decimals)) > 1e-9 * Math.Max(1, Math.Abs(scaled)))
        {
            decimals++;
        }

        return Of(value, unit, culture, like, decimals);
    }

    /// <summary>Minutes and seconds as a clock has them: "6:32".</summary>
    public static string Clock(double seconds) => !double.IsFinite(seconds) ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Round(seconds) / 60):0}:{Math.Round(seconds) % 60:00}");

    /// <summary>With an explicit sign: "+21.8 pts", "−37 ms", "0 ms". Shares differ in points.</summary>
    public static string Difference(double value, string unit, CultureInfo culture, double? like = null, int? decimals = null)
    {
        if (!double.IsFinite(value))
        {
            return "–";
        }

        var text = unit is "ratio" or "%"
            ? $"{Plain(value * (unit == "ratio" ? 100 : 1), decimals ?? 1, culture)} pts"
            : Of(value, unit, culture, like ?? value, decimals);
        return WithSign(text);
    }

    /// <summary>A relative change: "+7.4 %".</summary>
    public static string Change(double ratio, CultureInfo culture, int decimals = 1) => WithSign(Of(ratio, "ratio", culture, decimals: decimals));

    /// <summary>Put before what is already text: "+" where it is above nothing.</summary>
    public static string WithSign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith('−') || text == "–" || !text.Any(c => c is >= '1' and <= '9') ? text : "+" + text;
    }

    /// <summary>"19,927", and "3.5 M" from a million on.</summary>
    public static string Count(double count, CultureInfo culture)
    {
        if (!double.IsFinite(count))
        {
            return "–";
        }

        return Math.Abs(count) < Million ? Plain(count, 0, culture) : string.Join(' ', [Compact(count, culture).Number, Compact(count, culture).Suffix]);
    }

    /// <summary>A number without unit. A value that rounds to nothing has no sign.</summary>
    public static string Plain(double value, int decimals, CultureInfo culture)
    {
        var rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), FormatOf(culture));
    }

    /// <summary>An age or a span: "7 s", "13 min", "2 h 16".</summary>
    public static string Age(TimeSpan age, CultureInfo culture) => age switch
    {
        { TotalSeconds: < 60 } => $"{Plain(Math.Max(0, Math.Floor(age.TotalSeconds)), 0, culture)} s",
        { TotalMinutes: < 60 } => $"{Plain(Math.Floor(age.TotalMinutes), 0, culture)} min",
        _ => string.Create(culture, $"{Math.Floor(age.TotalHours):0} h {age.Minutes:00}"),
    };

    private static (double Scale, string Text, int? Decimals) Scale(string unit, double like) => unit switch
    {
        "s" => Math.Abs(like) < 1 && like != 0 ? (1000, "ms", 0) : (1, "s", 2),
        "ratio" => (100, "%", 1),
        "%" => (1, "%", 1),
        "req/s" or "requests" => (1, unit, 0),
        "1" or "count" or "" => (1, "", null),
        _ => (1, unit, IsMoney(unit) ? 0 : unit.StartsWith("bookings", StringComparison.Ordinal) ? 1 : null),
    };

    private static bool IsLong(double seconds) => Math.Abs(seconds) >= 60;

    private static bool IsMoney(string unit) => unit.StartsWith("ARS", StringComparison.Ordinal);

    private static int BySize(double value) => value == Math.Truncate(value) ? 0 : Math.Abs(value) switch { >= 100 => 0, >= 10 => 1, _ => 2 };

    private static ImmutableArray<NumberPiece> LongDuration(double value, CultureInfo culture)
    {
        var seconds = Math.Round(Math.Abs(value), MidpointRounding.AwayFromZero);
        var sign = value < 0 && seconds > 0 ? "−" : "";
        var (hours, minutes, rest) = (Math.Floor(seconds / 3600), Math.Floor(seconds % 3600 / 60), seconds % 60);
        if (hours > 0)
        {
            return [new(sign + Plain(hours, 0, culture), "h"), new(Plain(minutes, 0, culture), "min")];
        }

        if (minutes == 0)
        {
            return [new(sign + Plain(rest, 0, culture), "s")];
        }

        NumberPiece whole = new(sign + Plain(minutes, 0, culture), "min");
        return rest == 0 ? [whole] : [whole, new(Plain(rest, 0, culture), "s")];
    }

    private static (string Number, string Suffix) Compact(double value, CultureInfo culture)
    {
        // Chosen after rounding: 999,950 is 1.0 M, not 1,000 k.
        var millions = Math.Abs(value) >= 999_500;
        var scaled = value / (millions ? Million : 1000);
        return (Plain(scaled, Math.Abs(scaled) < 99.95 && (millions || Math.Abs(scaled) < 10) ? 1 : 0, culture), millions ? "M" : "k");
    }

    private static NumberFormatInfo FormatOf(CultureInfo culture) => Formats.GetOrAdd(culture.Name, static (_, culture) =>
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.NegativeSign = "−";
        format.NumberNegativePattern = 1;
        return NumberFormatInfo.ReadOnly(format);
    }, culture);
}
