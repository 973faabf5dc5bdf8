using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class PrometheusParserTests
{
    [Theory]
    [MemberData(nameof(PrometheusTextCases.Valid), MemberType = typeof(PrometheusTextCases))]
    public void Parse_ValidExposition_ReadsItsFamiliesAndSamples(string text, string expected) =>
        ExpositionText.Describe(Parse(text)).Should().Be(expected);

    [Theory]
    [MemberData(nameof(PrometheusTextCases.Malformed), MemberType = typeof(PrometheusTextCases))]
    public void Parse_MalformedExposition_IsRefusedWithItsLine(string text, int line)
    {
        var parse = () => Parse(text);

        parse.Should().Throw<ExpositionException>().Which.Line.Should().Be(line);
    }

    [Fact]
    public void Parse_LabelThatIsNotUtf8_IsRefused()
    {
        var parse = () => ExpositionParser.Parse([.. "ok 1\na{b=\""u8, 0xFF, .. "\"} 1\n"u8], ExpositionFormat.Text);

        parse.Should().Throw<ExpositionException>().Which.Line.Should().Be(2);
    }

    [Fact]
    public void Parse_HelpThatIsNotUtf8_DoesNoHarm() =>
        ExpositionParser.Parse([.. "# HELP a caf"u8, 0xE9, .. "\na 1\n"u8], ExpositionFormat.Text).Families[0].Samples.Should().ContainSingle();

    [Fact]
    public void Parse_HistogramAndSummary_GatherTheirPartsInOneFamily()
    {
        const string text = """
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="1"} 1
            wait_seconds_bucket{le="+Inf"} 2
            wait_seconds_sum 3.5
            wait_seconds_count 2
            # TYPE visit_seconds summary
            visit_seconds{quantile="0.5"} 10
            visit_seconds_sum 20
            visit_seconds_count 2

            """;

        Parse(text).Families.Select(family => (family.Name, family.Samples.Count)).Should().Equal(("wait_seconds", 4), ("visit_seconds", 3));
    }

    [Fact]
    public void Parse_LinesThatMoveBetweenReadings_AreReadRightByTheSameCache()
    {
        // What stood on the next line the last time is only a guess; names that begin alike must not be mixed up.
        var cache = new ExpositionCache();
        foreach (var text in new[] { "a 1\nab 2\na{x=\"1\"} 3\n", "ab 2\na 1\nabc 4\n", "a\t{x=\"1\"} 3\na 1\nab{} 2\n", "a 1\na {x=\"1\"} 5\n", "a 1\nab 2\na{x=\"1\"}3\n" })
        {
            var utf8 = Encoding.UTF8.GetBytes(text);

            ExpositionText.Describe(ExpositionParser.Parse(utf8, ExpositionFormat.Text, cache)).Should().Be(ExpositionText.Describe(ExpositionParser.Parse(utf8, ExpositionFormat.Text)));
        }
    }

    [Theory]
    [InlineData("a 1\n# EOF\n", ExpositionFormat.OpenMetrics)]
    [InlineData("a 1\n# EOF", ExpositionFormat.OpenMetrics)]
    [InlineData("# EOF", ExpositionFormat.OpenMetrics)]
    [InlineData("a 1\n# EOF\nb 1\n", ExpositionFormat.OpenMetrics)]
    [InlineData("a 1\n", ExpositionFormat.Text)]
    [InlineData("", ExpositionFormat.Text)]
    public void Guess_ByContent_FindsTheFormat(string text, ExpositionFormat expected) =>
        ExpositionParser.Guess(Encoding.UTF8.GetBytes(text)).Should().Be(expected);

    private static Exposition Parse(string text) => ExpositionParser.Parse(Encoding.UTF8.GetBytes(text), ExpositionFormat.Text);
}
