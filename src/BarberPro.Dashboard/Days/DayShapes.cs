using System.Text.Json.Serialization;

namespace BarberPro.Dashboard.Days;

internal sealed record DayShape(int? Number, DateOnly Date, DateTimeOffset Now, string Zone, string ZoneName, IReadOnlyList<BlockShape> Blocks, string ProgramVersion)
{
    public required string Title { get; init; }
    public required string Author { get; init; }
    public required string LaunchId { get; init; }
    public required int? BaselineNumber { get; init; }
    public required DateOnly BaselineDate { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required string NextReview { get; init; }
    public required string EscalationContact { get; init; }
    public required int Version { get; init; }

    /// <summary>Only while there is no plan for today.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OfferShape? Offer { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanShape? Plan { get; init; }
}

internal sealed record BlockShape(string Key, string Title, DateTimeOffset Start, DateTimeOffset End, string State, double Progress);

/// <summary>What to do while there is no plan.</summary>
internal sealed record OfferShape(string Text, string Page, string Api);

/// <summary>What the plan has besides blocks; all as it says it.</summary>
internal sealed record PlanShape(IReadOnlyList<FocusArea> FocusAreas, IReadOnlyList<PlannedCard> Cards, IReadOnlyList<PlannedPerson> People, IReadOnlyList<PlannedRisk> Risks,
    IReadOnlyList<PlanText> RollbackProcedures, IReadOnlyList<PlannedTarget> Targets, IReadOnlyList<HandoffItem> Handoff, IReadOnlyList<PlanText> Achievements, IReadOnlyList<PlanText> Budget);

internal sealed record DayEntryShape(int Number, DateOnly Date, string Zone, int? BaselineNumber, DateOnly BaselineDate, int Version, DateTimeOffset ImportedAt, DateTimeOffset? ClosedAt, bool InView);

internal sealed record BoardShape(int Day, IReadOnlyList<BoardBlockShape> Blocks);

internal sealed record BoardBlockShape(string Key, string Title, bool InPlan, IReadOnlyList<CardShape> Cards);

/// <param name="InPlan">False: the plan has it no longer, and its progress keeps it in sight.</param>
internal sealed record CardShape(string Id, int Version, string Key, string Title, string Column, int Rank, IReadOnlyList<string> Assignees, string Role, double? PlannedHours, double SpentHours,
    string Priority, string Risk, string FocusArea, int PlanLine, bool InPlan, IReadOnlyList<ItemShape> Items);

internal sealed record ItemShape(string Id, int Version, string Text, bool Done, DateTimeOffset? DoneAt, bool InPlan);

internal sealed record PlanAnswer(bool DryRun, int Day, DateOnly Date, UnderstoodShape Understood, IReadOnlyList<PlanText> NotUnderstood, IReadOnlyList<RepairedText> Repaired, IReadOnlyList<ChangeShape> Changes);

internal sealed record UnderstoodShape(int FocusAreas, int Blocks, int Cards, int Items, int People, int Risks, int RollbackProcedures, int Targets, int HandoffItems)
{
    public static UnderstoodShape Of(ImportedPlan plan) => new(plan.FocusAreas.Length, plan.Blocks.Length, plan.Cards.Length, plan.Cards.Sum(card => card.Items.Length), plan.People.Length,
        plan.Risks.Length, plan.RollbackProcedures.Length, plan.Targets.Length, plan.Handoff.Length);
}

/// <param name="Text">The whole change, for people.</param>
internal sealed record ChangeShape(string Kind, string Part, string Where, string From, string To, int? Line, string Text);

internal sealed record FaultShape(int Line, string Field, string Kind, string Message);

internal static class BoardShapes
{
    public static BoardShape Of(int day, StoredParts parts)
    {
        var items = parts.Items.ToLookup(item => item.CardKey);
        var cards = parts.Cards.Where(card => card.RemovedAt is null || parts.HasProgress(card)).ToLookup(card => card.BlockKey);
        return new BoardShape(day, [.. parts.Blocks.Where(block => block.RemovedAt is null || cards.Contains(block.Key))
            .Select(block => new BoardBlockShape(block.Key, block.Title, block.RemovedAt is null, [.. cards[block.Key].Select((card, rank) => Of(card, rank, items[card.Key]))]))]);
    }

    private static CardShape Of(StoredCard card, int rank, IEnumerable<StoredItem> items) =>
        new(Text(card.Id), card.Version, card.Key, card.Title, "todo", rank, card.Assignees, card.Role, card.PlannedHours, 0, card.Priority, card.Risk, card.FocusArea, card.PlanLine, card.RemovedAt is null,
            [.. items.Where(item => item.RemovedAt is null || item.Done).Select(item => new ItemShape(Text(item.Id), item.Version, item.Text, item.Done, item.DoneAt, item.RemovedAt is null && card.RemovedAt is null))]);

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
