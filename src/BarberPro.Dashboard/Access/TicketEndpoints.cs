using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

internal sealed record TicketRequest(string? Action, string? Target, string? Version);

internal sealed record TicketMade(string Ticket, DateTimeOffset ExpiresAt);

/// <summary>Dangerous calls of the API: a person brings a ticket for exactly that in a header; a key brings itself, as no screen is involved.</summary>
internal static class TicketEndpoints
{
    public const string Header = "Ticket";

    private const int Longest = 300;

    private static readonly Dictionary<string, Role> Needed = new[] { "key.made", "key.revoked", "wall-key.made", "wall-key.revoked" }.ToDictionary(action => action, _ => Role.Admin)
        .Concat(Enum.GetValues<PersonChange>().Select(People.ActionOf).Append("person.invited").Select(action => KeyValuePair.Create(action, Role.Lead))).ToDictionary(StringComparer.Ordinal);

    public static void MapTickets(this WebApplication app) =>
        app.MapPost("/api/tickets", IssueAsync).RequireAuthorization(Policies.Lead).ReadsOnly().WithName("Ticket").WithSummary("A ticket for one dangerous call by a person: good once, for two minutes").WithTags("Access").DisableAntiforgery();

    /// <param name="context">Of the call.</param>
    /// <param name="action">As the audit names it.</param>
    /// <param name="target">What it is done to, and what with.</param>
    /// <param name="version">As of now: a ticket for an earlier one is worth nothing.</param>
    /// <param name="needsProof">Whether the last proof of who the person is must be recent.</param>
    /// <returns>What refuses the call; null where it may go on.</returns>
    public static async Task<IResult?> RefuseAsync(HttpContext context, string action, string target, string version, bool needsProof)
    {
        if (Caller.KindOf(context.User) != ActorKind.Person)
        {
            return null;
        }

        var services = context.RequestServices;
        var texts = services.GetRequiredService<IStringLocalizer<AccessTexts>>();
        if (needsProof && !RecentProof.IsFresh(context.User, services.GetRequiredService<TimeProvider>()))
        {
            return Results.Problem(title: texts["ProofIsOld"], detail: texts["ProofIsOldDetail"], statusCode: StatusCodes.Status403Forbidden);
        }

        if (context.Request.Headers[Header] is not [{ Length: > 0 and <= Longest } ticket])
        {
            return Results.Problem(title: texts["TicketNeeded"], detail: texts["TicketNeededDetail"], statusCode: StatusCodes.Status428PreconditionRequired);
        }

        return await services.GetRequiredService<TicketOffice>().RedeemAsync(ticket, context.ActorOf().Id, action, target, version, context.RequestAborted)
            ? null
            : Results.Problem(title: texts["TicketRefused"], detail: texts["TicketRefusedDetail"], statusCode: StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> IssueAsync(TicketRequest request, HttpContext context, TicketOffice office, RefusalLog refusals, TimeProvider clock, IStringLocalizer<AccessTexts> texts)
    {
        if (request.Action is null || !Needed.TryGetValue(request.Action, out var needed) || request.Target is not { Length: > 0 and <= Longest } target || request.Version?.Length > Longest)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["action"] = [texts["TicketFault", string.Join(", ", Needed.Keys.Order(StringComparer.Ordinal))]] }, title: texts["TicketRefused"]);
        }

        if (!(Caller.RoleOf(context.User) >= needed))
        {
            await refusals.RecordAsync(context, request.Action, target, needed);
            return Results.Problem(title: texts["NotAllowed"], detail: texts["NotYours"], statusCode: StatusCodes.Status403Forbidden);
        }

        context.Response.Headers.CacheControl = "no-store";
        var ticket = await office.IssueAsync(context.ActorOf().Id, request.Action, target, request.Version ?? "", context.RequestAborted);
        return Results.Created((string?)null, new TicketMade(ticket, clock.GetUtcNow() + TicketOffice.Lifetime));
    }
}
