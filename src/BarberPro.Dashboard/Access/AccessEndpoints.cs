using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

internal sealed record KeyRequest(string? Name, string? Role, DateTimeOffset? ExpiresAt);

internal sealed record WallKeyRequest(string? Name);

internal sealed record RoleRequest(string? Role);

internal sealed record KeyAnswer(Guid Id, string Name, string Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

internal sealed record KeyMade(Guid Id, string Key);

internal sealed record WallKeyMade(Guid Id, string Name, string Link);

internal sealed record InvitationMade(string Role, string Link, DateTimeOffset ExpiresAt);

internal sealed record PersonShape(Guid Id, string Name, string Role, bool TwoFactor, bool Locked, bool Disabled, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, string Version);

/// <summary>Keys and people for scripts, and the two ways in that are no form.</summary>
internal static class AccessEndpoints
{
    public const string WallPath = "/signin/wall";

    public static void MapAccessApi(this WebApplication app)
    {
        var keys = app.MapGroup("/api/keys").RequireAuthorization(Policies.Admin).WithTags("Access");
        keys.MapGet("", async (Keys store, CancellationToken cancellationToken) =>
            (await store.ReadAsync(cancellationToken)).Select(key => new KeyAnswer(key.Id, key.Name, RoleNames.Of(key.Role), key.CreatedBy, key.CreatedAt, key.ExpiresAt, key.LastUsedAt)))
            .ReadsOnly().WithName("Keys").WithSummary("API keys that are good; their texts are nowhere");
        keys.MapPost("", AddKeyAsync).Records("key.made").WithName("MakeKey").WithSummary("Makes a key and shows it this once").DisableAntiforgery();
        keys.MapDelete("/{id:guid}", async (Guid id, Keys store, HttpContext context, IStringLocalizer<AccessTexts> texts) =>
            await TicketEndpoints.RefuseAsync(context, "key.revoked", id.ToString(), "", needsProof: true)
            ?? (await store.RevokeAsync(context.ActorOf(), id, context.RequestAborted) ? Results.NoContent() : NotFound(texts["NoSuchKey"]))).Records("key.revoked").WithName("RevokeKey");

        var walls = app.MapGroup("/api/wall-keys").RequireAuthorization(Policies.Admin).WithTags("Access");
        walls.MapGet("", async (Keys store, CancellationToken cancellationToken) => await store.ReadWallsAsync(cancellationToken)).ReadsOnly().WithName("WallKeys").WithSummary("Screens, and when each was last seen");
        walls.MapPost("", AddWallKeyAsync).Records("wall-key.made").WithName("MakeWallKey").WithSummary("Makes the link that signs one screen in").DisableAntiforgery();
        walls.MapDelete("/{id:guid}", async (Guid id, Keys store, HttpContext context, IStringLocalizer<AccessTexts> texts) =>
            await TicketEndpoints.RefuseAsync(context, "wall-key.revoked", id.ToString(), "", needsProof: true)
            ?? (await store.RevokeWallAsync(context.ActorOf(), id, context.RequestAborted) ? Results.NoContent() : NotFound(texts["NoSuchKey"]))).Records("wall-key.revoked").WithName("RevokeWallKey");

        var people = app.MapGroup("/api/people").RequireAuthorization(Policies.Lead).WithTags("Access");
        people.MapGet("", async (PersonStore store, LastSeen seen, TimeProvider clock, CancellationToken cancellationToken) =>
            (await store.ReadAllAsync(cancellationToken)).Select(person => new PersonShape(person.Id, person.Name, RoleNames.Of(person.Role), person.TwoFactor, People.IsLocked(person, clock.GetUtcNow()),
                person.DisabledAt is not null, person.CreatedAt, seen.Latest(person.Id, person.LastSeenAt), person.Version!))).ReadsOnly().WithName("People");
        people.MapPost("/invitations", InviteAsync).Records("person.invited").WithName("Invite").WithSummary("Makes a link that brings one person in").DisableAntiforgery();
        foreach (var (path, change) in new[] { ("role", PersonChange.Role), ("lock", PersonChange.Lock), ("unlock", PersonChange.Unlock), ("disable", PersonChange.Disable), ("enable", PersonChange.Enable), ("sign-out", PersonChange.SignOut) })
        {
            people.MapPost($"/{{id:guid}}/{path}", (Guid id, People desk, PersonStore store, HttpContext context, IStringLocalizer<AccessTexts> texts) => ChangeAsync(id, change, desk, store, context, texts))
                .Records(People.ActionOf(change)).WithName($"Person-{path}").DisableAntiforgery();
        }

        app.MapGet(WallPath, EnterWallAsync).Open("its link is what signs a screen in").Records("signin.done").RequireRateLimiting(RateLimits.SignIn).ExcludeFromDescription();
    }

    private static async Task<IResult> AddKeyAsync(KeyRequest request, Keys store, HttpContext context, TimeProvider clock, IStringLocalizer<AccessTexts> texts)
    {
        if (!Keys.IsName(request.Name) || RoleNames.Find(request.Role) is not { } role || request.ExpiresAt <= clock.GetUtcNow())
        {
            var field = !Keys.IsName(request.Name) ? "name" : RoleNames.Find(request.Role) is null ? "role" : "expiresAt";
            return Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [texts[$"KeyFault-{field}"]] }, title: texts["KeyRefused"]);
        }

        if (await TicketEndpoints.RefuseAsync(context, "key.made", Keys.TargetOf(request.Name!, role), "", needsProof: true) is { } refused)
        {
            return refused;
        }

        var (id, key) = await store.AddAsync(context.ActorOf(), request.Name!, role, request.ExpiresAt, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/keys/{id}", new KeyMade(id, key));
    }

    private static async Task<IResult> AddWallKeyAsync(WallKeyRequest request, Keys store, HttpContext context, IStringLocalizer<AccessTexts> texts)
    {
        if (!Keys.IsName(request.Name))
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["name"] = [texts["KeyFault-name"]] }, title: texts["KeyRefused"]);
        }

        if (await TicketEndpoints.RefuseAsync(context, "wall-key.made", request.Name!.Trim(), "", needsProof: true) is { } refused)
        {
            return refused;
        }

        var (id, key) = await store.AddWallAsync(context.ActorOf(), request.Name!, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/api/wall-keys/{id}", new WallKeyMade(id, request.Name!.Trim(), Absolute(context, $"{WallPath}?key={key}")));
    }

    private static async Task<IResult> InviteAsync(RoleRequest request, People desk, HttpContext context, TimeProvider clock, IStringLocalizer<AccessTexts> texts)
    {
        if (RoleNames.Find(request.Role) is not { } role)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["role"] = [texts["KeyFault-role"]] }, title: texts["InvitationRefused"]);
        }

        if (await TicketEndpoints.RefuseAsync(context, "person.invited", RoleNames.Of(role), "", needsProof: false) is { } refused)
        {
            return refused;
        }

        context.Response.Headers.CacheControl = "no-store";
        return await desk.InviteAsync(context.ActorOf(), Caller.RoleOf(context.User), role, context.RequestAborted) is { } path
            ? Results.Created((string?)null, new InvitationMade(RoleNames.Of(role), Absolute(context, path), clock.GetUtcNow() + People.InvitationLasts))
            : Results.Problem(title: texts["NotAllowed"], detail: texts["NotYours"], statusCode: StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> ChangeAsync(Guid id, PersonChange change, People desk, PersonStore store, HttpContext context, IStringLocalizer<AccessTexts> texts)
    {
        var role = change == PersonChange.Role && context.Request.HasJsonContentType() ? RoleNames.Find((await context.Request.ReadFromJsonAsync<RoleRequest>(context.RequestAborted))?.Role) : null;
        if (change == PersonChange.Role && role is null)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["role"] = [texts["KeyFault-role"]] }, title: texts["NotAllowed"]);
        }

        if (await store.FindByIdAsync(id.ToString(), context.RequestAborted) is not { Version: { } version })
        {
            return NotFound(texts["NoSuchPerson"]);
        }

        if (await TicketEndpoints.RefuseAsync(context, People.ActionOf(change), People.TargetOf(id, change, role), version, needsProof: false) is { } refused)
        {
            return refused;
        }

        var seen = Caller.KindOf(context.User) == ActorKind.Person ? version : null;
        return await desk.ChangeAsync(context.ActorOf(), Caller.RoleOf(context.User), id, change, role, seen, context.RequestAborted) switch
        {
            PersonAnswer.Done => Results.NoContent(),
            PersonAnswer.NotFound => NotFound(texts["NoSuchPerson"]),
            PersonAnswer.LastAdministrator => Results.Problem(title: texts["LastAdministrator"], statusCode: StatusCodes.Status409Conflict),
            PersonAnswer.Stale => Results.Problem(title: texts["TicketRefused"], detail: texts["TicketRefusedDetail"], statusCode: StatusCodes.Status412PreconditionFailed),
            _ => Results.Problem(title: texts["NotAllowed"], detail: texts["NotYours"], statusCode: StatusCodes.Status403Forbidden),
        };
    }

    /// <summary>The link of a wall may be opened again and again: a screen that lost its cookie comes back by it.</summary>
    private static async Task<IResult> EnterWallAsync(string? key, HttpContext context, Keys store, RefusalLog refusals, IAudit audit)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await store.FindWallAsync(key, context.RequestAborted) is not { } wall)
        {
            await refusals.RecordAsync(context, "link.refused", null, null);
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        var principal = Caller.Of(wall, context.RemoteAddress());
        await audit.RecordAsync(new AuditEvent { Actor = principal.ActorOf(), Action = "signin.done", After = new { by = "wall key" } }, context.RequestAborted);
        if (context.User.Identity?.IsAuthenticated != true)
        {
            await context.SignOutAsync(IdentityConstants.ApplicationScheme); // what is left of an ended session would come first
        }

        await context.SignInAsync(Schemes.Wall, principal, new AuthenticationProperties { IsPersistent = true });
        return Results.LocalRedirect("/noc");
    }

    private static IResult NotFound(string title) => Results.Problem(title: title, statusCode: StatusCodes.Status404NotFound);

    private static string Absolute(HttpContext context, string path) => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}{path}";
}
