using System.Text;

namespace BarberPro.Dashboard.Tests.Days;

internal static class PlanSamples
{
    /// <summary>The plan that comes with the program.</summary>
    public static string Shipped { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plans", "day-07.md"));

    /// <summary>The plan as a team's first tool wrote it: other words, and its UTF-8 once read as Windows-1252.</summary>
    public static string Received { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Days", "Samples", "day-07.received.md"));

    /// <summary>What a wrong decoding makes of a text.</summary>
    public static string Garbled(string text)
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return windows.GetString(Encoding.UTF8.GetBytes(text));
    }

    public const string Small = """
        # Day 12: second week

        **Date:** 2025-11-03
        **Next Review:** tomorrow at nine

        ## Tasks

        ### Only block (Morning: 9 AM - 1 PM ART)

        1. **Ship it**
           - Build the package
           - Send the package

        ## Success targets

        - [ ] Booking success rate >97%
        """;
}
