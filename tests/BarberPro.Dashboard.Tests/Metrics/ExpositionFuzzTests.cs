using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>Whatever comes, a reading ends, and with an exposition or an <see cref="ExpositionException"/>. Off the test's thread, so that the time limit can end a test whose reading does not return.</summary>
public sealed class ExpositionFuzzTests
{
    private const int TimeLimit = 60_000;

    private static readonly string[] Pieces =
    [
        "\"", " ", "\n", "{", "}", ",", "=", "#", " # ", "\\", "1", "0", "-1", "+Inf", "NaN", "1e999", "le=\"1\"", "le=\"+Inf\"", "quantile=\"0.5\"",
        "_total", "_sum", "_count", "_bucket", "_created", "_info", "_gsum", "_gcount", "a", "b", "a 1\n", "# TYPE a ", "# HELP a x\n", "# UNIT a a\n", "# EOF\n",
        "gauge", "counter", "histogram", "summary", "info", "stateset", "gaugehistogram", "unknown", ".5", " 1", " 2", "\t", "\r", "é", "\0", "{x=\"1\"}",
        "# {x=\"1\"} 1", "a_bucket{le=\"+Inf\"} 3\n", "a_total 1 1\n", "a{a=\"x\"} 1\n", "\uFEFF",
    ];

    private static readonly string[] Corpus =
    [
        .. OpenMetricsCases.Valid.Select(row => row.Data.Item1), .. OpenMetricsCases.Malformed.Select(row => row.Data.Item1),
        .. PrometheusTextCases.Valid.Select(row => row.Data.Item1), .. PrometheusTextCases.Malformed.Select(row => row.Data.Item1),
    ];

    [Fact(Timeout = TimeLimit)]
    public Task Parse_RandomBytes_EndsWell() => Task.Run(() =>
        Gen.Byte.Array[0, 300].Sample(EndsWell, iter: 10_000), TestContext.Current.CancellationToken);

    [Fact(Timeout = TimeLimit)]
    public Task Parse_RandomTokens_EndsWell() => Task.Run(() =>
        Gen.OneOf(Pieces).Array[0, 60].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces))).Sample(EndsWell, iter: 10_000), TestContext.Current.CancellationToken);

    [Fact(Timeout = TimeLimit)]
    public Task Parse_MutatedExpositions_EndsWell() => Task.Run(() =>
        Gen.Select(Gen.OneOf(Corpus), Gen.Select(Gen.Int[0, 500], Gen.Int[0, 6], Gen.OneOf(Pieces)).Array[1, 5]).Select(Mutate).Sample(EndsWell, iter: 15_000), TestContext.Current.CancellationToken);

    [Fact(Timeout = TimeLimit)]
    public Task Parse_TruncatedExpositions_EndsWell() => Task.Run(() =>
    {
        foreach (var utf8 in Corpus.Select(Encoding.UTF8.GetBytes))
        {
            for (var length = 0; length < utf8.Length; length++)
            {
                EndsWell(utf8[..length]);
            }
        }
    }, TestContext.Current.CancellationToken);

    [Fact(Timeout = TimeLimit)]
    public Task Parse_LongRepetitions_TakeNoMoreThanTheirShare() => Task.Run(() =>
    {
        foreach (var piece in Pieces)
        {
            EndsWell(Encoding.UTF8.GetBytes("a{x=\"" + string.Concat(Enumerable.Repeat(piece, 20_000))));
            EndsWell(Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat(piece, 20_000))));
        }
    }, TestContext.Current.CancellationToken);

    private static byte[] Mutate(string text, (int At, int Deleted, string Piece)[] changes)
    {
        foreach (var (at, deleted, piece) in changes)
        {
            var start = Math.Min(at, text.Length);
            text = text[..start] + piece + text[Math.Min(start + deleted, text.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static void EndsWell(byte[] utf8)
    {
        foreach (var format in Enum.GetValues<ExpositionFormat>())
        {
            var cache = new ExpositionCache();
            try
            {
                var first = ExpositionText.Describe(ExpositionParser.Parse(utf8, format, cache));
                ExpositionText.Describe(ExpositionParser.Parse(utf8, format, cache)).Should().Be(first, "a second reading finds in the cache what the first one read");
            }
            catch (ExpositionException fault)
            {
                fault.Line.Should().BeInRange(1, utf8.Count(character => character == '\n') + 2);
            }
        }
    }
}
