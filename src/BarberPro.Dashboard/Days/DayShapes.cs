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

internal sealed record PlanAnswer(bool DryRun, int Day, DateOnly Date, UnderstoodShape Understood, IReadOnlyList<PlanText> NotUnderstood, IReadOnlyList<RepairedText> Repaired, IReadOnlyList<ChangeShape> Changes);

internal sealed record UnderstoodShape(int FocusAreas, int Blocks, int Cards, int Items, int People, int Risks, int RollbackProcedures, int Targets, int HandoffItems)
{
    public static UnderstoodShape Of(ImportedPlan plan) => new(plan.FocusAreas.Length, plan.Blocks.Length, plan.Cards.Length, plan.Cards.Sum(card => card.Items.Length), plan.People.Length,
        plan.Risks.Length, plan.RollbackProcedures.Length, plan.Targets.Length, plan.Handoff.Length);
}

/// <param name="Text">The whole change, for people.</param>
internal sealed record ChangeShape(string Kind, string Part, string Where, string From, string To, int? Line, string Text);

internal sealed record FaultShape(int Line, string Field, string Kind, string Message);
