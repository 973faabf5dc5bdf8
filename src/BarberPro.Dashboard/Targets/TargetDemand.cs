using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BarberPro.Dashboard.Targets;

/// <summary>Which way the text wants a value to move.</summary>
internal enum Move { None, Better, Up, Down }

/// <summary>What a target's text demands, before it is known of which metric: number, comparison, unit. English and Spanish; pure.</summary>
/// <param name="Words">The text without accents, case, remarks in brackets and signs, a space at each end: what words are looked for in.</param>
/// <param name="Value">In the base unit: seconds, shares of one. Null where the text has no number.</param>
/// <param name="Unit">"s", "ratio", or "" where the number has none that is known.</param>
internal sealed partial record TargetDemand(string Words, double? Value, string Unit, Comparison? Comparison, Move Move, bool Keeps, double? Quantile, bool Mean)
{
    // Sorted so that a phrase that negates another stands with it: of two that end at the same place the longer wins.
    private static readonly (string Phrase, Comparison Comparison)[] Phrases =
    [
        .. Each(Targets.Comparison.Less, "less than", "lower than", "fewer than", "below", "under", "menos de", "menor a", "menor que", "menores a", "inferior a", "debajo de", "bajo"),
        .. Each(Targets.Comparison.AtMost, "within", "at most", "no more than", "not more than", "no higher than", "no greater than", "not exceed", "not exceeding", "not over", "up to", "maximum", "maximum of", "max",
            "dentro de", "como maximo", "a lo sumo", "hasta", "no mas de", "no mayor a", "no superior a", "maximo", "maximo de", "sin superar", "no supera", "no superar"),
        .. Each(Targets.Comparison.Greater, "more than", "greater than", "higher than", "above", "over", "exceeds", "exceed", "mas de", "mayor a", "mayor que", "mayores a", "superior a", "encima de", "supera", "superar"),
        .. Each(Targets.Comparison.AtLeast, "at least", "no less than", "not less than", "no lower than", "not below", "minimum", "minimum of", "min", "al menos", "por lo menos", "como minimo", "no menos de", "no menor a", "no inferior a", "minimo", "minimo de"),
    ];

    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public static TargetDemand Read(string text)
    {
        var whole = Fold(text);
        var quantile = ReadQuantile(whole);
        // What stands in brackets explains ("improvement from 200ms SLA") and demands nothing.
        var demand = Names().Replace(Brackets().Replace(whole, " "), " ");
        var words = WordsOf(demand);
        var mean = HasAny(words, "average", "mean", "avg", "promedio", "media");
        var move = HasAny(words, "improve*", "mejor*") ? Move.Better
            : HasAny(words, "increas*", "growth", "grow*", "rais*", "aument*", "increment*", "crec*") ? Move.Up
            : HasAny(words, "reduc*", "decreas*", "dismin*", "bajar", "baja") ? Move.Down : Move.None;
        var keeps = HasAny(words, "maint*", "manten*", "mantien*", "preserv*", "sosten*", "no worse than", "no peor que");

        if (FindNumber(demand) is not { } number)
        {
            return None().IsMatch(demand) ? new(words, 0, "", Targets.Comparison.Equal, Move.None, Keeps: false, quantile, mean)
                : new(words, null, "", null, move, keeps, quantile, mean);
        }

        var (times, over, unit) = UnitOf(number.Groups["unit"].Value);
        var before = WordsOf(demand[..number.Index]);
        var comparison = OfSign(number.Groups["sign"].Value) ?? OfPhrase(before) ?? OfPhrase(WordsOf(demand[(number.Index + number.Length)..]));
        // "improve booking success to 95 %" names a level; "improve it by 10 %" a change. Only shares can be meant as a change.
        var isLevel = unit != "ratio" || Level().IsMatch(before);
        return new(words, ParseNumber(number.Groups["number"].Value) * times / over, unit, comparison, isLevel ? Move.None : move, Keeps: false, quantile, mean);
    }

    /// <summary>Whether one of the alternatives occurs in words; "*" at its end stands for any ending.</summary>
    public static bool HasAny(string words, params ReadOnlySpan<string> alternatives)
    {
        foreach (var alternative in alternatives)
        {
            if (words.Contains(alternative.EndsWith('*') ? $" {alternative[..^1]}" : $" {alternative} ", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lower case, without accents.</summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.IsWhiteSpace(c) ? ' ' : char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }

    private static string WordsOf(string text) => Contracted().Replace($" {NoWord().Replace(text, " ").Trim()} ", "$1 a ");

    private static Match? FindNumber(string text)
    {
        var numbers = Number().Matches(text);
        return numbers.FirstOrDefault(match => match.Groups["sign"].Length > 0) ?? numbers.FirstOrDefault();
    }

    private static double? ReadQuantile(string text)
    {
        var match = Percentile().Match(text);
        if (!match.Success)
        {
            return HasAny(WordsOf(text), "median", "mediana") ? 0.5 : null;
        }

        var digits = match.Groups.Values.Skip(1).First(group => group.Success).Value;
        var value = ParseNumber(digits);
        return value switch { > 0 and < 100 => value / 100, 999 => 0.999, _ => null };
    }

    /// <summary>1,500 and 1.500,5 and 0,15 and 2.5: of two kinds of signs the last is the decimal one; a single comma before just three digits groups them.</summary>
    private static double ParseNumber(string text)
    {
        text = text.TrimEnd('.', ',');
        var (comma, dot) = (text.LastIndexOf(','), text.LastIndexOf('.'));
        var groups = comma > 0 && dot < 0 && text[0] != '0' && Grouped().IsMatch(text);
        text = groups ? text.Replace(",", "", StringComparison.Ordinal)
            : comma > dot ? text.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
            : text.Replace(",", "", StringComparison.Ordinal);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>Two whole numbers, because 95 / 100 is 0.95 and 95 × 0.01 is not.</summary>
    private static (int Times, int Over, string Unit) UnitOf(string text) => text switch
    {
        "%" or "percent" or "pct" or "por ciento" => (1, 100, "ratio"),
        "ms" or "msec" => (1, 1000, "s"),
        _ when text.StartsWith("mil", StringComparison.Ordinal) => (1, 1000, "s"),
        _ when text.StartsWith('s') => (1, 1, "s"),
        _ when text.StartsWith("min", StringComparison.Ordinal) => (60, 1, "s"),
        _ when text.StartsWith('h') => (3600, 1, "s"),
        _ => (1, 1, ""),
    };

    private static Comparison? OfSign(string sign) => sign switch
    {
        "<" => Targets.Comparison.Less,
        "<=" or "=<" or "≤" => Targets.Comparison.AtMost,
        ">" => Targets.Comparison.Greater,
        ">=" or "=>" or "≥" => Targets.Comparison.AtLeast,
        "=" or "==" => Targets.Comparison.Equal,
        _ => null,
    };

    private static Comparison? OfPhrase(string words) => Phrases
        .Select(phrase => (phrase.Comparison, phrase.Phrase.Length, End: words.LastIndexOf($" {phrase.Phrase} ", StringComparison.Ordinal) + phrase.Phrase.Length, Found: words.Contains($" {phrase.Phrase} ", StringComparison.Ordinal)))
        .Where(found => found.Found).OrderByDescending(found => found.End).ThenByDescending(found => found.Length)
        .Select(found => (Comparison?)found.Comparison).FirstOrDefault();

    private static IEnumerable<(string, Comparison)> Each(Comparison comparison, params string[] phrases) => phrases.Select(phrase => (phrase, comparison));

    [GeneratedRegex(@"\([^)]*\)|\[[^\]]*\]")]
    private static partial Regex Brackets();

    /// <summary>Numbers that name something: a quantile, a day, a class of answers.</summary>
    [GeneratedRegex(@"\bp ?\d{2,3}\b|\b\d{1,2}(st|nd|rd|th) percentile\b|\b(percentile|percentil) \d{1,2}\b|\b(day|dia) \d+\b|\b[1-5]xx\b|\b24/7\b")]
    private static partial Regex Names();

    [GeneratedRegex(@"\bp ?(\d{2,3})\b|\b(\d{1,2})(?:st|nd|rd|th) percentile\b|\b(?:percentile|percentil) (\d{1,2})\b")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"(?<sign><=|>=|=<|=>|==|≤|≥|<|>|=)?\s*(?<!\w)(?<number>\d[\d.,]*)\s*(?<unit>%|percent\b|pct\b|por ciento\b|ms\b|msec\b|milliseconds?\b|milisegundos?\b|s\b|secs?\b|segs?\b|seconds?\b|segundos?\b|mins?\b|minutes?\b|minutos?\b|h\b|hours?\b|horas?\b)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(zero|cero|none|ningun|ninguna|sin)\b|\bno\b(?! (more|less|fewer|lower|higher|greater|worse|mas|menos|mayor|menor|superior|inferior|peor)\b)")]
    private static partial Regex None();

    [GeneratedRegex(@" (to|a|al(?! menos))( \w+( \w+)?)? $")]
    private static partial Regex Level();

    [GeneratedRegex(@"\b(superior|inferior|mayor|menor|mayores|menores) al ")]
    private static partial Regex Contracted();

    [GeneratedRegex(@"^\d{1,3}(,\d{3})+$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[^\p{L}\p{N}]+")]
    private static partial Regex NoWord();
}
