using System.Globalization;

namespace BarberPro.Dashboard.Ui;

/// <summary>A title that is data (catalogue, charts): keyed by culture name in configuration, <c>{ "en": "…", "es-AR": "…" }</c>.</summary>
public sealed class LocalText : Dictionary<string, string>
{
    public LocalText() : base(StringComparer.OrdinalIgnoreCase) { }

    /// <summary>In the current language; English where it lacks one.</summary>
    public string Current => For(CultureInfo.CurrentUICulture);

    public bool IsComplete => Cultures.Names.All(name => TryGetValue(name, out var text) && text.Length > 0);

    public string For(CultureInfo culture) =>
        TryGetValue(Cultures.IsSpanish(culture) ? Cultures.Spanish.Name : Cultures.English.Name, out var text) ? text
        : TryGetValue(Cultures.English.Name, out var english) ? english : "";

    public override string ToString() => Current;
}
