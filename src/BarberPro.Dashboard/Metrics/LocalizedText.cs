using System.Collections.Frozen;
using System.ComponentModel;
using System.Globalization;
using BarberPro.Dashboard.Ui;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A text that is data (a title, a unit), in the languages it was given in.</summary>
public sealed class LocalizedText(IReadOnlyDictionary<string, string> byLanguage)
{
    private readonly FrozenDictionary<string, string> _byLanguage = byLanguage.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>In the language, else in its parent's, else in English, else in whatever there is.</summary>
    public string In(CultureInfo culture)
    {
        for (var language = culture; language.Name.Length > 0; language = language.Parent)
        {
            if (_byLanguage.TryGetValue(language.Name, out var text))
            {
                return text;
            }
        }

        // Spanish of another country is still better read than English.
        var sameLanguage = _byLanguage.Keys.FirstOrDefault(key => key.StartsWith(culture.TwoLetterISOLanguageName + "-", StringComparison.OrdinalIgnoreCase));
        return sameLanguage is not null ? _byLanguage[sameLanguage]
            : _byLanguage.TryGetValue("en", out var english) ? english : _byLanguage.Values.FirstOrDefault("");
    }

    /// <summary>In the current language of the screen.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);
}

/// <summary>As configuration gives it: <c>{ "en": "Now", "es-AR": "Ahora" }</c>, or one string for all languages.</summary>
[TypeConverter(typeof(LocalizedOptionsConverter))]
public sealed class LocalizedOptions : Dictionary<string, string>
{
    public LocalizedOptions() : base(StringComparer.OrdinalIgnoreCase) { }

    /// <summary>Whether both languages of the screens are there.</summary>
    public bool IsComplete => Cultures.Names.All(name => TryGetValue(name, out var text) && text.Length > 0);

    /// <summary>In the current language of the screen.</summary>
    public string Current => ToText().ToString();

    public LocalizedText ToText() => new(this);
}

internal sealed class LocalizedOptionsConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? new LocalizedOptions { ["en"] = text } : base.ConvertFrom(context, culture, value);
}
