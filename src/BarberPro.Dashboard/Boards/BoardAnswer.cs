using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace BarberPro.Dashboard.Boards;

/// <summary>A day's board as scripts see it.</summary>
internal sealed record BoardAnswer(int Day, DateOnly Date, long Version, bool Closed, IReadOnlyList<BoardAnswer.Block> Blocks, BoardAnswer.HoursOfDay Hours)
{
    public static BoardAnswer Of(BoardSnapshot board, ConditionText wording, DateTimeOffset now, TimeZoneInfo zone)
    {
        var hours = BoardHours.Of(board, now);
        return new(board.Day!.Value, board.Date, board.Version, board.IsClosed,
            [.. board.Blocks.Select(block => new Block(block.Key, block.Title, [.. block.Cards.Select(card => CardAnswer.Of(card, wording, zone))]))],
            new(Round(hours.Planned), Round(hours.Spent), Round(hours.Short), [.. hours.People.Select(Row)], [.. hours.Roles.Select(Row)], [.. hours.Blocks.Select(Row)], [.. hours.FocusAreas.Select(Row)]));
    }

    /// <summary>A second is 0.0003 h.</summary>
    internal static double Round(double hours) => Math.Round(hours, 4);

    private static HoursOf Row(HoursRow row) => new(row.Key, row.Title, Round(row.Planned), Round(row.Spent), Round(row.Left), Round(row.Short));

    internal sealed record Block(string Key, string Title, IReadOnlyList<CardAnswer> Cards);

    internal sealed record HoursOfDay(double Planned, double Spent, double Short, IReadOnlyList<HoursOf> People, IReadOnlyList<HoursOf> Roles, IReadOnlyList<HoursOf> Blocks, IReadOnlyList<HoursOf> FocusAreas);

    internal sealed record HoursOf(string Key, string Title, double Planned, double Spent, double Left, double Short);
}

internal sealed record CardAnswer(long Id, int Version, string Title, string Column, string Rank, ImmutableArray<string> Assignees, string Role, double? PlannedHours, double SpentHours, string Priority, string Risk,
    IReadOnlyList<CardAnswer.Item> Items)
{
    public required string Block { get; init; }
    public required string FocusArea { get; init; }
    public required string BlockedReason { get; init; }
    public required DateTimeOffset? BlockedAt { get; init; }
    public required int Travelled { get; init; }
    public required string TravelledFrom { get; init; }
    public required string TravelReason { get; init; }

    /// <summary>The day that it was left for.</summary>
    public required int? LeftFor { get; init; }
    public required Condition? Metric { get; init; }
    public required string SettingGroup { get; init; }
    public required ImmutableArray<CardLink> Links { get; init; }
    public required int Comments { get; init; }
    public required IReadOnlyList<PersonHours> SpentBy { get; init; }
    public required IReadOnlyList<RunningTimer> Timers { get; init; }
    public required int PlanLine { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }

    public static CardAnswer Of(BoardCard card, ConditionText wording, TimeZoneInfo zone)
    {
        DateTimeOffset? In(DateTimeOffset? at) => at is { } given ? TimeZoneInfo.ConvertTime(given, zone) : null;
        Condition? Of(MetricCondition? condition) => condition is null ? null : new(condition.Metric, condition.Labels, Sign(condition.Comparison), condition.Value, condition.Minutes, wording.Of(condition));
        return new(card.Id, card.Version, card.Title, CardJson.Name(card.Column), card.Rank, card.Assignees, card.Role, card.PlannedHours, BoardAnswer.Round(card.SpentHours), card.Priority, card.Risk,
            [.. card.Items.Select(item => new Item(item.Id, item.Text, item.Done, In(item.DoneAt), item.DoneBy, Of(item.Condition), item.Evidence is { } evidence ? evidence with { At = TimeZoneInfo.ConvertTime(evidence.At, zone) } : null) { Offer = Of(wording.Offer(item, card)) })])
        {
            Block = card.BlockKey,
            FocusArea = card.FocusArea,
            BlockedReason = card.BlockedReason,
            BlockedAt = In(card.BlockedAt),
            Travelled = card.Travelled,
            TravelledFrom = card.TravelledFrom,
            TravelReason = card.TravelReason,
            LeftFor = card.LeftFor,
            Metric = Of(card.Metric),
            SettingGroup = card.SettingGroup,
            Links = card.Links,
            Comments = card.Comments,
            SpentBy = [.. card.SpentBy.Select(person => person with { Hours = BoardAnswer.Round(person.Hours) })],
            Timers = [.. card.Timers.Select(timer => timer with { Since = TimeZoneInfo.ConvertTime(timer.Since, zone) })],
            PlanLine = card.PlanLine,
            ChangedAt = TimeZoneInfo.ConvertTime(card.ChangedAt, zone),
        };
    }

    /// <summary>As a script types it.</summary>
    private static string Sign(Comparison comparison) => CardJson.Sign(comparison) is var sign && sign == "≤" ? "<=" : sign == "≥" ? ">=" : sign;

    internal sealed record Item(long Id, string Text, bool Done, DateTimeOffset? DoneAt, string DoneBy, Condition? Condition, TickEvidence? Evidence)
    {
        /// <summary>A condition that it may want: only a suggestion.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Condition? Offer { get; init; }
    }

    /// <param name="Text">For people.</param>
    internal sealed record Condition(string Metric, ImmutableSortedDictionary<string, string> Labels, string Comparison, double Value, int Minutes, string Text);
}

/// <summary>What a write did: the card as it is now, and what to take back.</summary>
/// <param name="Change">Of the history; null where nothing was changed, or nothing can be taken back.</param>
internal sealed record CardWritten(CardAnswer? Card, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Change);
