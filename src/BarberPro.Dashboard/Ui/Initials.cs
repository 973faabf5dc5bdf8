using System.Globalization;

namespace BarberPro.Dashboard.Ui;

public static class Initials
{
    /// <summary>"MG" of "Martina Gómez"; of one word its first two letters.</summary>
    public static string Of(string name)
    {
        var words = name.Split([' ', '-', '.', '_', '@'], StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Length switch { 0 => "?", 1 => new StringInfo(words[0]) is { LengthInTextElements: > 1 } word ? word.SubstringByTextElements(0, 2) : words[0], _ => First(words[0]) + First(words[^1]) };
        return letters.ToUpper(CultureInfo.CurrentCulture);

        static string First(string word) => StringInfo.GetNextTextElement(word);
    }
}
