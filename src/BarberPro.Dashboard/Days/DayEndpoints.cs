using System.Globalization;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace BarberPro.Dashboard.Days;

internal static class DayEndpoints
{
    public static void MapDayEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/day", (LiveValue<DaySnapshot> day, TimeProvider clock, IStringLocalizer<DaysTexts> texts) => Shape(day.Current, clock.GetUtcNow(), texts)).RequireAuthorization(Policies.Screen).ReadsOnly();
        routes.MapGet("/api/days", ReadDaysAsync).RequireAuthorization(Policies.Viewer).ReadsOnly();
        routes.MapGet("/api/days/{number:int}", ReadDayAsync).RequireAuthorization(Policies.Viewer).ReadsOnly();
        routes.MapGet("/api/days/{number:int}/plan", ReadPlanAsync).RequireAuthorization(Policies.Viewer).ReadsOnly();
    }

    internal static DayShape Shape(DaySnapshot day, DateTimeOffset now, IStringLocalizer<DaysTexts> texts) =>
        new(day.Number, day.Date, InZone(now, day.Zone), day.Zone.Id, DayClock.Abbreviation(day.Zone, now),
            [.. day.Blocks.Select(block => new BlockShape(block.Key, block.Title, InZone(day.At(day.Date, block.Start), day.Zone), InZone(day.At(day.Date, block.End), day.Zone),
                PlanWording.Name(DayClock.StateOf(block, day, now)), Math.Round(DayClock.Progress(block, day, now), 4)))], ProgramVersion.Current)
        {
            Title = day.Title,
            Author = day.Author,
            LaunchId = day.LaunchId,
            BaselineNumber = day.BaselineNumber,
            BaselineDate = day.BaselineDate,
            ClosedAt = day.ClosedAt is { } closed ? InZone(closed, day.Zone) : null,
            NextReview = day.NextReview,
            EscalationContact = day.EscalationContact,
            Version = day.Version,
            Offer = day.Number is null ? new OfferShape(texts["OfferToImport", day.Date.ToString("D", CultureInfo.CurrentCulture)], PlanImportPage.Path, "/api/plans") : null,
        };

    private static async Task<IReadOnlyList<DayEntryShape>> ReadDaysAsync(DayStore store, LiveValue<DaySnapshot> day, CancellationToken cancellationToken) =>
        [.. (await store.ReadDaysAsync(cancellationToken)).Select(row => new DayEntryShape(row.Number, row.Date, row.Zone, row.BaselineNumber, row.BaselineDate, row.Version,
            InZone(row.ImportedAt, row.ZoneInfo), row.ClosedAt is { } closed ? InZone(closed, row.ZoneInfo) : null, row.Number == day.Current.Number))];

    private static async Task<IResult> ReadDayAsync(int number, DayStore store, LiveValue<DaySnapshot> live, TimeProvider clock, IStringLocalizer<DaysTexts> texts, CancellationToken cancellationToken)
    {
        if (await store.ReadDayAsync(number, cancellationToken) is not { } day)
        {
            return NoSuchDay(number, texts);
        }

        var parts = await store.ReadPartsAsync(number, cancellationToken);
        var snapshot = live.Current is { } current && current.Number == number && current.Version == day.Version ? current : DayRules.Show(day, parts, [], new DaysOptions());
        var plan = PlanImporter.Read(day.Plan, day.ZoneInfo);
        return Results.Ok(Shape(snapshot, clock.GetUtcNow(), texts) with
        {
            Plan = new PlanShape(snapshot.FocusAreas, snapshot.Cards, plan.People, plan.Risks, plan.RollbackProcedures, snapshot.Targets,
                [.. parts.Handoff.Where(item => item.RemovedAt is null).Select(item => new HandoffItem(item.Key, item.Section, item.Text, item.PlanLine))], plan.Achievements, plan.Budget),
        });
    }

    private static async Task<IResult> ReadPlanAsync(int number, DayStore store, IStringLocalizer<DaysTexts> texts, CancellationToken cancellationToken) =>
        await store.ReadDayAsync(number, cancellationToken) is { } day
            ? Results.File(System.Text.Encoding.UTF8.GetBytes(day.Plan), "text/markdown; charset=utf-8", lastModified: day.ImportedAt, entityTag: new EntityTagHeaderValue($"\"{day.PlanSha256}\""))
            : NoSuchDay(number, texts);

    private static IResult NoSuchDay(int number, IStringLocalizer<DaysTexts> texts) =>
        Results.Problem(title: texts["NoSuchDay", number], detail: texts["NoSuchDayDetail"], statusCode: StatusCodes.Status404NotFound,
            extensions: new Dictionary<string, object?> { ["field"] = "number" });

    private static DateTimeOffset InZone(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);
}
