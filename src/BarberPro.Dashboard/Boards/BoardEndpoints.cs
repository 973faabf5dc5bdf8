using System.Globalization;
using System.Text.RegularExpressions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>All that the page can do, for scripts. Bodies are read by hand: what is unknown in them is refused with its name.</summary>
internal static partial class BoardEndpoints
{
    private const string Json = "application/json";

    public static void MapBoardApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/days/{number:int}/board", ReadBoardAsync).RequireAuthorization(Policies.Screen).ReadsOnly()
            .WithName("Board").WithTags("Board").Produces<BoardAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/api/days/{number:int}/cards", AddAsync).Acts("AddCard", "card.added").Accepts<CardBodies.Add>(Json).Produces<CardWritten>(StatusCodes.Status201Created);

        var card = routes.MapGroup("/api/cards/{id:long}");
        card.MapGet("", ReadCardAsync).Reads("Card").Produces<CardAnswer>();
        card.MapPatch("", EditAsync).Acts("ChangeCard", "card.changed").Accepts<CardBodies.Change>(Json).Produces<CardAnswer>().ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        card.MapDelete("", RemoveAsync).Acts("RemoveCard", "card.removed").Produces<CardWritten>().ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        card.MapGet("/comments", ReadCommentsAsync).Reads("CardComments").Produces<IReadOnlyList<CardComment>>();
        card.MapPost("/comments", CommentAsync).Acts("CommentOnCard", "card.commented").Accepts<CardBodies.Comment>(Json).Produces<CardWritten>();
        card.MapGet("/history", ReadHistoryAsync).Reads("CardHistory").Produces<IReadOnlyList<CardChange>>();
        card.MapPost("/timer", StartTimerAsync).Acts("StartTimer", "card.timer-started").Produces<CardWritten>();
        card.MapPost("/time", AddTimeAsync).Acts("AddTime", "card.time-added").Accepts<CardBodies.Time>(Json).Produces<CardWritten>();
        card.MapPost("/carry", CarryAsync).Acts("CarryCard", "card.carried").Accepts<CardBodies.Carry>(Json).Produces<CardWritten>().ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        routes.MapDelete("/api/timer", StopTimerAsync).Acts("StopTimer", "card.timer-stopped").Produces<CardWritten>();
        routes.MapPost("/api/card-changes/{change:long}/undo", UndoAsync).Acts("UndoCardChange", "card.undone").Produces<CardWritten>().ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> ReadBoardAsync(int number, [AsParameters] Parts parts) =>
        await parts.Keeper.FindAsync(number, parts.Plans, parts.Context.RequestAborted) is { } board
            ? Results.Ok(BoardAnswer.Of(board, parts.Wording, parts.Clock.GetUtcNow(), parts.Zone)) : NoSuchDay(number, parts);

    private static async Task<IResult> ReadCardAsync(long id, [AsParameters] Parts parts) =>
        await parts.Store.FindAsync(id, parts.Context.RequestAborted) is { IsVisible: true } stored ? Shown(stored.Card, parts) : NoSuchCard(id, parts);

    private static async Task<IResult> EditAsync(long id, [AsParameters] Parts parts)
    {
        if (Version(parts) is var (version, refused) && refused is not null)
        {
            return refused;
        }

        if (await CardBody.ReadAsync(parts.Context.Request, parts.Context.RequestAborted) is not { } body)
        {
            return NoBody(parts);
        }

        var edit = body.Edit(parts.Wording.Read);
        return body.Faults.Count > 0 ? Invalid(body.Faults, parts)
            : await parts.Editor.EditAsync(parts.Actor, id, version, edit, parts.Context.RequestAborted) is var write && write.Outcome == CardOutcome.Saved ? Shown(write.Card!, parts)
            : Refused(write, id, parts);
    }

    private static async Task<IResult> RemoveAsync(long id, [AsParameters] Parts parts) => Version(parts) is var (version, refused) && refused is not null ? refused
        : Written(await parts.Editor.RemoveAsync(parts.Actor, id, version, parts.Context.RequestAborted), id, parts);

    private static async Task<IResult> AddAsync(int number, [AsParameters] Parts parts)
    {
        if (await CardBody.ReadAsync(parts.Context.Request, parts.Context.RequestAborted) is not { } body)
        {
            return NoBody(parts);
        }

        var (block, column, title) = (body.Text("block"), body.Column("column"), body.Text("title"));
        body.RefuseOthers();
        if (body.Faults.Count > 0)
        {
            return Invalid(body.Faults, parts);
        }

        var write = await parts.Editor.AddAsync(parts.Actor, number, new NewCard(block?.Value ?? "", column?.Value ?? CardColumn.Todo, title?.Value ?? ""), parts.Context.RequestAborted);
        return write.Outcome switch
        {
            CardOutcome.Saved => Results.Created($"/api/cards/{write.Card!.Id}", new CardWritten(CardAnswer.Of(write.Card, parts.Wording, parts.Zone), write.Change)),
            CardOutcome.NotFound => NoSuchDay(number, parts),
            _ => Refused(write, 0, parts),
        };
    }

    private static async Task<IResult> ReadCommentsAsync(long id, [AsParameters] Parts parts) =>
        await parts.Store.FindAsync(id, parts.Context.RequestAborted) is null ? NoSuchCard(id, parts)
        : Results.Ok((await parts.Editor.ReadCommentsAsync(id, parts.Context.RequestAborted)).Select(comment => comment with { At = parts.InZone(comment.At) }));

    private static async Task<IResult> CommentAsync(long id, [AsParameters] Parts parts)
    {
        if (await CardBody.ReadAsync(parts.Context.Request, parts.Context.RequestAborted) is not { } body)
        {
            return NoBody(parts);
        }

        var text = body.Text("text");
        body.RefuseOthers();
        return body.Faults.Count > 0 ? Invalid(body.Faults, parts)
            : Written(await parts.Editor.CommentAsync(parts.Actor, id, text?.Value ?? "", parts.Context.RequestAborted), id, parts);
    }

    private static async Task<IResult> ReadHistoryAsync(long id, [AsParameters] Parts parts) =>
        await parts.Store.FindAsync(id, parts.Context.RequestAborted) is null ? NoSuchCard(id, parts)
        : Results.Ok((await parts.Editor.ReadHistoryAsync(id, parts.Context.RequestAborted)).Select(change => change with { At = parts.InZone(change.At) }));

    private static async Task<IResult> StartTimerAsync(long id, [AsParameters] Parts parts) =>
        Written(await parts.Editor.StartTimerAsync(parts.Actor, id, parts.Context.RequestAborted), id, parts);

    private static async Task<IResult> StopTimerAsync([AsParameters] Parts parts) =>
        await parts.Editor.StopTimerAsync(parts.Actor, parts.Context.RequestAborted) is { Outcome: CardOutcome.Saved } write ? Written(write, 0, parts)
        : Results.Problem(title: parts.Texts["NoTimer"], statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> AddTimeAsync(long id, [AsParameters] Parts parts)
    {
        if (await CardBody.ReadAsync(parts.Context.Request, parts.Context.RequestAborted) is not { } body)
        {
            return NoBody(parts);
        }

        var (person, hours) = (body.Text("person"), body.Number("hours", mayBeNull: false));
        body.RefuseOthers();
        return body.Faults.Count > 0 ? Invalid(body.Faults, parts)
            : Written(await parts.Editor.AddTimeAsync(parts.Actor, id, person?.Value ?? parts.Actor.Name, hours?.Value ?? 0, parts.Context.RequestAborted), id, parts);
    }

    private static async Task<IResult> CarryAsync(long id, [AsParameters] Parts parts)
    {
        if (Version(parts) is var (version, refused) && refused is not null)
        {
            return refused;
        }

        if (await CardBody.ReadAsync(parts.Context.Request, parts.Context.RequestAborted) is not { } body)
        {
            return NoBody(parts);
        }

        var (to, reason) = (body.TextOrNull("toBlock"), body.Text("reason"));
        body.RefuseOthers();
        return body.Faults.Count > 0 ? Invalid(body.Faults, parts)
            : Written(await parts.Editor.CarryAsync(parts.Actor, id, version, to?.Value, reason?.Value ?? "", parts.Context.RequestAborted), id, parts);
    }

    private static async Task<IResult> UndoAsync(long change, [AsParameters] Parts parts) =>
        await parts.Editor.UndoAsync(parts.Actor, change, parts.Context.RequestAborted) is var write && write.Outcome == CardOutcome.NotFound
            ? Results.Problem(title: parts.Texts["NoSuchChange", change], statusCode: StatusCodes.Status404NotFound, extensions: Field("change")) : Written(write, write.Card?.Id ?? 0, parts);

    private static IResult Written(CardWrite write, long id, Parts parts) => write.Outcome == CardOutcome.Saved
        ? Results.Ok(new CardWritten(write.Card is { } card ? CardAnswer.Of(card, parts.Wording, parts.Zone) : null, write.Change)) : Refused(write, id, parts);

    private static IResult Refused(CardWrite write, long id, Parts parts) => write.Outcome switch
    {
        CardOutcome.NotFound => NoSuchCard(id, parts),
        CardOutcome.Stale => Stale(write.Card!, parts),
        // A closed day is no fault of what was sent.
        _ when write.Faults is [{ Field: "day" } closed, ..] => Results.Problem(title: closed.Text, statusCode: StatusCodes.Status409Conflict, extensions: Field("day")),
        _ => Invalid(write.Faults, parts),
    };

    private static IResult Stale(BoardCard card, Parts parts)
    {
        parts.Context.Response.Headers.ETag = ETag(card);
        return Results.Problem(title: parts.Texts["Stale"], detail: parts.Texts["StaleDetail", card.Version], statusCode: StatusCodes.Status412PreconditionFailed,
            extensions: new Dictionary<string, object?> { ["field"] = "If-Match", ["current"] = CardAnswer.Of(card, parts.Wording, parts.Zone) });
    }

    private static IResult Shown(BoardCard card, Parts parts)
    {
        parts.Context.Response.Headers.ETag = ETag(card);
        return Results.Ok(CardAnswer.Of(card, parts.Wording, parts.Zone));
    }

    private static string ETag(BoardCard card) => string.Create(CultureInfo.InvariantCulture, $"\"{card.Version}\"");

    private static IResult Invalid(IEnumerable<CardFault> faults, Parts parts) =>
        Invalid(faults.Select(fault => new FieldFault(fault.Field, fault.Detail is null ? parts.Texts[fault.Text] : parts.Texts[fault.Text, fault.Detail])), parts);

    private static IResult Invalid(IEnumerable<FieldFault> faults, Parts parts) =>
        Results.ValidationProblem(faults.Take(100).GroupBy(fault => fault.Field).ToDictionary(field => field.Key, field => field.Select(fault => fault.Text).ToArray()), title: parts.Texts["Refused"]);

    private static IResult NoBody(Parts parts) => Results.ValidationProblem(new Dictionary<string, string[]> { ["body"] = [parts.Texts["FaultBody"]] }, title: parts.Texts["Refused"]);

    private static IResult NoSuchCard(long id, Parts parts) => Results.Problem(title: parts.Texts["NoSuchCard", id], statusCode: StatusCodes.Status404NotFound, extensions: Field("id"));

    private static IResult NoSuchDay(int number, Parts parts) => Results.Problem(title: parts.Texts["NoSuchDay", number], statusCode: StatusCodes.Status404NotFound, extensions: Field("number"));

    private static Dictionary<string, object?> Field(string name) => new() { ["field"] = name };

    /// <summary>The version that the writer saw: without one nobody writes.</summary>
    private static (int Version, IResult? Refused) Version(Parts parts)
    {
        var given = parts.Context.Request.Headers.IfMatch.ToString();
        return given.Length == 0 ? (0, Results.Problem(title: parts.Texts["NeedsIfMatch"], detail: parts.Texts["NeedsIfMatchDetail"], statusCode: StatusCodes.Status428PreconditionRequired, extensions: Field("If-Match")))
            : Quoted().Match(given) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var version) ? (version, null)
            : (0, Results.ValidationProblem(new Dictionary<string, string[]> { ["If-Match"] = [parts.Texts["FaultIfMatch"]] }, title: parts.Texts["Refused"]));
    }

    private static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, string name) =>
        route.RequireAuthorization(Policies.Viewer).ReadsOnly().WithName(name).WithTags("Board").ProducesProblem(StatusCodes.Status404NotFound);

    private static RouteHandlerBuilder Acts(this RouteHandlerBuilder route, string name, string action) =>
        route.RequireAuthorization(Policies.Member).Records(action).WithName(name).WithTags("Board").ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).DisableAntiforgery();

    [GeneratedRegex("^\"([0-9]{1,9})\"$")]
    private static partial Regex Quoted();

    /// <summary>What each of them needs.</summary>
    internal sealed record Parts(HttpContext Context, BoardEditor Editor, BoardKeeper Keeper, BoardStore Store, DayStore Plans, ConditionText Wording, LiveValue<DaySnapshot> Days,
        TimeProvider Clock, IStringLocalizer<CardTexts> Texts)
    {
        public Actor Actor => Context.ActorOf();

        public TimeZoneInfo Zone => Days.Current.Zone;

        public DateTimeOffset InZone(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);
    }
}
