using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class PlanStoreTests(Database database) : IClassFixture<Database>
{
    private const string Now = "2025-11-03 10:00";

    [Fact(Timeout = 30_000)]
    public async Task Import_NewDay_IsStoredWithAllItsParts()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);

        var import = await stage.ImportAsync(PlanSamples.Shipped);

        import.Created.Should().BeTrue();
        var parts = await stage.Store.ReadPartsAsync(7, TestContext.Current.CancellationToken);
        (parts.Blocks.Count, parts.Cards.Count, parts.Items.Count, parts.Targets.Count, parts.Handoff.Count).Should().Be((3, 9, 27, 8, 6));
        var day = await stage.Store.ReadDayAsync(7, TestContext.Current.CancellationToken);
        (day!.Date, day.BaselineNumber, day.BaselineDate, day.Zone, day.Version).Should().Be((new DateOnly(2025, 9, 12), 6, new DateOnly(2025, 9, 11), "America/Argentina/Buenos_Aires", 1));
        day.Plan.Should().Be(PlanSamples.Shipped);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_SameContent_ChangesNothing()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Shipped);

        var again = await stage.ImportAsync(PlanSamples.Shipped);
        var garbled = await stage.ImportAsync(PlanSamples.Garbled(PlanSamples.Shipped));

        again.Changes.Should().BeEmpty();
        garbled.Changes.Should().BeEmpty("it is the same plan once it is repaired");
        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Single().Version.Should().Be(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_DryRun_SaysAndWritesNothing()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);

        var import = await stage.ImportAsync(PlanSamples.Small, dryRun: true);

        import.Changes.Should().Contain(change => change.Part == PlanPart.Day && change.Kind == PlanChangeKind.Added);
        (await stage.Store.ReadDaysAsync(TestContext.Current.CancellationToken)).Should().BeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_ChangedTexts_KeepTicksAndKeys()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Shipped);
        await stage.ExecuteAsync("update card_item set done = true, done_at = now() where text like 'Set the CPU thresholds%' or text like 'Prefetch%'");
        var before = await stage.Store.ReadPartsAsync(7, TestContext.Current.CancellationToken);

        var import = await stage.ImportAsync(PlanSamples.Shipped
            .Replace("Set the CPU thresholds: up at 70%, down at 30%", "Set the CPU thresholds: up at 75%, down at 25%", StringComparison.Ordinal)
            .Replace("<150 ms", "<140 ms", StringComparison.Ordinal)
            .Replace("Ready to scale (Morning: 09:00", "Ready to scale further (Morning: 08:30", StringComparison.Ordinal));

        import.Changes.Select(change => (change.Kind, change.Part)).Should().Equal((PlanChangeKind.Changed, PlanPart.Block), (PlanChangeKind.Changed, PlanPart.Item), (PlanChangeKind.Changed, PlanPart.Target));
        var after = await stage.Store.ReadPartsAsync(7, TestContext.Current.CancellationToken);
        after.Items.Where(item => item.Done).Select(item => item.Id).Should().BeEquivalentTo(before.Items.Where(item => item.Done).Select(item => item.Id));
        after.Items.Single(item => item.Text.Contains("75%", StringComparison.Ordinal)).Should().Match<StoredItem>(item => item.Done && item.Version == 2);
        after.Targets.Select(target => target.Key).Should().Equal(before.Targets.Select(target => target.Key));
        after.Cards.Select(card => card.Id).Should().Equal(before.Cards.Select(card => card.Id));
        after.Cards.Where((card, place) => card.Version != before.Cards[place].Version).Select(card => card.Title).Should().Equal(["Auto-scaling policy"], "who edits its items must hear of it");
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_WithoutATickedItem_KeepsItInSight()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.ExecuteAsync("update card_item set done = true, done_at = now() where text = 'Send the package'");

        var import = await stage.ImportAsync(PlanSamples.Small.Replace("   - Send the package\n", "", StringComparison.Ordinal));

        import.Changes.Should().Equal(new PlanChange(PlanChangeKind.Kept, PlanPart.Item, "Ship it", "Send the package", "", null));
        var board = (await new BoardStore(database.DataSource).ReadAsync(12, TestContext.Current.CancellationToken))!;
        board.Cards.Single(card => card.IsVisible).Card.Items.Select(item => (item.Text, item.Done)).Should().Equal(("Build the package", false), ("Send the package", true));

        var back = await stage.ImportAsync(PlanSamples.Small);
        back.Changes.Select(change => change.Kind).Should().Equal(PlanChangeKind.Restored);
        (await stage.Store.ReadPartsAsync(12, TestContext.Current.CancellationToken)).Items.Should().HaveCount(2).And.ContainSingle(item => item.Done && item.RemovedAt == null);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_WithoutABlock_KeepsItsTickedWorkAndHidesTheRest()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Shipped);
        await stage.ExecuteAsync("update card_item set done = true where text = 'Tune the rate limits'");
        var from = PlanSamples.Shipped.IndexOf("### Faster for everyone", StringComparison.Ordinal);
        var to = PlanSamples.Shipped.IndexOf("### Proof and handover", StringComparison.Ordinal);

        await stage.ImportAsync(PlanSamples.Shipped[..from] + PlanSamples.Shipped[to..]);

        var board = (await new BoardStore(database.DataSource).ReadAsync(7, TestContext.Current.CancellationToken))!;
        board.Blocks.Select(block => (block.Key, block.InPlan, board.Cards.Count(card => card.IsVisible && card.Card.BlockKey == block.Key))).Should().Equal(("morning", true, 3), ("evening", true, 3), ("afternoon", false, 1));
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_TaskInAnotherBlock_MovesWithItsTicks()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        var plan = PlanSamples.Small.Replace("## Success targets", "### Later (Evening: 18:00-20:00)\n\n1. **Rest**\n\n## Success targets", StringComparison.Ordinal);
        await stage.ImportAsync(plan);
        await stage.ExecuteAsync("update card_item set done = true where text = 'Send the package'");
        const string task = "1. **Ship it**\n   - Build the package\n   - Send the package\n";

        await stage.ImportAsync(plan.Replace(task, "", StringComparison.Ordinal).Replace("1. **Rest**\n", task + "2. **Rest**\n", StringComparison.Ordinal));

        var board = (await new BoardStore(database.DataSource).ReadAsync(12, TestContext.Current.CancellationToken))!;
        board.Blocks.Select(block => (block.Key, board.Cards.Count(card => card.IsVisible && card.Card.BlockKey == block.Key))).Should().Equal(("morning", 0), ("evening", 2));
        board.Cards.Single(card => card.Card.Title == "Ship it").Card.Items.Count(item => item.Done).Should().Be(1);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_TwoAtOnce_OneIsNewAndOneChangesNothing()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);

        var imports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stage.ImportAsync(PlanSamples.Shipped)));

        imports.Count(import => import.Created).Should().Be(1);
        (await stage.Store.ReadPartsAsync(7, TestContext.Current.CancellationToken)).Items.Should().HaveCount(27);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_ClosedDay_IsRefused()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);
        await stage.ExecuteAsync("update day set closed_at = now()");

        var import = await stage.ImportAsync(PlanSamples.Small + "\n- [ ] Another target >1 %\n");

        import.Plan.Faults.Single().Kind.Should().Be(PlanFaultKind.DayIsClosed);
    }

    [Fact(Timeout = 30_000)]
    public async Task Import_DayAfterAStoredOne_ComparesWithIt()
    {
        using var stage = await DayStage.SetAsync(database, Now, TestContext.Current.CancellationToken);
        await stage.ImportAsync(PlanSamples.Small);

        await stage.ImportAsync(PlanSamples.Small.Replace("Day 12", "Day 13", StringComparison.Ordinal).Replace("2025-11-03", "2025-11-06", StringComparison.Ordinal));

        (await stage.Store.ReadDayAsync(13, TestContext.Current.CancellationToken))!.BaselineDate.Should().Be(new DateOnly(2025, 11, 3));
    }
}
