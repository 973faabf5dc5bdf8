using AwesomeAssertions;
using CsCheck;
using Xunit;
using static BarberPro.Dashboard.Tests.Metrics.EvaluatorBench;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class IncreaseTests
{
    [Fact]
    public void Increase_OfTheFirstSample_IsNotKnown()
    {
        var bench = For("increase(x_total)");
        bench.Ingest(0, Sample("x_total", 1000));
        bench.Value(0).Should().Be(double.NaN);

        bench.Ingest(1, Sample("x_total", 1004));
        bench.Value(1).Should().Be(4);
    }

    [Fact]
    public void Increase_WithoutANewSample_IsNothingAndIsMadeUpForLater()
    {
        var bench = For("increase(x_total)");
        bench.Ingest(0, Sample("x_total", 10));
        bench.Value(0);
        bench.Value(1).Should().Be(double.NaN);
        bench.Value(600).Should().Be(double.NaN);

        bench.Ingest(601, Sample("x_total", 25));
        bench.Value(601).Should().Be(15);
    }

    [Fact]
    public void Increase_OfACounterThatLeftAndCameBack_IsWhatItRoseByMeanwhile()
    {
        var bench = For("increase(x_total)");
        bench.Ingest(0, Sample("x_total", 10), Sample("y", 1));
        bench.Ingest(1, Sample("y", 1));
        bench.Value(1);

        bench.Ingest(2, Sample("y", 1), Sample("x_total", 17));
        bench.Value(2).Should().Be(7);
    }

    [Fact]
    public void Increase_OfACounterThatAKnownSourceAdds_IsAllOfIt()
    {
        var bench = For("increase(x_total)", "result");
        bench.Ingest(0, Sample("x_total", 10, ("result", "success")));
        bench.Value(0, ("result", "success"));

        bench.Ingest(1, Sample("x_total", 2, ("result", "failure")), Sample("x_total", 11, ("result", "success")));
        bench.Value(1, ("result", "failure")).Should().Be(2);
    }

    [Fact]
    public void Increase_OverANumberThatIsNone_IsCarried()
    {
        var bench = For("increase(x_total)");
        bench.Ingest(0, Sample("x_total", 10));
        bench.Value(0);
        bench.Ingest(1, Sample("x_total", double.NaN));
        bench.Value(1).Should().Be(double.NaN);
        bench.Ingest(2, Sample("x_total", 16));
        bench.Value(2).Should().Be(6);
    }

    [Fact]
    public void Increase_AfterTheClockWasSetBack_GoesOn()
    {
        var bench = For("increase(x_total)");
        bench.Ingest(3600, Sample("x_total", 10));
        bench.Value(3600);
        bench.Ingest(0, Sample("x_total", 12));
        bench.Value(0).Should().Be(2);
    }

    /// <summary>Whatever happens to a counter (steps, restarts, gaps, answers without it), the increases add up to what was counted at the moments it was read.</summary>
    [Fact]
    public void Increases_AddUpToWhatWasCounted()
    {
        // 0..8: counts so many and is read; 9: restarts and is read; 10: counts 5 while the source is away; 11: an answer without it.
        Gen.Int[0, 11].Array[1, 60].Sample(events =>
        {
            var bench = For("increase(x_total)");
            var (counter, seen, counted, summed) = (7.0, 7.0, 0.0, 0.0);
            bench.Ingest(0, Sample("x_total", counter));
            bench.Value(0);
            for (var i = 0; i < events.Length; i++)
            {
                if (events[i] == 10)
                {
                    counter += 5;
                }
                else if (events[i] == 11)
                {
                    bench.Ingest(i + 1, Sample("other", 1));
                }
                else
                {
                    // A restart that has passed the old value already can't be told from counting on.
                    var restarts = events[i] == 9 && seen > 3;
                    counter = restarts ? 3 : counter + (events[i] % 9);
                    counted += restarts ? 3 : counter - seen;
                    seen = counter;
                    bench.Ingest(i + 1, Sample("x_total", counter));
                }

                var value = bench.Value(i + 1);
                summed += double.IsNaN(value) ? 0 : value;
            }

            summed.Should().Be(counted);
        }, iter: 3_000);
    }

    [Fact]
    public void Rates_AreNeverNegative()
    {
        Gen.Double[0, 1e6].Array[2, 40].Sample(values =>
        {
            var bench = For("rate(x_total[30s])");
            for (var i = 0; i < values.Length; i++)
            {
                bench.Ingest(i, Sample("x_total", values[i]));
                (bench.Value(i) is double.NaN or >= 0).Should().BeTrue();
            }
        }, iter: 500);
    }
}
