using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

internal enum SignInAnswer
{
    In,
    SecondFactor,
    Refused,
}

/// <summary>Signs people in. Whatever is wrong, the answer and the time it takes are the same.</summary>
internal sealed class SignInDoor(UserManager<Person> users, SignInManager<Person> signIn, SignInTurns turns, SignInLinks links, RefusalLog refusals, IAudit audit, IOptions<OpenIdOptions> openId, TimeProvider clock)
{
    private const string FirstName = "admin";
    private static readonly string OfNobody = new PasswordHasher<Person>().HashPassword(null!, Secret.New());

    public async Task<SignInAnswer> PasswordAsync(string? name, string? password, HttpContext context)
    {
        (name, password) = (name?.Trim() ?? "", password ?? "");
        if (!openId.Value.LocalSignIn)
        {
            await RefuseAsync(context, null, name, "signin.refused");
            return SignInAnswer.Refused;
        }

        using var turn = await turns.TakeAsync(name, context.RequestAborted);
        var person = name.Length is 0 or > PersonRules.LongestName || password.Length > PersonRules.LongestPassword ? null : await users.FindByNameAsync(name);
        if (person?.PasswordHash is null || person.DisabledAt is not null || await users.IsLockedOutAsync(person))
        {
            users.PasswordHasher.VerifyHashedPassword(null!, OfNobody, password.Length > PersonRules.LongestPassword ? "" : password); // takes as long as a real one
            await RefuseAsync(context, person, name, "signin.refused");
            return SignInAnswer.Refused;
        }

        var result = await signIn.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            await RefuseAsync(context, person, name, result.IsLockedOut ? "person.lockedout" : "signin.refused");
            return SignInAnswer.Refused;
        }

        if (!person.TwoFactor)
        {
            await EnterAsync(person, "password", context);
            return SignInAnswer.In;
        }

        await context.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, SecondFactorOf(person));
        return SignInAnswer.SecondFactor;
    }

    /// <summary>The ready line's link: its holder becomes the first administrator.</summary>
    public async Task<SignInAnswer> FirstAsync(string? token, HttpContext context)
    {
        if (!openId.Value.LocalSignIn || await links.UseAsync(SignInLinks.First, token, context.RequestAborted) is null)
        {
            await refusals.RecordAsync(context, "link.refused", null, null);
            return SignInAnswer.Refused;
        }

        var person = await users.FindByNameAsync(FirstName) is { PasswordHash: null, Role: Role.Admin } begun ? begun : await NewAdministratorAsync();
        await EnterAsync(person, "first link", context);
        return SignInAnswer.In;
    }

    /// <returns>With the fault where the name or the password may not be; the link is then still good.</returns>
    public async Task<(SignInAnswer Answer, IdentityResult? Fault)> InvitationAsync(string? token, string name, string password, HttpContext context)
    {
        if (!openId.Value.LocalSignIn || await links.UseAsync(SignInLinks.Invitation, token, context.RequestAborted) is not { } link)
        {
            await refusals.RecordAsync(context, "link.refused", null, null);
            return (SignInAnswer.Refused, null);
        }

        var person = new Person { Id = Guid.CreateVersion7(), Name = name, Role = link.Role, CreatedAt = clock.GetUtcNow() };
        try
        {
            if (await users.CreateAsync(person, password) is { Succeeded: false } fault)
            {
                await links.GiveBackAsync(link.Id, CancellationToken.None);
                return (SignInAnswer.Refused, fault);
            }
        }
        catch
        {
            await links.GiveBackAsync(link.Id, CancellationToken.None);
            throw;
        }

        await audit.RecordAsync(new AuditEvent { Actor = ActorOf(person, context), Action = "person.joined", Subject = name, After = new { role = RoleNames.Of(link.Role), invitedBy = link.CreatedBy } }, context.RequestAborted);
        await EnterAsync(person, "invitation", context);
        return (SignInAnswer.In, null);
    }

    /// <summary>After the password: a code of the authenticator, or a recovery code. Wrong ones count as wrong passwords do.</summary>
    public async Task<SignInAnswer> SecondFactorAsync(string? code, HttpContext context)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { DisabledAt: null } begun)
        {
            return SignInAnswer.Refused;
        }

        using var turn = await turns.TakeAsync(begun.Name, context.RequestAborted);
        var person = await users.FindByIdAsync(begun.Id.ToString());
        if (person is null || await users.IsLockedOutAsync(person))
        {
            return SignInAnswer.Refused;
        }

        var typed = (code ?? "").Trim();
        var digits = new string([.. typed.Where(char.IsAsciiDigit)]);
        var by = digits.Length == 6 && await users.VerifyTwoFactorTokenAsync(person, users.Options.Tokens.AuthenticatorTokenProvider, digits) ? "password and code"
            : typed.Length is > 6 and <= 40 && (await users.RedeemTwoFactorRecoveryCodeAsync(person, typed)).Succeeded ? "password and recovery code"
            : null;
        if (by is null)
        {
            await users.AccessFailedAsync(person);
            await RefuseAsync(context, person, person.Name, await users.IsLockedOutAsync(person) ? "person.lockedout" : "signin.refused");
            return SignInAnswer.Refused;
        }

        await users.ResetAccessFailedCountAsync(person);
        await EnterAsync(person, by, context);
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return SignInAnswer.In;
    }

    /// <summary>No record, no session.</summary>
    public async Task EnterAsync(Person person, string by, HttpContext context)
    {
        await audit.RecordAsync(new AuditEvent { Actor = ActorOf(person, context), Action = "signin.done", After = new { by } }, context.RequestAborted);
        await signIn.SignInWithClaimsAsync(person, isPersistent: false, [RecentProof.Now(clock)]);
    }

    /// <summary>This session goes on with the person's new stamp, while all others end.</summary>
    /// <param name="person">Whose stamp is new.</param>
    /// <param name="proven">Whether they have just proved who they are; else the last proof stays the last.</param>
    /// <param name="context">Of the request.</param>
    public Task StayAsync(Person person, bool proven, HttpContext context) =>
        signIn.SignInWithClaimsAsync(person, isPersistent: false, proven ? [RecentProof.Now(clock)] : context.User.FindAll(RecentProof.Claim).Select(proof => proof.Clone()));

    public static Actor ActorOf(Person person, HttpContext context) => new(ActorKind.Person, person.Id.ToString(), person.Name, context.RemoteAddress());

    private static System.Security.Claims.ClaimsPrincipal SecondFactorOf(Person person) =>
        new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, person.Id.ToString())], IdentityConstants.TwoFactorUserIdScheme));

    private async Task<Person> NewAdministratorAsync()
    {
        // Somebody may have taken the plain name meanwhile.
        for (var attempt = 1; ; attempt++)
        {
            var person = new Person { Id = Guid.CreateVersion7(), Name = attempt == 1 ? FirstName : $"{FirstName}-{attempt}", Role = Role.Admin, CreatedAt = clock.GetUtcNow() };
            if ((await users.CreateAsync(person)) is { Succeeded: true })
            {
                return person;
            }

            if (attempt == 100)
            {
                throw new InvalidOperationException("no name is left for an administrator");
            }
        }
    }

    /// <summary>What was typed as a name may be a password: only names that exist are recorded.</summary>
    private Task RefuseAsync(HttpContext context, Person? person, string name, string action) =>
        refusals.RecordAsync(Actor.Stranger(context.RemoteAddress()), action, person?.Name, person is null ? new { unknownName = name.Length > 0 } : null, context.RequestAborted);
}
