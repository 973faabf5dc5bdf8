using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>The link of the ready line: while no administrator can sign in, the one that makes the first; afterwards the sign-in page.</summary>
internal sealed class FirstLink(SignInLinks links, PersonStore people, IOptions<OpenIdOptions> openId)
{
    public async Task<string> PathAsync(CancellationToken cancellationToken)
    {
        await links.WithdrawAsync(SignInLinks.First, cancellationToken);
        return !openId.Value.LocalSignIn || await people.HasAdministratorAsync(cancellationToken)
            ? SignInPage.Path
            : $"{SignInLinkPage.Path}?token={await links.AddAsync(SignInLinks.First, Role.Admin, Actor.Itself.Id, null, cancellationToken)}";
    }
}
