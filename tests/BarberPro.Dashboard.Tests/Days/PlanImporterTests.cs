using System.Globalization;
using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class PlanImporterTests
{
    public static TheoryData<string> BothForms => ["shipped", "received"];

    [Theory]
    [MemberData(nameof(BothForms))]
    public void Day7_EitherForm_HasTheSameFacts(string form)
    {
        var plan = PlanImporter.Read(form == "shipped" ? PlanSamples.Shipped : PlanSamples.Received);

        plan.Faults.Should().BeEmpty();
        plan.NotUnderstood.Should().BeEmpty();
        (plan.Number, plan.BaselineNumber, plan.Date, plan.Zone.Id, plan.LaunchId).Should()
            .Be((7, 6, new DateOnly(2025, 9, 12), "America/Argentina/Buenos_Aires", "BARBERPRO_LAUNCH_20250912_000000"));
        plan.Author.Should().StartWith("DevOps Engineer");
        plan.NextReview.Should().Contain("Day 7");
        plan.EscalationContact.Should().Be("CTO / Infrastructure Lead");
        plan.FocusAreas.Select(area => (area.Priority, area.EffortHours, area.Points.Length)).Should().Equal(("High", 4, 3), ("High", 3, 3), ("Medium", 2, 3), ("Medium", 2, 3));
        plan.Blocks.Select(block => (block.Key, block.Start, block.End)).Should().Equal(
            ("morning", new TimeOnly(9, 0), new TimeOnly(12, 0)), ("afternoon", new TimeOnly(13, 0), new TimeOnly(17, 0)), ("evening", new TimeOnly(18, 0), new TimeOnly(20, 0)));
        plan.Cards.Should().HaveCount(9).And.AllSatisfy(card => card.Items.Should().HaveCount(3));
        plan.Cards.GroupBy(card => card.BlockKey).Select(block => block.Count()).Should().Equal(3, 3, 3);
        plan.People.Select(person => (person.Role, person.Hours)).Should().Equal(("DevOps Engineer", 8), ("Backend Developer", 2), ("QA Engineer", 2));
        (plan.Achievements.Length, plan.Budget.Length, plan.Risks.Length, plan.RollbackProcedures.Length, plan.Targets.Length, plan.Handoff.Length).Should().Be((4, 3, 3, 3, 8, 6));
        plan.Targets.GroupBy(target => target.Section).Select(section => section.Count()).Should().Equal(4, 4);
    }

    [Fact]
    public void Received_WrongDecoding_IsRepairedAndReportedWithItsLine()
    {
        var plan = PlanImporter.Read(PlanSamples.Received);

        plan.Repaired.Should().Equal(new RepairedText(14, "âœ…", "✅"), new RepairedText(20, "ðŸ”§", "🔧"));
    }

    [Theory]
    [MemberData(nameof(BothForms))]
    public void Cards_ByMeaning_HaveTheirAreaRiskAndRole(string form)
    {
        var plan = PlanImporter.Read(form == "shipped" ? PlanSamples.Shipped : PlanSamples.Received);

        plan.Cards.Select(card => card.FocusArea.Length > 0).Should().Equal(true, true, false, true, false, false, false, false, false);
        plan.Cards.Select(card => card.Risk.Length > 0).Should().Equal(true, true, false, true, false, false, false, false, false);
        plan.Cards.Select(card => card.PlannedHours).Should().Equal(4, 3, null, 2, null, null, null, null, null);
        plan.Cards[4].Role.Should().Be("Backend Developer");
        plan.Cards[6].Role.Should().Be("QA Engineer");
        plan.Cards[0].Role.Should().Be("DevOps Engineer");
    }

    [Fact]
    public void AnotherDay_OtherNumbersAndHours_IsRead()
    {
        var plan = PlanImporter.Read(PlanSamples.Small);

        plan.Faults.Should().BeEmpty();
        plan.NotUnderstood.Should().BeEmpty();
        (plan.Number, plan.BaselineNumber, plan.Date, plan.NextReview).Should().Be((12, 11, new DateOnly(2025, 11, 3), "tomorrow at nine"));
        plan.Blocks.Should().Equal(new Block("morning", "Only block", new TimeOnly(9, 0), new TimeOnly(13, 0)));
        plan.Cards.Single().Items.Select(item => item.Key).Should().Equal("build-the-package", "send-the-package");
        plan.Targets.Single().Should().Be(new PlannedTarget("booking-success-rate", "Booking success rate >97%", "Success targets", 16));
    }

    [Theory]
    [InlineData("Morning: 09:00-12:00 ART", "09:00", "12:00")]
    [InlineData("Morning: 9 AM - 6 PM", "09:00", "18:00")]
    [InlineData("Morning: 9-6 PM ART", "09:00", "18:00")]
    [InlineData("Morning: 1-5 PM ART", "13:00", "17:00")]
    [InlineData("Morning: 9:30 a.m. to 12 p.m.", "09:30", "12:00")]
    [InlineData("Morning: 08.15–12.45 ART", "08:15", "12:45")]
    [InlineData("Morning: 12 AM - 12 PM", "00:00", "12:00")]
    public void Block_HoursInManyForms_AreRead(string hours, string from, string to)
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace("Morning: 9 AM - 1 PM ART", hours, StringComparison.Ordinal));

        plan.Faults.Should().BeEmpty();
        plan.Blocks.Select(block => (block.Key, block.Start, block.End)).Should()
            .Equal(("morning", TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Block_UntilMidnight_EndsWithTheDay()
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace("9 AM - 1 PM", "18:00-24:00", StringComparison.Ordinal));

        plan.Faults.Should().BeEmpty();
        var block = plan.Blocks.Single();
        DayClock.At(plan.Date!.Value, block.End, plan.Zone).Should().Be(new DateTimeOffset(2025, 11, 4, 3, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2025-11-03 00:00:00 ART", "America/Argentina/Buenos_Aires")]
    [InlineData("2025-11-03 UYT", "America/Montevideo")]
    [InlineData("2025-11-03 08:00 CLT", "America/Santiago")]
    [InlineData("3 November 2025 BRT", "America/Sao_Paulo")]
    [InlineData("November 3, 2025 UTC", "UTC")]
    [InlineData("2025-11-03 America/Bogota", "America/Bogota")]
    [InlineData("2025-11-03T00:00:00 America/Argentina/Cordoba", "America/Argentina/Cordoba")]
    [InlineData("2025-11-03 UTC-3", "Etc/GMT+3")]
    public void Date_WithAZone_GivesTheDayItsZone(string date, string zone)
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace("**Date:** 2025-11-03", "**Date:** " + date, StringComparison.Ordinal).Replace(" ART", "", StringComparison.Ordinal));

        plan.NotUnderstood.Should().BeEmpty();
        (plan.Date, plan.Zone.Id).Should().Be((new DateOnly(2025, 11, 3), zone));
    }

    [Theory]
    [InlineData("**Date:** 2025-11-03", "**Date:** 2025-11-03 XYZT", 3)]
    [InlineData("1 PM ART", "1 PM QQT", 8)]
    [InlineData("**Date:** 2025-11-03", "**Date:** 2025-11-03 Mars/Olympus", 3)]
    public void Zone_Unknown_IsReportedWithItsLine(string from, string to, int line)
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace(from, to, StringComparison.Ordinal));

        plan.NotUnderstood.Select(text => text.Line).Should().Equal(line);
    }

    [Fact]
    public void Block_InAnotherZoneThanTheDay_IsTakenToTheDaysClock()
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace("**Date:** 2025-11-03", "**Date:** 2025-11-03 ART", StringComparison.Ordinal).Replace("1 PM ART", "1 PM UTC", StringComparison.Ordinal));

        plan.Blocks.Single().Start.Should().Be(new TimeOnly(6, 0));
    }

    [Theory]
    [InlineData("", PlanFaultKind.Empty, 1)]
    [InlineData(" \n\n ", PlanFaultKind.Empty, 1)]
    [InlineData("one\ntwo\0three", PlanFaultKind.Binary, 2)]
    [InlineData("**Date:** 2025-01-02\n\n## Tasks\n\nhello", PlanFaultKind.NoTitle, 1)]
    [InlineData("\n# The day of days\n**Date:** 2025-01-02", PlanFaultKind.NoNumber, 2)]
    [InlineData("# Day 8\n", PlanFaultKind.NoDate, 1)]
    [InlineData("# Day 8\n\n**Date:** 2025-02-30", PlanFaultKind.BadDate, 3)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Tasks\n### A (09:00-08:00)", PlanFaultKind.EndBeforeStart, 4)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Tasks\n### A (09:00-25:00)", PlanFaultKind.BadHours, 4)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Tasks\n### A (09:00-12:00)\n### B (11:59-13:00)", PlanFaultKind.OverlappingBlocks, 5)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Tasks\n### A (09:00-12:00)\n1. Same  thing\n2. same thing!", PlanFaultKind.DuplicateTask, 6)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Team\n- **QA:** -2 hours", PlanFaultKind.NegativeHours, 4)]
    [InlineData("# Day 8\n**Date:** 2025-02-03\n## Focus areas\n### 1. A\n**Effort:** -2 hours", PlanFaultKind.NegativeHours, 5)]
    public void Plan_Malformed_NamesTheFaultAndItsLine(string markdown, PlanFaultKind kind, int line)
    {
        var plan = PlanImporter.Read(markdown);

        plan.Faults.Select(fault => (fault.Kind, fault.Line)).Should().Equal((kind, line));
    }

    [Fact]
    public void Plan_HugeOrDeep_IsRefusedAtOnce()
    {
        PlanImporter.Read("# Day 8\n" + new string('x', PlanImporter.LargestPlan)).Faults.Single().Kind.Should().Be(PlanFaultKind.TooLarge);
        PlanImporter.Read("# Day 8\n" + string.Concat(Enumerable.Repeat("> ", 10_000)) + "x").Faults.Should().Contain(fault => fault.Kind == PlanFaultKind.TooDeep || fault.Kind == PlanFaultKind.NoDate);
        PlanImporter.Read("# Day 8\n**Date:** 2025-02-03\n## Handoff\n" + string.Concat(Enumerable.Repeat("- x\n", 4_000))).Faults.Single().Kind.Should().Be(PlanFaultKind.TooMany);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("# Day 8 ", "(9:00-")]
    [InlineData("## ", "a/")]
    [InlineData("**Date:** ", "1-")]
    [InlineData("", "- ")]
    [InlineData("", "[")]
    [InlineData("", "> - 1. ")]
    [InlineData("# Day 8\n## Team\n- x: ", "1 h ")]
    [InlineData("# Day 8\n## Summary\n", "ab cd\n")]
    [InlineData("# Day 8\n## Handoff\n", "- a\n")]
    [InlineData("", "Ã©â€œ")]
    [InlineData("", "#\n")]
    public async Task Plan_MadeToBeSlow_IsReadInTime(string start, string repeated)
    {
        var text = start + string.Concat(Enumerable.Repeat(repeated, 500_000 / repeated.Length));

        var plan = await Task.Run(() => PlanImporter.Read(text), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        plan.Faults.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(null, null, "America/Montevideo", true)]
    [InlineData("7", "2025-09-12", "ART", true)]
    [InlineData("0", null, "ART", false)]
    [InlineData("seven", null, "ART", false)]
    [InlineData(null, "12/09/2025", "ART", false)]
    [InlineData(null, null, "Mars", false)]
    public void Options_OutOfForm_AreRefused(string? day, string? date, string zone, bool valid)
    {
        var options = new DaysOptions { Day = day, Date = date, Zone = zone };

        (options.HasValidDay && options.HasValidDate && options.HasValidZone).Should().Be(valid);
    }

    [Fact]
    public void Text_OutOfPlace_IsReportedWithItsLine()
    {
        var plan = PlanImporter.Read(PlanSamples.Small + "\n\n## Lunch\n\n- Empanadas\n\n```\ncode\n```\n[ref]: http://example.test\n");

        plan.NotUnderstood.Select(text => (text.Line, text.Text)).Should().Equal((18, "## Lunch"), (20, "- Empanadas"), (22, "```"), (23, "code"), (24, "```"), (25, "[ref]: http://example.test"));
    }

    [Fact]
    public void Keys_OfEqualTexts_AreToldApartByTheirPlace()
    {
        var plan = PlanImporter.Read(PlanSamples.Small.Replace("Send the package", "Build the package", StringComparison.Ordinal));

        plan.Cards.Single().Items.Select(item => item.Key).Should().Equal("build-the-package", "build-the-package-2");
    }

    [Theory]
    [InlineData("Average response time <150ms for Argentina (improvement from 200ms SLA)", "Average response time under 140 ms for Argentina")]
    [InlineData("Payment processing time <3 seconds", "Payment processing time < 2.5 s")]
    [InlineData("Auto-scaling responds within 3 minutes to load changes", "Auto-scaling responds to load changes within 2 min")]
    public void TargetKey_MovedThreshold_StaysOrIsAlike(string before, string after) =>
        (PlanWords.TargetKey(before) == PlanWords.TargetKey(after) || PlanWords.Similarity(before, after) > 0.6).Should().BeTrue();

    [Fact]
    public void Bytes_InAnyUsualEncoding_AreDecoded()
    {
        const string text = "# Day 8: mañana";
        PlanImporter.Decode(Encoding.UTF8.GetBytes(text)).Should().Be(text);
        PlanImporter.Decode(Encoding.Latin1.GetBytes(text)).Should().Be(text);
        PlanImporter.Decode([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text)]).Should().Be(text);
    }
}
