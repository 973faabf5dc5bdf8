using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;

namespace BarberPro.Dashboard.Access;

/// <summary>A dangerous action as a page offers it; nothing of it comes from the browser but the yes and the password.</summary>
internal sealed record Offer(string Policy, string Action, string? Subject, string Target, string Version, string Ticket, bool AsksPassword);

internal enum OfferAnswer
{
    Taken,
    NotYours,
    Stale,
    PasswordWrong,

    /// <summary>Another provider knows the password: it is asked by signing in.</summary>
    SignInAgain,
}

/// <summary>Dangerous actions of a page: offered with a single-use ticket for what the page shows, and taken once. Keys ask for the password again where the last proof is old.</summary>
internal sealed class Offers(TicketOffice office, Permission permission, AuthenticationStateProvider state, UserManager<Person> users, SignInTurns turns, RefusalLog refusals, TimeProvider clock)
{
    private DateTimeOffset? _provenAt;

    /// <returns>Null, and recorded, where the person may not.</returns>
    public async Task<Offer?> MakeAsync(string policy, string action, string? subject, string target, string version, bool needsProof, CancellationToken cancellationToken)
    {
        if (await permission.AskAsync(policy, action, subject, cancellationToken) is not { } actor)
        {
            return null;
        }

        var ticket = await office.IssueAsync(actor.Id, action, target, version, cancellationToken);
        return new Offer(policy, action, subject, target, version, ticket, needsProof && !await IsProvenAsync());
    }

    /// <returns>The actor where it is taken; what was offered may be done now, this once.</returns>
    public async Task<(OfferAnswer Answer, Actor? Actor)> TakeAsync(Offer offer, string password, CancellationToken cancellationToken)
    {
        if (await permission.AskAsync(offer.Policy, offer.Action, offer.Subject, cancellationToken) is not { } actor)
        {
            return (OfferAnswer.NotYours, null);
        }

        if (offer.AsksPassword && !await IsProvenAsync() && await ProveAsync(actor, password, cancellationToken) is var proof and not OfferAnswer.Taken)
        {
            return (proof, null);
        }

        return await office.RedeemAsync(offer.Ticket, actor.Id, offer.Action, offer.Target, offer.Version, cancellationToken) ? (OfferAnswer.Taken, actor) : (OfferAnswer.Stale, null);
    }

    private async Task<bool> IsProvenAsync() =>
        clock.GetUtcNow() - _provenAt < RecentProof.Lifetime || RecentProof.IsFresh((await state.GetAuthenticationStateAsync()).User, clock);

    /// <summary>Wrong passwords count and lock here as at the door.</summary>
    private async Task<OfferAnswer> ProveAsync(Actor actor, string password, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(actor.Name, cancellationToken);
        if (await users.FindByIdAsync(actor.Id) is not { DisabledAt: null } person)
        {
            return OfferAnswer.NotYours;
        }

        if (person.PasswordHash is null)
        {
            return OfferAnswer.SignInAgain;
        }

        if (!await users.IsLockedOutAsync(person) && password.Length <= PersonRules.LongestPassword && await users.CheckPasswordAsync(person, password))
        {
            await users.ResetAccessFailedCountAsync(person);
            _provenAt = clock.GetUtcNow();
            return OfferAnswer.Taken;
        }

        await users.AccessFailedAsync(person);
        await refusals.RecordAsync(actor, await users.IsLockedOutAsync(person) ? "person.lockedout" : "signin.refused", person.Name, null, cancellationToken);
        return OfferAnswer.PasswordWrong;
    }
}
