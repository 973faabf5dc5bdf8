using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>
/// Keeps each text that was looked up, by language. The framework's own look-up writes a key and an answer each time, which with hundreds of
/// open pages was a third of all memory that their renders took.
/// </summary>
internal sealed class KnownTexts(IStringLocalizerFactory all) : IStringLocalizerFactory
{
    private readonly ConcurrentDictionary<Type, IStringLocalizer> _rooms = new();

    public IStringLocalizer Create(Type resourceSource) => _rooms.GetOrAdd(resourceSource, static (source, all) => new Room(all.Create(source)), all);

    public IStringLocalizer Create(string baseName, string location) => all.Create(baseName, location);

    private sealed class Room(IStringLocalizer all) : IStringLocalizer
    {
        private readonly ConcurrentDictionary<CultureInfo, ConcurrentDictionary<string, LocalizedString>> _known = new();

        public LocalizedString this[string name]
        {
            get
            {
                var known = _known.GetOrAdd(CultureInfo.CurrentUICulture, static _ => new ConcurrentDictionary<string, LocalizedString>(StringComparer.Ordinal));
                if (known.TryGetValue(name, out var text))
                {
                    return text;
                }

                text = all[name];
                if (!text.ResourceNotFound)
                {
                    known.TryAdd(name, text); // names that are made of data, and stand for nothing, are not collected
                }

                return text;
            }
        }

        public LocalizedString this[string name, params object[] arguments] =>
            this[name] is var format && format.ResourceNotFound ? all[name, arguments] : new LocalizedString(name, string.Format(CultureInfo.CurrentCulture, format.Value, arguments), resourceNotFound: false);

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => all.GetAllStrings(includeParentCultures);
    }
}
