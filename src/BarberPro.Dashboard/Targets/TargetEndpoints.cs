using System.Globalization;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Targets;

/// <summary>A review as it is sent: what was noted, and who looked where that is not who sends it (only a key may say so).</summary>
internal sealed record ReviewRequest(string? By, string? Note);

internal static class TargetEndpoints
{
    public static void MapTargetsApi(this WebApplication app)
    {
        app.MapGet("/api/days/{number:int}/targets", async (int number, LiveValue<TargetsSnapshot> live, LiveValue<DaySnapshot> days, TargetJudge judge,
            IStringLocalizer<TargetsTexts> texts, HttpContext context) =>
        {
            if (live.Current is { Day: { } judged } current && judged.Number == number && ReferenceEquals(judged, days.Current))
            {
                return Results.Ok(TargetAnswer.Of(current, CultureInfo.CurrentUICulture));
            }

            return await FindAsync(number, days, context) is { } day
                ? Results.Ok(TargetAnswer.Of(await judge.JudgeAsync(day, context.RequestAborted), CultureInfo.CurrentUICulture))
                : NoSuchDay(number, texts);
        }).RequireAuthorization(Policies.Screen).ReadsOnly().WithName("Targets").WithTags("Targets").Produces<IReadOnlyList<TargetAnswer>>().ProducesProblem(StatusCodes.Status404NotFound);

        app.MapPost("/api/days/{number:int}/targets/{key}/review", async (int number, string key, ReviewRequest request, LiveValue<DaySnapshot> days, TargetReviewer reviewer,
            IStringLocalizer<TargetsTexts> texts, HttpContext context) =>
        {
            if (await FindAsync(number, days, context) is not { } day)
            {
                return NoSuchDay(number, texts);
            }

            if (!Has(day, key))
            {
                return NoSuchTarget(number, key, texts);
            }

            if (TargetReviewer.NameOf(context.ActorOf(), request.By) is not { } by)
            {
                return Results.ValidationProblem(new Dictionary<string, string[]> { ["by"] = [texts["ReviewNotAnother"]] }, title: texts["ReviewRefused"]);
            }

            if (TargetReviewer.Fault(by, request.Note) is { } fault)
            {
                return Results.ValidationProblem(new Dictionary<string, string[]> { [fault.Field] = [texts[fault.Text, fault.Limit]] }, title: texts["ReviewRefused"]);
            }

            var review = await reviewer.ReviewAsync(context.ActorOf(), day, key, by, request.Note, context.RequestAborted);
            return Results.Ok(new TargetAnswer.Review(review.By, review.Note, TimeZoneInfo.ConvertTime(review.At, day.Zone)));
        }).RequireAuthorization(Policies.Member).Records("target.reviewed").WithName("ReviewTarget").WithTags("Targets").Produces<TargetAnswer.Review>().ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).DisableAntiforgery();

        app.MapDelete("/api/days/{number:int}/targets/{key}/review", async (int number, string key, LiveValue<DaySnapshot> days, TargetReviewer reviewer,
            IStringLocalizer<TargetsTexts> texts, HttpContext context) =>
            await FindAsync(number, days, context) is not { } day ? NoSuchDay(number, texts)
            : !Has(day, key) ? NoSuchTarget(number, key, texts)
            : await reviewer.WithdrawAsync(context.ActorOf(), day, key, context.RequestAborted) ? Results.NoContent()
            : Results.Problem(title: texts["NotReviewed", key], statusCode: StatusCodes.Status404NotFound))
            .RequireAuthorization(Policies.Member).Records("target.review-withdrawn").WithName("WithdrawReview").WithTags("Targets").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<DaySnapshot?> FindAsync(int number, LiveValue<DaySnapshot> days, HttpContext context)
    {
        if (days.Current.Number == number)
        {
            return days.Current;
        }

        var store = context.RequestServices.GetRequiredService<DayStore>();
        return await store.ReadDayAsync(number, context.RequestAborted) is { } day
            ? DayRules.Show(day, await store.ReadPartsAsync(number, context.RequestAborted), [], new DaysOptions()) : null;
    }

    private static bool Has(DaySnapshot day, string key) => day.Targets.Any(target => target.Key == key);

    private static IResult NoSuchDay(int number, IStringLocalizer texts) =>
        Results.Problem(title: texts["NoSuchDay", number], statusCode: StatusCodes.Status404NotFound, extensions: new Dictionary<string, object?> { ["field"] = "number" });

    private static IResult NoSuchTarget(int number, string key, IStringLocalizer texts) =>
        Results.Problem(title: texts["NoSuchTarget", key, number], statusCode: StatusCodes.Status404NotFound, extensions: new Dictionary<string, object?> { ["field"] = "key", ["key"] = key });
}
