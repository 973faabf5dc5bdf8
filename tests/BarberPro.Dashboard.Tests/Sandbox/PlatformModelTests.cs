using AwesomeAssertions;
using BarberPro.Sandbox;
using Xunit;

namespace BarberPro.Dashboard.Tests.Sandbox;

public sealed class PlatformModelTests
{
    private const string Siesta = "2026-11-21 14:00";

    [Fact]
    public void Day_OnSaturday_RisesDipsAndPeaks()
    {
        var (night, morning, siesta, peak, late) = (Requests("2026-11-21 04:00"), Requests("2026-11-21 11:00"), Requests(Siesta), Requests("2026-11-21 18:10"), Requests("2026-11-21 23:30"));

        night.Should().BeInRange(25, 60);
        morning.Should().BeInRange(250, 320);
        siesta.Should().BeInRange(130, 200);
        peak.Should().BeInRange(380, 460);
        late.Should().BeLessThan(siesta);
    }

    [Fact]
    public void Week_AtTheSameHour_IsStrongestOnSaturdayAndWeakestOnSunday()
    {
        var week = Enumerable.Range(16, 7).Select(day => Requests($"2026-11-{day} 18:00")).ToList();

        week[5].Should().Be(week.Max());
        week[6].Should().Be(week.Min()).And.BeLessThan(week[0] * 0.8);
    }

    [Fact]
    public void Model_SameSeed_LivesTheSameDay()
    {
        var (one, two, other) = (Platform.At(Siesta), Platform.At(Siesta), Platform.At(Siesta, seed: 8));
        one.Run(300);
        two.Run(300);
        other.Run(300);

        two.State.Values.Should().Equal(one.State.Values);
        other.State.Values.Should().NotEqual(one.State.Values);
    }

    [Fact]
    public void Model_CopiedState_GoesOnLikeTheFirst()
    {
        var first = Platform.At("2026-11-21 10:00");
        first.Break(Fault.TrafficSurge, 200);
        first.Run(60);
        var copy = first.State.Copy();
        first.Run(400);
        var model = new PlatformModel(7, SandboxOptions.DefaultZone);
        for (var second = 0; second < 400; second++)
        {
            model.Advance(copy, 1);
        }

        copy.Values.Should().Equal(first.State.Values);
    }

    [Fact]
    public void Today_AtAnOrdinaryHour_HasItsUsualNumbers()
    {
        var seen = Platform.At(Siesta).Watch(1800);

        seen.ResponseOfArgentina.Should().BeInRange(0.100, 0.145);
        seen.Errors.Should().BeLessThan(0.005);
        seen.Cpu.Should().BeInRange(0.28, 0.7);
        seen.Connections.Should().BeInRange(0.2, 0.6);
        seen.HitsOfArgentina.Should().BeInRange(0.94, 0.965);
        seen.Success.Should().BeInRange(0.95, 0.99);
        seen.RevenuePerBooking.Should().BeApproximately(12_250, 800);
        seen.BookingsPerMinute.Should().BeInRange(12, 26);
    }

    [Fact]
    public void Day7_BesideDay6_IsBetterWhereThePlanWantsIt()
    {
        var before = Platform.At("2026-11-21 17:00", PlatformSettings.Day6).Watch(3600);
        var after = Platform.At("2026-11-21 17:00").Watch(3600);

        after.ResponseOfArgentina.Should().BeLessThan(before.ResponseOfArgentina * 0.9);
        after.Session.Should().BeGreaterThan(before.Session * 1.05);
        after.Success.Should().BeGreaterThan(before.Success);
        after.HitsOfArgentina.Should().BeGreaterThan(before.HitsOfArgentina + 0.05);
        after.Errors.Should().BeLessThan(before.Errors);
    }

    [Fact]
    public void Surveys_AtThePeak_ComeAboutOnceAMinute() =>
        Platform.At("2026-11-21 17:30").Watch(3600).SurveysPerHour.Should().BeInRange(40, 100);

    [Fact]
    public void Autoscaler_SuddenLoad_ServesItWithinMinutes()
    {
        var platform = Platform.At(Siesta);
        platform.Break(Fault.TrafficSurge, 3600);
        var (crossed, served, asked) = (0, 0, 0);
        for (var second = 1; second < 600 && served == 0; second++)
        {
            platform.Step();
            crossed = crossed == 0 && platform.State.Cpu > 0.7 ? second : crossed;
            asked = asked == 0 && platform.State.Desired > platform.State.Ready ? second : asked;
            served = asked > 0 && platform.State.Ready >= platform.State.Desired ? second : 0;
        }

        (asked - crossed).Should().BeInRange(15, 40);
        (served - crossed).Should().BeInRange(90, 150);
    }

    [Fact]
    public void Autoscaler_QuietNight_GoesBackToItsMinimum()
    {
        var platform = Platform.At("2026-11-21 20:00");
        platform.State.Ready.Should().BeGreaterThan(8);

        for (var minute = 0; minute < 360; minute++)
        {
            platform.Run(60);
        }

        platform.State.Ready.Should().Be(PlatformSettings.Day7.Autoscaling.MinReplicas);
    }

    private static double Requests(string local) => Platform.At(local).Watch(600).RequestsPerSecond;
}
