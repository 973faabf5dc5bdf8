using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class OpenMetricsParserTests
{
    [Theory]
    [MemberData(nameof(OpenMetricsCases.Valid), MemberType = typeof(OpenMetricsCases))]
    public void Parse_ValidExposition_ReadsItsFamiliesAndSamples(string text, string expected) =>
        ExpositionText.Describe(Parse(text)).Should().Be(expected);

    [Theory]
    [MemberData(nameof(OpenMetricsCases.Malformed), MemberType = typeof(OpenMetricsCases))]
    public void Parse_MalformedExposition_IsRefusedWithItsLine(string text, int line)
    {
        var parse = () => Parse(text);

        parse.Should().Throw<ExpositionException>().Which.Line.Should().Be(line);
    }

    [Theory]
    [InlineData(1, new byte[] { (byte)'a', (byte)'{', (byte)'x', (byte)'=', (byte)'"', 0xFF, (byte)'"', (byte)'}', (byte)' ', (byte)'1', (byte)'\n' })]
    [InlineData(2, new byte[] { (byte)'a', (byte)' ', (byte)'1', (byte)'\n', 0xC3, 0x28, (byte)'\n' })]
    [InlineData(1, new byte[] { (byte)'#', (byte)' ', (byte)'H', (byte)'E', (byte)'L', (byte)'P', (byte)' ', (byte)'a', (byte)' ', 0xED, 0xA0, 0x80, (byte)'\n' })]
    public void Parse_TextThatIsNotUtf8_IsRefusedWithItsLine(int line, byte[] start)
    {
        var parse = () => ExpositionParser.Parse([.. start, .. "# EOF\n"u8], ExpositionFormat.OpenMetrics);

        parse.Should().Throw<ExpositionException>().WithMessage("*UTF-8*").Which.Line.Should().Be(line);
    }

    [Fact]
    public void Parse_FirstFaultOfSeveral_IsTheOneTold()
    {
        var parse = () => ExpositionParser.Parse("# TYPE a counter\na_total -1\nb{x=\"\xC3\x28\"} z\n\n"u8, ExpositionFormat.OpenMetrics);

        parse.Should().Throw<ExpositionException>().Which.Line.Should().Be(2);
    }

    [Fact]
    public void Parse_HistogramsAtSeveralInstants_AreReadWhole()
    {
        // A back-fill: each instant's buckets together, instants rising within a metric.
        const string text = """
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le="1"} 1 1000
            wait_seconds_bucket{le="+Inf"} 2 1000
            wait_seconds_count 2 1000
            wait_seconds_sum 3.5 1000
            wait_seconds_bucket{le="1"} 2 1000.5
            wait_seconds_bucket{le="+Inf"} 4 1000.5
            wait_seconds_count 4 1000.5
            wait_seconds_sum 7 1000.5
            # EOF

            """;

        var family = Parse(text).Families.Should().ContainSingle().Subject;

        family.Samples.Should().HaveCount(8);
        family.Samples[5].Should().Be(new SourceSample("wait_seconds_bucket", Labels.Of(("le", "+Inf")), 4, DateTimeOffset.FromUnixTimeMilliseconds(1_000_500)));
    }

    [Fact]
    public void Parse_SecondReadingWithTheSameCache_GivesTheSameAndSharesItsStrings()
    {
        var cache = new ExpositionCache();
        var text = Encoding.UTF8.GetBytes("# TYPE a gauge\n# HELP a Help.\na{x=\"1\"} 1\na{x=\"2\"} 2\n# EOF\n");

        var first = ExpositionParser.Parse(text, ExpositionFormat.OpenMetrics, cache);
        var second = ExpositionParser.Parse(text, ExpositionFormat.OpenMetrics, cache);

        ExpositionText.Describe(second).Should().Be(ExpositionText.Describe(first));
        second.Families[0].Samples[1].Labels.Should().BeSameAs(first.Families[0].Samples[1].Labels);
        second.Families[0].Samples[0].Name.Should().BeSameAs(second.Families[0].Samples[1].Name);
    }

    [Fact]
    public void Parse_CacheThatHasSeenTheLaxerFormat_IsAsStrictAsBefore()
    {
        var cache = new ExpositionCache();
        ExpositionParser.Parse("a{ x=\"1\", } 1\n"u8, ExpositionFormat.Text, cache);

        var parse = () => ExpositionParser.Parse("a{ x=\"1\", } 1\n# EOF\n"u8, ExpositionFormat.OpenMetrics, cache);

        parse.Should().Throw<ExpositionException>();
    }

    [Fact]
    public void Parse_CacheAfterARefusedReading_StillReads()
    {
        var cache = new ExpositionCache();
        var refused = () => ExpositionParser.Parse("# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 1\n# EOF\n"u8, ExpositionFormat.OpenMetrics, cache);
        refused.Should().Throw<ExpositionException>();

        var read = ExpositionParser.Parse("# TYPE a gauge\na{x=\"1\"} 1\n# EOF\n"u8, ExpositionFormat.OpenMetrics, cache);

        read.Families[0].Samples.Should().ContainSingle();
    }

    [Fact]
    public void Parse_LargeFamily_KeepsOrderAndCount()
    {
        var text = new StringBuilder("# TYPE a gauge\n");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a {i} {i}\n");
        }

        var samples = Parse(text.Append("# EOF\n").ToString()).Families[0].Samples;

        samples.Should().HaveCount(5000);
        samples.Select(sample => sample.Value).Should().Equal(Enumerable.Range(0, 5000).Select(i => (double)i));
        samples[4095].Value.Should().Be(4095);
    }

    private static Exposition Parse(string text) => ExpositionParser.Parse(Encoding.UTF8.GetBytes(text), ExpositionFormat.OpenMetrics);
}
