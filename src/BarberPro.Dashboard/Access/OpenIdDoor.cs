using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Lets in whom another provider vouches for, with the role that its claim gives now.</summary>
internal sealed partial class OpenIdDoor(UserManager<Person> users, PersonStore people, SignInDoor door, RefusalLog refusals, IAudit audit, IOptions<OpenIdOptions> options, TimeProvider clock, ILogger<OpenIdDoor> logger)
{
    private static readonly string[] Names = ["name", "preferred_username", "email", "sub"];

    /// <summary>The token is genuine, and an answer to a question of ours.</summary>
    public async Task EnterAsync(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        var token = context.Principal!;
        var (issuer, subject) = (token.FindFirstValue("iss")!, token.FindFirstValue("sub")!);
        var person = await people.FindBySubjectAsync(issuer, subject, http.RequestAborted);
        context.HandleResponse();
        if (options.Value.RoleOf(token.FindAll(options.Value.RoleClaim).Select(claim => claim.Value)) is not { } role)
        {
            await DropAsync(person, http);
            await refusals.RecordAsync(Actor.Stranger(http.RemoteAddress()), "signin.refused", NameOf(token), new { issuer, noRoleIn = options.Value.RoleClaim }, http.RequestAborted);
            http.Response.Redirect($"{OpenIdRefusedPage.Path}?why=role");
            return;
        }

        if (person is { DisabledAt: not null } || (person is not null && await users.IsLockedOutAsync(person)))
        {
            await refusals.RecordAsync(Actor.Stranger(http.RemoteAddress()), "signin.refused", person.Name, new { issuer }, http.RequestAborted);
            http.Response.Redirect($"{OpenIdRefusedPage.Path}?why=person");
            return;
        }

        person = person is null ? await AddAsync(issuer, subject, NameOf(token), role, http) : await GiveAsync(person, role, http);
        await door.EnterAsync(person, "openid", http);
        http.Response.Redirect(ReturnPath.Of(context.ReturnUri));
    }

    /// <summary>A token, nonce or state that is not right, or a person who did not consent: one answer to all.</summary>
    public async Task RefuseAsync(RemoteFailureContext context)
    {
        Log.Failed(logger, (context.Failure?.InnerException ?? context.Failure)?.GetType().Name ?? "", context.HttpContext.Request.Path); // its message may quote the token
        context.HandleResponse();
        await refusals.RecordAsync(Actor.Stranger(context.HttpContext.RemoteAddress()), "signin.refused", null, new { by = "openid" }, context.HttpContext.RequestAborted);
        context.Response.Redirect($"{OpenIdRefusedPage.Path}?why=answer");
    }

    private async Task<Person> AddAsync(string issuer, string subject, string name, Role role, HttpContext http)
    {
        await audit.RecordAsync(new AuditEvent { Actor = Actor.Itself with { Address = http.RemoteAddress() }, Action = "person.added", Subject = name, After = new { role = RoleNames.Of(role), issuer, subject } }, http.RequestAborted);
        for (var attempt = 1; attempt <= 100; attempt++)
        {
            // Two people of one name are two people.
            var person = new Person { Id = Guid.CreateVersion7(), Name = attempt == 1 ? name : $"{name} ({attempt})", Role = role, Issuer = issuer, Subject = subject, CreatedAt = clock.GetUtcNow() };
            if ((await users.CreateAsync(person)).Succeeded)
            {
                return person;
            }
        }

        throw new InvalidOperationException("no name is left for this person");
    }

    private async Task<Person> GiveAsync(Person person, Role role, HttpContext http)
    {
        if (person.Role == role)
        {
            return person;
        }

        await audit.RecordAsync(new AuditEvent
        {
            Actor = Actor.Itself with { Address = http.RemoteAddress() }, Action = "person.changed", Subject = person.Name, Before = new { role = RoleNames.Of(person.Role) }, After = new { role = RoleNames.Of(role), by = "openid" },
        }, http.RequestAborted);
        person.Role = role;
        return (await users.UpdateAsync(person)).Succeeded ? person : throw new InvalidOperationException("the person was changed at the same moment");
    }

    /// <summary>Who has lost the claim has lost the sessions too.</summary>
    private async Task DropAsync(Person? person, HttpContext http)
    {
        if (person is not null)
        {
            await audit.RecordAsync(new AuditEvent { Actor = Actor.Itself with { Address = http.RemoteAddress() }, Action = "person.signedout", Subject = person.Name, After = new { by = "openid" } }, http.RequestAborted);
            await users.UpdateSecurityStampAsync(person);
        }
    }

    private static string NameOf(ClaimsPrincipal token)
    {
        var name = Names.Select(token.FindFirstValue).FirstOrDefault(PersonRules.IsName) ?? "person";
        return name.Trim();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A sign-in by the provider failed with {Kind} at {Path}")]
        public static partial void Failed(ILogger logger, string kind, string path);
    }
}
