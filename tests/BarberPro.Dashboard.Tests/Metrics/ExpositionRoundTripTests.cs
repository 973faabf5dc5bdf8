using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class ExpositionRoundTripTests
{
    private static readonly Gen<string> Text = Gen.OneOf("a", "B", "\\", "\"", "\n", " ", "#", " # ", "{", "}", ",", "=", "é", "€", "😀", "\t", "n").Array[0, 8].Select(string.Concat);

    private static readonly Gen<double> Value = Gen.OneOf(Gen.Double, Gen.OneOf(0.0, 1, -1, 0.1, double.NaN, double.PositiveInfinity, double.NegativeInfinity), Gen.Int.Select(i => i / 100.0));

    private static readonly Gen<double> Count = Gen.Long[0, 1L << 50].Select(count => (double)count);

    private static readonly Gen<DateTimeOffset?[]> Instants = Gen.OneOf(
        Gen.Const<DateTimeOffset?[]>([null]),
        Gen.Long[0, 253_402_300_799 * 10_000_000].Array[1, 3].Select(ticks => ticks.Distinct().Order().Select(tick => (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddTicks(tick)).ToArray()));

    private static readonly Gen<SourceSample[]> Gauge = Gen.Select(Text, Value, Instants).Select((label, value, instants) =>
        instants.Select(at => new SourceSample("", Labels.Of(("text", label)), value, at)).ToArray());

    private static readonly Gen<SourceSample[]> Counter = Gen.Select(Text, Count, Instants).Select((label, value, instants) =>
        instants.SelectMany(at => new[] { new SourceSample("_total", Labels.Of(("text", label)), value, at), new SourceSample("_created", Labels.Of(("text", label)), 5, at) }).ToArray());

    private static readonly Gen<SourceSample[]> Histogram = Gen.Select(Text, Count, Count, Instants).Select((label, low, more, instants) =>
        instants.SelectMany(at => new[]
        {
            new SourceSample("_bucket", Labels.Of(("text", label), ("le", "0.5")), low, at),
            new SourceSample("_bucket", Labels.Of(("text", label), ("le", "+Inf")), low + more, at),
            new SourceSample("_count", Labels.Of(("text", label)), low + more, at),
            new SourceSample("_sum", Labels.Of(("text", label)), low / 3, at),
        }).ToArray());

    private static readonly Gen<(MetricType Type, SourceSample[] Samples)> Metric = Gen.OneOf(
        Gauge.Select(samples => (MetricType.Gauge, samples)), Gauge.Select(samples => (MetricType.Unknown, samples)),
        Counter.Select(samples => (MetricType.Counter, samples)), Histogram.Select(samples => (MetricType.Histogram, samples)));

    private static readonly Gen<Exposition> Expositions = Gen.Select(Metric, Text, Gen.OneOf("", "seconds")).Array[0, 6].Select(families =>
        new Exposition([.. families.Select((family, i) =>
        {
            var ((type, samples), help, unit) = family;
            var name = $"family_{i}{(unit.Length > 0 ? "_" : "")}{unit}";
            return new MetricFamily(name, type, unit, help, [.. samples.Select(sample => sample with { Name = name + sample.Name })]);
        })]));

    [Fact]
    public void Parse_WrittenExposition_GivesItBack()
    {
        var cache = new ExpositionCache();
        Expositions.Sample(exposition =>
        {
            var read = ExpositionParser.Parse(ExpositionText.WriteOpenMetrics(exposition), ExpositionFormat.OpenMetrics, cache);

            ExpositionText.Describe(read).Should().Be(ExpositionText.Describe(exposition));
            read.Families.SelectMany(family => family.Samples).Should().Equal(exposition.Families.SelectMany(family => family.Samples));
        }, iter: 3_000, threads: 1);
    }
}
