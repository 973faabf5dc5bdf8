using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BarberPro.Sandbox;

internal sealed record SettingGroup(string Key, Type Type, Func<PlatformSettings, object> Get, Func<PlatformSettings, object, PlatformSettings> With);

/// <param name="Field">As in the content: <c>weights.app-1</c>; empty: the content as a whole.</param>
internal sealed record SettingFault(string Field, string Message);

/// <summary>The groups of settings, their one true text, and what may stand in them.</summary>
internal static class SettingGroups
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static SettingGroup[] All { get; } =
    [
        Group("autoscaling", s => s.Autoscaling, (s, v) => s with { Autoscaling = v }),
        Group("database", s => s.Database, (s, v) => s with { Database = v }),
        Group("cdn", s => s.Cdn, (s, v) => s with { Cdn = v }),
        Group("load-balancer", s => s.LoadBalancer, (s, v) => s with { LoadBalancer = v }),
        Group("waf", s => s.Waf, (s, v) => s with { Waf = v }),
        Group("rate-limits", s => s.RateLimits, (s, v) => s with { RateLimits = v }),
        Group("deployment", s => s.Deployment, (s, v) => s with { Deployment = v }),
    ];

    public static SettingGroup? Find(string? key) => Array.Find(All, group => group.Key == key);

    /// <summary>The content without white space, members in ordinal order: what the hash is of, and what is sent.</summary>
    public static byte[] Canonical(object content) => JsonSerializer.SerializeToUtf8Bytes(Sort(JsonSerializer.SerializeToNode(content, content.GetType(), _json)));

    public static byte[] CanonicalAll(PlatformSettings settings)
    {
        var all = new JsonObject();
        foreach (var group in All)
        {
            all[group.Key] = JsonSerializer.SerializeToNode(group.Get(settings), group.Type, _json);
        }

        return JsonSerializer.SerializeToUtf8Bytes(Sort(all));
    }

    public static string Tag(byte[] canonical) => $"\"{Convert.ToHexStringLower(SHA256.HashData(canonical))}\"";

    /// <returns>The content, or what is wrong with it.</returns>
    public static (object? Content, List<SettingFault> Faults) Read(SettingGroup group, ReadOnlyMemory<byte> body)
    {
        var faults = new List<SettingFault>();
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            CompareMembers(document.RootElement, _json.GetTypeInfo(group.Type), "", faults);
            if (faults.Count > 0)
            {
                return (null, faults);
            }

            var content = document.RootElement.Deserialize(group.Type, _json)!;
            Check(content, "", faults);
            return (content, faults);
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..].Replace("['", "", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal) : "";
            faults.Add(new SettingFault(field, field.Length > 0 ? "is not of the right kind." : $"The content is not JSON: {exception.Message}"));
            return (null, faults);
        }
    }

    private static SettingGroup Group<T>(string key, Func<PlatformSettings, T> get, Func<PlatformSettings, T, PlatformSettings> with) where T : notnull =>
        new(key, typeof(T), settings => get(settings), (settings, value) => with(settings, (T)value));

    private static void CompareMembers(JsonElement element, JsonTypeInfo type, string path, List<SettingFault> faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new SettingFault(path.TrimEnd('.'), "must be an object."));
            return;
        }

        foreach (var property in type.Properties)
        {
            if (!element.TryGetProperty(property.Name, out var value))
            {
                if (property.IsRequired)
                {
                    faults.Add(new SettingFault(path + property.Name, "is missing."));
                }
            }
            else if (_json.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Object } inner)
            {
                CompareMembers(value, inner, $"{path}{property.Name}.", faults);
            }
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!type.Properties.Any(property => property.Name == member.Name))
            {
                faults.Add(new SettingFault(path + member.Name, "is not a setting of this group."));
            }
        }
    }

    private static void Check(object content, string path, List<SettingFault> faults)
    {
        foreach (var property in _json.GetTypeInfo(content.GetType()).Properties)
        {
            if (property.Get?.Invoke(content) is not { } value)
            {
                continue;
            }

            foreach (var rule in property.AttributeProvider!.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>())
            {
                if (!rule.IsValid(value))
                {
                    faults.Add(new SettingFault(path + property.Name, rule switch
                    {
                        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}."),
                        _ => "must be three numbers with dots between: 7.0.3.",
                    }));
                }
            }

            if (_json.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object)
            {
                Check(value, $"{path}{property.Name}.", faults);
            }
        }

        if (faults.Count == 0 && content is IValidatableObject rules)
        {
            faults.AddRange(rules.Validate(new ValidationContext(content))
                .Select(result => new SettingFault(path + JsonNamingPolicy.CamelCase.ConvertName(result.MemberNames.First()), result.ErrorMessage!)));
        }
    }

    private static JsonNode? Sort(JsonNode? node) => node is JsonObject members
        ? new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sort(member.Value?.DeepClone()))))
        : node;
}
