using System.Collections.Immutable;

namespace BarberPro.Dashboard.Days;

/// <summary>Which day is in view, and what it shows. Pure.</summary>
internal static class DayRules
{
    /// <summary>The date that counts as today in a zone.</summary>
    public static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone, DaysOptions options) => options.DateInView ?? DayClock.DateOf(now, zone);

    /// <summary>The configured day, else the one whose date is today in its own zone; of several the one with the highest number.</summary>
    public static DayRow? InView(IReadOnlyList<DayRow> days, DateTimeOffset now, DaysOptions options) => options.DayNumber is { } number
        ? days.FirstOrDefault(day => day.Number == number)
        : days.Where(day => day.Date == Today(now, day.ZoneInfo, options)).MaxBy(day => day.Number);

    /// <summary>The day that moves along to today: the last one that nobody closed, where today has no day of its own.</summary>
    public static (DayRow Day, DateOnly To)? MovesAlong(IReadOnlyList<DayRow> days, DateTimeOffset now, DaysOptions options)
    {
        if (!options.MovesAlong || days.Any(day => day.Date == Today(now, day.ZoneInfo, options)))
        {
            return null;
        }

        return days.Where(day => day.Date < Today(now, day.ZoneInfo, options)).MaxBy(day => day.Number) is { ClosedAt: null } last
            ? (last, Today(now, last.ZoneInfo, options)) : null;
    }

    /// <summary>The zone that tells when the next day begins while none is in view.</summary>
    public static TimeZoneInfo Zone(IReadOnlyList<DayRow> days, DaysOptions options) => days.Count == 0 ? options.DefaultZone : days.MaxBy(day => day.Number)!.ZoneInfo;

    public static DateTimeOffset NextMidnight(DateTimeOffset now, TimeZoneInfo zone) => DayClock.At(DayClock.DateOf(now, zone).AddDays(1), TimeOnly.MinValue, zone);

    public static DaySnapshot Show(StoredDay day, StoredParts parts, IReadOnlyList<DayRow> days, DaysOptions options)
    {
        var plan = PlanImporter.Read(day.Plan, day.ZoneInfo);
        var date = options.DateInView ?? day.Date;
        return new DaySnapshot(day.Number, date, day.BaselineNumber, date == day.Date ? day.BaselineDate : date.AddDays(-1), day.ZoneInfo,
            [.. parts.Blocks.Where(block => block.RemovedAt is null).Select(block => block.Block)],
            [.. parts.Targets.Where(target => target.RemovedAt is null).Select(target => new PlannedTarget(target.Key, target.Text, target.Section, target.PlanLine))],
            plan.NextReview, plan.EscalationContact, day.Version)
        {
            Title = plan.Title,
            Author = plan.Author,
            LaunchId = plan.LaunchId,
            ClosedAt = day.ClosedAt,
            FocusAreas = plan.FocusAreas,
            People = plan.People,
            Cards = [.. parts.Cards.Where(card => card.RemovedAt is null).Select(card => Show(card, parts))],
            OtherBaselines = Others(days, date),
        };
    }

    public static ImmutableDictionary<DateOnly, DateOnly> Others(IReadOnlyList<DayRow> days, DateOnly inView) =>
        days.Where(day => day.Date != inView).GroupBy(day => day.Date).ToImmutableDictionary(group => group.Key, group => group.MaxBy(day => day.Number)!.BaselineDate);

    private static PlannedCard Show(StoredCard card, StoredParts parts) =>
        new(card.Key, card.BlockKey, card.Title, card.FocusArea, card.Priority, card.Risk, card.Role, card.PlannedHours,
            [.. parts.Items.Where(item => item.CardKey == card.Key && item.RemovedAt is null).Select(item => new PlannedItem(item.Key, item.Text, item.PlanLine))], card.PlanLine);
}
