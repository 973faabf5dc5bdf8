using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class DayCalendarTests(Database database) : IClassFixture<Database>
{
    private static readonly string Day13 = PlanSamples.Small.Replace("Day 12", "Day 13", StringComparison.Ordinal).Replace("2025-11-03", "2025-11-04", StringComparison.Ordinal);

    [Fact(Timeout = 30_000)]
    public async Task Start_NoDayStored_ImportsTheShippedPlanAndMovesItToToday()
    {
        using var stage = await DayStage.SetAsync(database, "2026-02-03 08:00", options => (options.Plans, options.MovesAlong) = (Path.Combine(AppContext.BaseDirectory, "plans"), true), TestContext.Current.CancellationToken);

        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        var day = stage.Live.Current;
        (day.Number, day.Date, day.BaselineNumber, day.BaselineDate).Should().Be((7, new DateOnly(2026, 2, 3), 6, new DateOnly(2026, 2, 2)));
        (day.Blocks.Length, day.Cards.Length, day.Targets.Length, day.FocusAreas.Length).Should().Be((3, 9, 8, 4));
        day.LaunchId.Should().NotBeEmpty();
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Start_WithoutTheSandbox_APastDayStaysWhereItIs()
    {
        using var stage = await DayStage.SetAsync(database, "2026-02-03 08:00", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Shipped);

        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        (stage.Live.Current.Number, stage.Live.Current.Date).Should().Be((null, new DateOnly(2026, 2, 3)));
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Midnight_PlanThere_NextDayComesIntoView()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 23:58", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.ImportAsync(Day13);
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);
        stage.Live.Current.Number.Should().Be(12);

        stage.Clock.Advance(TimeSpan.FromMinutes(3)); // several looks fall due at once, as after a sleep

        var day = await stage.WaitForAsync(day => day.Number == 13);
        (day.Date, day.BaselineDate).Should().Be((new DateOnly(2025, 11, 4), new DateOnly(2025, 11, 3)));
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Midnight_IsKnownToTheMoment()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 23:59", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        stage.Clock.Advance(TimeSpan.FromSeconds(57));
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        stage.Clock.Advance(TimeSpan.FromSeconds(3.01));

        (await stage.WaitForAsync(day => day.Number is null)).Date.Should().Be(new DateOnly(2025, 11, 4));
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Midnight_WithTheSandbox_OpenDayMovesAlongAndAClosedOneDoesNot()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 23:59", options => options.MovesAlong = true, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        var moved = await stage.WaitForAsync(day => day.Date == new DateOnly(2025, 11, 4));
        (moved.Number, moved.BaselineDate).Should().Be((12, new DateOnly(2025, 11, 3)));

        await stage.ExecuteAsync("update day set closed_at = now()");
        stage.Clock.Advance(TimeSpan.FromDays(1));
        (await stage.WaitForAsync(day => day.Date == new DateOnly(2025, 11, 5))).Number.Should().BeNull();
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_PlanForToday_ComesIntoViewAtOnce()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);
        stage.Live.Current.Number.Should().BeNull();

        var plans = new DayPlans(stage.Plans, stage.Calendar, new Access.Everybody.Notes(), Microsoft.Extensions.Options.Options.Create(stage.Options));
        await plans.ImportAsync(BarberPro.Dashboard.Access.Actor.Itself, PlanSamples.Small, dryRun: false, TestContext.Current.CancellationToken);

        stage.Live.Current.Number.Should().Be(12);
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_SamePlanOfAMovedDay_LeavesItOnToday()
    {
        using var stage = await DayStage.SetAsync(database, "2026-02-03 08:00", options => options.MovesAlong = true, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        await stage.ImportAsync(PlanSamples.Small.Replace("Send the package", "Send the package by noon", StringComparison.Ordinal));

        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Single().Date.Should().Be(new DateOnly(2026, 2, 3));
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Options_DayAndDate_ChooseWhatIsInView()
    {
        using var stage = await DayStage.SetAsync(database, "2026-02-03 08:00", options => (options.Day, options.Date) = ("12", "2026-01-15"), TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.ImportAsync(Day13);

        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);

        (stage.Live.Current.Number, stage.Live.Current.Date, stage.Live.Current.BaselineDate).Should().Be((12, new DateOnly(2026, 1, 15), new DateOnly(2026, 1, 14)));
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 30_000)]
    public async Task Look_DatabaseAway_LastDayStaysAndComesBack()
    {
        using var stage = await DayStage.SetAsync(database, "2025-11-03 10:00", TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.Calendar.StartAsync(TestContext.Current.CancellationToken);
        await stage.ExecuteAsync("alter table day rename to day_away");

        await stage.Calendar.LookAsync(TestContext.Current.CancellationToken);
        stage.Live.Current.Number.Should().Be(12);

        await stage.ExecuteAsync("alter table day_away rename to day");
        await stage.ExecuteAsync("update day set version = 9");
        stage.Clock.Advance(TimeSpan.FromSeconds(3));
        (await stage.WaitForAsync(day => day.Version == 9)).Number.Should().Be(12);
        await stage.Calendar.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("America/Argentina/Buenos_Aires", "2025-09-12 14:32", "14:32 ART")]
    [InlineData("UTC", "2025-09-12 14:32", "17:32 UTC")]
    [InlineData("America/Montevideo", "2025-09-12 14:32", "14:32 UYT")]
    [InlineData("America/Santiago", "2025-07-12 14:32", "13:32 CLT")]
    [InlineData("Asia/Kolkata", "2025-09-12 14:32", "23:02 UTC+5:30")]
    public void Clock_AnyZone_TellsItsOwnTime(string zone, string at, string text) =>
        DayClock.Format(DayStage.Art(at), TimeZoneInfo.FindSystemTimeZoneById(zone)).Should().Be(text);

    [Fact]
    public void Baseline_SameTimeOfDay_OnTheBaselineDay()
    {
        var day = DaySnapshot.WithoutPlan(new DateOnly(2025, 11, 4), PlanZones.Find("ART")!) with { BaselineDate = new DateOnly(2025, 11, 1) };

        DayBaseline.Of(DayStage.Art("2025-11-04 14:32"), day).Should().Be(DayStage.Art("2025-11-01 14:32"));
        DayBaseline.Of(DayStage.Art("2025-11-05 00:01"), day).Should().Be(DayStage.Art("2025-11-04 00:01"));
        DayBaseline.Of(DayStage.Art("2025-11-03 14:32"), day).Should().BeNull();
        var other = day with { OtherBaselines = day.OtherBaselines.Add(new DateOnly(2025, 11, 3), new DateOnly(2025, 10, 31)) };
        DayBaseline.Of(DayStage.Art("2025-11-03 14:32"), other).Should().Be(DayStage.Art("2025-10-31 14:32"));
    }

    [Theory]
    [InlineData("08:59", BlockState.Next, 0)]
    [InlineData("09:00", BlockState.Now, 0)]
    [InlineData("11:00", BlockState.Now, 0.5)]
    [InlineData("13:00", BlockState.Past, 1)]
    public void Block_ThroughItsHours_HasItsStateAndProgress(string time, BlockState state, double progress)
    {
        var block = new Block("morning", "Morning", new TimeOnly(9, 0), new TimeOnly(13, 0));
        var day = DaySnapshot.WithoutPlan(new DateOnly(2025, 11, 3), PlanZones.Find("ART")!) with { Blocks = [block] };
        var now = DayStage.Art("2025-11-03 " + time);

        (DayClock.StateOf(block, day, now), DayClock.Progress(block, day, now)).Should().Be((state, progress));
    }
}
