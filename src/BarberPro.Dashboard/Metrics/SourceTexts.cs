using System.Globalization;
using System.Resources;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Metrics;

/// <summary>The words in which a source's faults are told.</summary>
public sealed class SourceTexts
{
    private static readonly ResourceManager Resources = new(typeof(SourceTexts));

    private SourceTexts() { }

    /// <summary>For logs and for whoever has no language: the neutral text.</summary>
    public static string InEnglish(SourceFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var text = Resources.GetString(fault.Key, CultureInfo.InvariantCulture) ?? fault.Key;
        return string.Format(CultureInfo.InvariantCulture, text, fault.First, fault.Second);
    }
}

internal static class SourceWords
{
    /// <summary>What is wrong with a source, in the reader's language; null where nothing is.</summary>
    public static string? ErrorOf(this IStringLocalizer<SourceTexts> texts, SourceStatus source) =>
        source.Error is not null && source.Fault is { } fault ? texts[fault.Key, fault.First, fault.Second] : source.Error;
}
