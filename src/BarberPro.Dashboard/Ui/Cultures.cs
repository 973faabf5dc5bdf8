using System.Globalization;

namespace BarberPro.Dashboard.Ui;

/// <summary>The two languages of the screens.</summary>
public static class Cultures
{
    public static CultureInfo English { get; } = CultureInfo.GetCultureInfo("en");

    public static CultureInfo Spanish { get; } = CultureInfo.GetCultureInfo("es-AR");

    public static string[] Names { get; } = [English.Name, Spanish.Name];

    public static CultureInfo? Find(string name) => new[] { English, Spanish }.FirstOrDefault(culture => culture.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static bool IsSpanish(CultureInfo culture) => culture.TwoLetterISOLanguageName == "es";
}
