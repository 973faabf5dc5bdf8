using AwesomeAssertions;
using Xunit;
using static BarberPro.Dashboard.Tests.Metrics.EvaluatorBench;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class ReactionTests
{
    private readonly EvaluatorBench _bench = For("reaction(avg(cpu) > 0.7, ready, desired)");

    [Fact]
    public void Reaction_FromTheCrossingUntilCapacityServes_IsSaidOnce()
    {
        Second(0, 0.6, 3, 3).Should().Be(double.NaN);
        Second(10, 0.72, 3, 3).Should().Be(double.NaN);
        Second(25, 0.8, 3, 5).Should().Be(double.NaN);
        Second(40, 0.8, 4, 5).Should().Be(double.NaN);
        Second(52, 0.75, 5, 5).Should().Be(42);
        Second(53, 0.74, 5, 5).Should().Be(double.NaN);
        Second(54, 0.5, 5, 5).Should().Be(double.NaN);
    }

    [Fact]
    public void Reaction_AfterAPeakThatNobodyAnswered_StartsAtTheNextCrossing()
    {
        Second(0, 0.6, 3, 3);
        Second(5, 0.71, 3, 3);
        Second(6, 0.65, 3, 3);
        Second(30, 0.71, 3, 4);
        Second(50, 0.6, 4, 4).Should().Be(20);
    }

    [Fact]
    public void Reaction_WhoseLoadFellWhileInstancesStart_EndsWhenTheyServe()
    {
        Second(0, 0.6, 3, 3);
        Second(5, 0.75, 3, 4);
        Second(20, 0.65, 3, 4).Should().Be(double.NaN);
        Second(35, 0.55, 4, 4).Should().Be(30);
    }

    [Fact]
    public void Reaction_ThatWasNotEnough_IsFollowedByAnother()
    {
        Second(0, 0.6, 3, 3);
        Second(10, 0.9, 3, 4);
        Second(30, 0.85, 4, 4).Should().Be(20);
        Second(40, 0.85, 4, 6).Should().Be(double.NaN);
        Second(65, 0.6, 6, 6).Should().Be(25);
    }

    [Fact]
    public void Reaction_WhoseCrossingNobodySaw_IsNotSaid()
    {
        Second(0, 0.9, 3, 4);
        Second(20, 0.8, 4, 4).Should().Be(double.NaN);
    }

    [Fact]
    public void Reaction_OverALongGap_IsNotSaid()
    {
        Second(0, 0.6, 3, 3);
        Second(10, 0.9, 3, 4);
        Second(120, 0.8, 4, 4).Should().Be(double.NaN);
    }

    [Fact]
    public void Reaction_OverAShortGap_GoesOn()
    {
        Second(0, 0.6, 3, 3);
        Second(10, 0.9, 3, 4);
        _bench.Value(15).Should().Be(double.NaN);
        Second(40, 0.8, 4, 4).Should().Be(30);
    }

    private double Second(double second, double cpu, double ready, double desired)
    {
        _bench.Ingest(second, Sample("cpu", cpu - 0.01, ("i", "1")), Sample("cpu", cpu + 0.01, ("i", "2")), Sample("ready", ready), Sample("desired", desired));
        return _bench.Value(second);
    }
}
