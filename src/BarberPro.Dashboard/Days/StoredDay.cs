namespace BarberPro.Dashboard.Days;

/// <summary>A row of table day without its plan.</summary>
internal record DayRow
{
    public required int Number { get; init; }
    public required DateOnly Date { get; init; }
    public required string Zone { get; init; }
    public required int? BaselineNumber { get; init; }
    public required DateOnly BaselineDate { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset ImportedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }

    public TimeZoneInfo ZoneInfo => PlanZones.Find(Zone) ?? TimeZoneInfo.Utc;
}

internal sealed record StoredDay : DayRow
{
    public required string Plan { get; init; }
    public required string PlanSha256 { get; init; }
}

internal sealed record StoredBlock
{
    public required long Id { get; init; }
    public required string Key { get; init; }
    public required string Title { get; init; }
    public required int StartsMinute { get; init; }
    public required int EndsMinute { get; init; }
    public required DateTimeOffset? RemovedAt { get; init; }

    public Block Block => new(Key, Title, TimeOnly.MinValue.AddMinutes(StartsMinute), EndsMinute == 1440 ? TimeOnly.MaxValue : TimeOnly.MinValue.AddMinutes(EndsMinute));

    public static int MinuteOf(TimeOnly time) => time == TimeOnly.MaxValue ? 1440 : (time.Hour * 60) + time.Minute;
}

internal sealed record StoredCard
{
    public required long Id { get; init; }
    public required string BlockKey { get; init; }
    public required string Key { get; init; }
    public required string Title { get; init; }
    public required int PlanLine { get; init; }
    public required string FocusArea { get; init; }
    public required string Priority { get; init; }
    public required string Risk { get; init; }
    public required string Role { get; init; }
    public required string[] Assignees { get; init; }
    public required double? PlannedHours { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset? RemovedAt { get; init; }

    /// <summary>It was given to somebody, moved, talked about or worked on.</summary>
    public required bool HasWork { get; init; }
}

internal sealed record StoredItem
{
    public required long Id { get; init; }
    public required string CardKey { get; init; }
    public required string Key { get; init; }
    public required string Text { get; init; }
    public required int PlanLine { get; init; }
    public required bool Done { get; init; }
    public required DateTimeOffset? DoneAt { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset? RemovedAt { get; init; }
}

/// <summary>A row of planned_target or handoff_item.</summary>
internal sealed record StoredLine
{
    public required string Key { get; init; }
    public required string Section { get; init; }
    public required string Text { get; init; }
    public required int PlanLine { get; init; }
    public required DateTimeOffset? RemovedAt { get; init; }
}

/// <summary>What a day has in the tables, in the plan's order; also what the plan no longer has.</summary>
internal sealed record StoredParts(IReadOnlyList<StoredBlock> Blocks, IReadOnlyList<StoredCard> Cards, IReadOnlyList<StoredItem> Items,
    IReadOnlyList<StoredLine> Targets, IReadOnlyList<StoredLine> Handoff)
{
    public static StoredParts None { get; } = new([], [], [], [], []);

    /// <summary>Someone has worked on it.</summary>
    public bool HasProgress(StoredCard card) => card.HasWork || Items.Any(item => item.CardKey == card.Key && item.Done);
}
