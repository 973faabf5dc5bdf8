using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;

namespace BarberPro.Dashboard.Access;

/// <summary>Asked by a component before it acts: what the screen shows or hides proves nothing.</summary>
internal sealed class Permission(AuthenticationStateProvider state, IAuthorizationService authorization, RefusalLog refusals)
{
    /// <returns>Who acts; null, and recorded, where they may not.</returns>
    public async Task<Actor?> AskAsync(string policy, string action, string? subject, CancellationToken cancellationToken)
    {
        var user = (await state.GetAuthenticationStateAsync()).User;
        if ((await authorization.AuthorizeAsync(user, null, policy)).Succeeded)
        {
            return user.ActorOf();
        }

        await refusals.RecordAsync(user.ActorOf(), action, subject, new { needs = policy }, cancellationToken);
        return null;
    }

    /// <summary>Whether to show what leads to an action; the action asks again.</summary>
    public async Task<bool> MayAsync(string policy) => (await authorization.AuthorizeAsync((await state.GetAuthenticationStateAsync()).User, null, policy)).Succeeded;
}
