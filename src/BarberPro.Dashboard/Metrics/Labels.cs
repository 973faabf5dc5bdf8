using System.Collections.Immutable;
using System.Text;

namespace BarberPro.Dashboard.Metrics;

/// <summary>A set of label names and values, sorted by name, compared by value.</summary>
public sealed class Labels : IEquatable<Labels>
{
    private readonly int _hash;
    private string? _text;

    private Labels(ImmutableArray<KeyValuePair<string, string>> pairs)
    {
        Pairs = pairs;
        var hash = new HashCode();
        foreach (var (name, value) in pairs)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    public static Labels None { get; } = new([]);

    public ImmutableArray<KeyValuePair<string, string>> Pairs { get; }

    /// <summary>The value of a label, or null where the set lacks it.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (candidate, value) in Pairs)
            {
                if (string.Equals(candidate, name, StringComparison.Ordinal))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public static Labels Of(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var sorted = pairs.OrderBy(p => p.Key, StringComparer.Ordinal).ToImmutableArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (string.Equals(sorted[i].Key, sorted[i - 1].Key, StringComparison.Ordinal))
            {
                throw new ArgumentException($"The label '{sorted[i].Key}' stands twice.", nameof(pairs));
            }
        }

        return sorted.IsEmpty ? None : new Labels(sorted);
    }

    public static Labels Of(params (string Name, string Value)[] pairs) =>
        Of(pairs.Select(p => KeyValuePair.Create(p.Name, p.Value)));

    public bool Equals(Labels? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || _hash != other._hash || Pairs.Length != other.Pairs.Length)
        {
            return false;
        }

        for (var i = 0; i < Pairs.Length; i++)
        {
            if (!string.Equals(Pairs[i].Key, other.Pairs[i].Key, StringComparison.Ordinal)
                || !string.Equals(Pairs[i].Value, other.Pairs[i].Value, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => _hash;

    public Dictionary<string, string> ToDictionary() => Pairs.ToDictionary(StringComparer.Ordinal);

    /// <summary>As Prometheus writes it: <c>{region="ar"}</c>; empty where there are none.</summary>
    public override string ToString()
    {
        if (_text is not null || Pairs.IsEmpty)
        {
            return _text ?? "";
        }

        var text = new StringBuilder("{");
        foreach (var (name, value) in Pairs)
        {
            text.Append(text.Length > 1 ? "," : "").Append(name).Append("=\"")
                .Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return _text = text.Append('}').ToString();
    }
}
