using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>The header's form lands here; somebody who opens the address is asked first.</summary>
public sealed partial class SignOutPage
{
    public const string Path = "/signin/out";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [Inject] private RefusalLog Log { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    /// <summary>Never held back by an audit that is away: it takes rights, and gives none.</summary>
    private async Task SignOutAsync()
    {
        if (Caller.KindOf(Http.User) == ActorKind.Person)
        {
            await Log.TryRecordAsync(new AuditEvent { Actor = Http.ActorOf(), Action = "signin.ended" }, Http.RequestAborted);
        }

        await Http.SignOutAsync(IdentityConstants.ApplicationScheme);
        Navigation.NavigateTo(SignInPage.Path);
    }
}
