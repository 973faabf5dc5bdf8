using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using CsCheck;
using Xunit;
using static BarberPro.Dashboard.Tests.Metrics.EvaluatorBench;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class CatalogueEvaluatorTests
{
    [Theory]
    [InlineData("x", 9)]
    [InlineData("avg(x)", 3)]
    [InlineData("max(x)", 6)]
    [InlineData("min(x)", 1)]
    [InlineData("count(x)", 3)]
    [InlineData("""sum(x{i!="3"})""", 3)]
    public void Gauges_OfSeveralSeries_AreBroughtTogether(string expression, double expected)
    {
        var bench = For(expression);
        bench.Ingest(0, Sample("x", 1, ("i", "1")), Sample("x", 2, ("i", "2")), Sample("x", 6, ("i", "3")), Sample("x", double.NaN, ("i", "4")));

        bench.Value(0).Should().Be(expected);
    }

    [Fact]
    public void Gauges_OfTwoSources_AreBroughtTogether()
    {
        var bench = For("sum(x)", "region");
        bench.Ingest(0, "a", 1, Sample("x", 1, ("region", "ar"), ("host", "1")));
        bench.Ingest(0, "b", 1, Sample("x", 2, ("region", "ar"), ("host", "2")), Sample("x", 5, ("region", "uy"), ("host", "2")));

        bench.Value(0, ("region", "ar")).Should().Be(3);
        bench.Value(0, ("region", "uy")).Should().Be(5);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Gauge_ThatIsNoNumber_IsAGap(double value)
    {
        var bench = For("x");
        bench.Ingest(0, Sample("x", value));

        bench.Value(0).Should().Be(double.NaN);
    }

    [Fact]
    public void Value_OfALateSource_StandsForItsIntervalAndGraceThenIsAGapThenStale()
    {
        var bench = For("x");
        bench.Ingest(0, "slow", 10, Sample("x", 4));

        bench.Value(10).Should().Be(4);
        bench.Value(10.5).Should().Be(4);
        bench.Value(11).Should().Be(double.NaN);
        bench.Evaluator.Seen(0, At(30)).Should().Be((At(0), false));
        bench.Evaluator.Seen(0, At(31)).IsStale.Should().BeTrue();

        bench.Ingest(40, "slow", 10, Sample("x", 5));
        bench.Value(40).Should().Be(5);
        bench.Evaluator.Seen(0, At(40)).Should().Be((At(40), false));
    }

    [Fact]
    public void Series_ThatTheNewestAnswerLacks_IsGoneAtOnceAndMayReturn()
    {
        var bench = For("x", "i");
        bench.Ingest(0, Sample("x", 1, ("i", "1")), Sample("x", 2, ("i", "2")));
        bench.Value(0, ("i", "1")).Should().Be(1);

        bench.Ingest(1, Sample("x", 3, ("i", "2")));
        bench.Value(1, ("i", "1")).Should().Be(double.NaN);
        bench.Value(1, ("i", "2")).Should().Be(3);

        bench.Ingest(2, Sample("x", 5, ("i", "2")), Sample("x", 4, ("i", "1")));
        bench.Value(2, ("i", "1")).Should().Be(4);
        bench.Value(2, ("i", "2")).Should().Be(5);
    }

    [Fact]
    public void Places_OnceTaken_StayWhenOthersJoin()
    {
        var bench = For("x", "i");
        bench.Ingest(0, Sample("x", 1, ("i", "b")));
        bench.Value(0, ("i", "b"));
        bench.Ingest(1, Sample("x", 2, ("i", "a")), Sample("x", 1, ("i", "b")));

        bench.Evaluator.Evaluate(At(1)).ToArray().Select(value => value.Labels["i"]).Should().Equal("b", "a");
    }

    [Fact]
    public void Rate_NeedsTwoSamplesAndHandlesAReset()
    {
        var bench = For("rate(x_total[30s])");
        bench.Ingest(0, Sample("x_total", 100));
        bench.Value(0).Should().Be(double.NaN);

        bench.Ingest(10, "source", 10, Sample("x_total", 150));
        bench.Value(10).Should().Be(5);

        bench.Ingest(20, "source", 10, Sample("x_total", 50)); // restarted
        bench.Value(20).Should().Be(5);

        bench.Ingest(50, "source", 10, Sample("x_total", 350));
        bench.Value(50).Should().Be(10, "only the last 30 s count");
    }

    [Fact]
    public void Rate_OfACounterThatAKnownSourceAdds_StartsAtNought()
    {
        var bench = For("""(rate(x_total{s=~"5.."}[30s]) or 0) / rate(x_total[30s])""");
        bench.Ingest(0, Sample("x_total", 0, ("s", "200")));
        bench.Ingest(1, Sample("x_total", 8, ("s", "200")));
        bench.Value(1).Should().Be(0, "no failure was counted yet, and that is no gap");

        bench.Ingest(2, Sample("x_total", 12, ("s", "200")), Sample("x_total", 2, ("s", "503")));
        bench.Value(2).Should().BeApproximately(2 / (2 + (12 / 2.0)), 1e-9);
    }

    [Fact]
    public void Ratio_WithoutTraffic_IsAGap()
    {
        var bench = For("rate(a_total[30s]) / rate(b_total[30s])");
        bench.Ingest(0, Sample("a_total", 5), Sample("b_total", 9));
        bench.Ingest(1, Sample("a_total", 5), Sample("b_total", 9));

        bench.Value(1).Should().Be(double.NaN);
    }

    [Fact]
    public void Share_DividesEachByTheWhole()
    {
        var bench = For("rate(x_total[60s]) / rate(x_total[60s]) by ()", "backend");
        bench.Ingest(0, Sample("x_total", 0, ("backend", "a")), Sample("x_total", 0, ("backend", "b")));
        bench.Ingest(1, Sample("x_total", 30, ("backend", "a")), Sample("x_total", 10, ("backend", "b")));

        bench.Value(1, ("backend", "a")).Should().Be(0.75);
        bench.Value(1, ("backend", "b")).Should().Be(0.25);
    }

    [Fact]
    public void Mean_OfASummary_IsWhatItsSumRoseByOverItsCount()
    {
        var bench = For("mean(d_seconds[30s])");
        bench.Ingest(0, Sample("d_seconds_sum", 10), Sample("d_seconds_count", 100));
        bench.Ingest(1, Sample("d_seconds_sum", 13), Sample("d_seconds_count", 106), Sample("d_seconds", 7, ("quantile", "0.9")));
        bench.Value(1).Should().Be(0.5);

        bench.Ingest(2, Sample("d_seconds_sum", 13), Sample("d_seconds_count", 106));
        bench.Value(32.5).Should().Be(double.NaN, "the source has not answered since");
    }

    [Fact]
    public void Quantile_IsInterpolatedWithinItsBucketAsPrometheusDoes()
    {
        var bench = For("quantile(0.9, d_seconds[60s])");
        bench.Ingest(0, Buckets(0, 0, 0, 0));
        bench.Ingest(1, Buckets(10, 50, 90, 100));
        bench.Value(1).Should().Be(1);

        bench.Ingest(2, Buckets(10, 50, 90, 200));
        bench.Value(2).Should().Be(1, "above the last finite bound there is only that bound");
    }

    [Fact]
    public void Quantile_WithoutObservations_IsAGap()
    {
        var bench = For("quantile(0.9, d_seconds[60s])");
        bench.Ingest(0, Buckets(1, 2, 3, 4));
        bench.Ingest(1, Buckets(1, 2, 3, 4));

        bench.Value(1).Should().Be(double.NaN);
    }

    [Fact]
    public void Quantile_OfAnyObservations_LiesInTheBucketOfItsRank()
    {
        double[] bounds = [0.1, 0.5, 1, double.PositiveInfinity];
        Gen.Select(Gen.Int[0, 50].Array[4], Gen.Double[0.01, 0.99]).Where(c => c.Item1.Sum() > 0).Sample((inBuckets, quantile) =>
        {
            var buckets = new HistogramBuckets();
            Array.ForEach(bounds, buckets.Add);
            var cumulative = 0;
            for (var i = 0; i < bounds.Length; i++)
            {
                buckets.Count(buckets.PlaceOf(bounds[i]), cumulative += inBuckets[i]);
            }

            var (rank, below, bucket) = (quantile * cumulative, 0, 0);
            while (bucket < 3 && below + inBuckets[bucket] < rank)
            {
                below += inBuckets[bucket++];
            }

            var value = buckets.Quantile(quantile);
            value.Should().BeInRange(bucket == 0 ? 0 : bounds[bucket - 1], bucket == 3 ? 1 : bounds[bucket]);
        }, iter: 2_000);
    }

    [Fact]
    public void LateSamples_OfAPlainGauge_AreHandedOutForTheSecondTheyBelongTo()
    {
        var bench = For("x", "i");
        bench.Ingest(100, new SourceSample("x", Labels.Of(("i", "1")), 4, At(70.2)), new SourceSample("x", Labels.Of(("i", "2")), 5, At(100)), new SourceSample("x", Labels.Of(("i", "3")), 6, At(-900)));

        bench.Evaluator.Late.Should().Equal(new LateValue(0, At(71), 4));
        bench.Value(100, ("i", "1")).Should().Be(double.NaN, "a sample of half a minute ago is no value of now");
        bench.Value(100, ("i", "2")).Should().Be(5);
    }

    [Fact]
    public void Sources_ThatShowNothingOfAMetric_AreMissed()
    {
        var catalogue = Catalogue.Of(new MetricsOptions { Catalogue = [Entry("a", "x"), Entry("b", "(rate(f_total[1m]) or 0) / rate(y_total[1m])"), Entry("c", "z")] });
        var evaluator = new CatalogueEvaluator(catalogue, new MetricsOptions());
        evaluator.MetricsWithoutSource().Should().Equal("a", "b", "c");

        evaluator.Ingest("s", At(0), Answer(Sample("x", 1), Sample("y_total", 1)), TimeSpan.FromSeconds(1));

        evaluator.MetricsWithoutSource().Should().Equal("c");
    }

    [Fact]
    public void Labels_WithoutEnd_AreCutOff()
    {
        var evaluator = new CatalogueEvaluator(CatalogueOf("x", "i"), new MetricsOptions { SeriesPerMetric = 3 });
        evaluator.Ingest("s", At(0), Answer([.. Enumerable.Range(0, 100).Select(i => Sample("x", i, ("i", $"{i}")))]), TimeSpan.FromSeconds(1));

        evaluator.Evaluate(At(0)).Length.Should().Be(3);
    }

    [Fact]
    public void Series_ThatComeAndGoWithoutEnd_AreForgotten()
    {
        var memory = new SourceMemory();
        int Answer(int hour)
        {
            var at = TimeSpan.FromHours(hour).Ticks;
            memory.Begin(at, TimeSpan.FromSeconds(1), TimeSpan.Zero);
            for (var i = 0; i < 6_000; i++)
            {
                var series = new SourceSeries(memory, Labels.Of(("pod", $"{hour}-{i}"))) { Generation = memory.Generation };
                series.Push(at, i, false, 0);
                memory.Add("x", series.Labels, series);
            }

            return memory.End(at).Count;
        }

        Enumerable.Range(0, 5).Select(hour => Answer(hour * 2)).Should().Equal(0, 6_000, 6_000, 6_000, 6_000);
    }

    [Fact]
    public void SteadyState_MakesNoGarbage()
    {
        var bench = For("(rate(x_total[30s]) or 0) / rate(y_total[30s]) + mean(d[30s]) + quantile(0.5, d_seconds[60s])");
        Exposition answer(double n) => Answer([Sample("x_total", n), Sample("y_total", n), Sample("d_sum", n), Sample("d_count", n), .. Buckets(n, n, n, n)]);
        var answers = Enumerable.Range(0, 200).Select(i => answer(i)).ToArray();
        void second(int i)
        {
            bench.Evaluator.Ingest("s", At(i), answers[i], TimeSpan.FromSeconds(1));
            bench.Evaluator.Evaluate(At(i));
        }

        for (var i = 0; i < 100; i++)
        {
            second(i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < 200; i++)
        {
            second(i);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static SourceSample[] Buckets(double a, double b, double c, double all) =>
        [Sample("d_seconds_bucket", a, ("le", "0.1")), Sample("d_seconds_bucket", b, ("le", "0.5")), Sample("d_seconds_bucket", c, ("le", "1.0")), Sample("d_seconds_bucket", all, ("le", "+Inf"))];
}
