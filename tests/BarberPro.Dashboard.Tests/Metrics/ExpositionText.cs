using System.Globalization;
using System.Text;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>Expositions as text: for comparing, and as an exporter would write them.</summary>
internal static class ExpositionText
{
    /// <summary>A line a family, <c>name Type unit | help</c>, and a line a sample, <c>name{labels} value [seconds]</c>.</summary>
    public static string Describe(Exposition exposition)
    {
        List<string> lines = [];
        foreach (var family in exposition.Families)
        {
            lines.Add($"{family.Name} {family.Type} {Escape(family.Unit)} | {Escape(family.Help)}");
            lines.AddRange(family.Samples.Select(Line));
        }

        return string.Join('\n', lines);
    }

    public static byte[] WriteOpenMetrics(Exposition exposition)
    {
        var text = new StringBuilder();
        foreach (var family in exposition.Families)
        {
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Name} {family.Type.ToString().ToLowerInvariant()}\n");
            text.Append(family.Unit.Length > 0 ? $"# UNIT {family.Name} {family.Unit}\n" : "");
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Name} {Escape(family.Help)}\n");
            text.AppendJoin("", family.Samples.Select(sample => Line(sample) + "\n"));
        }

        return Encoding.UTF8.GetBytes(text.Append("# EOF\n").ToString());
    }

    private static string Line(SourceSample sample)
    {
        var seconds = sample.At is { } at ? " " + ((at - DateTimeOffset.UnixEpoch).Ticks / 10_000_000m).ToString("0.#######", CultureInfo.InvariantCulture) : "";
        return $"{sample.Name}{sample.Labels} {Numbers.Write(sample.Value)}{seconds}";
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
