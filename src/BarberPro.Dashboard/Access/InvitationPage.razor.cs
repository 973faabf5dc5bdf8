using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>Whoever was invited chooses a name and a password. The link is used by that, not by opening it.</summary>
public sealed partial class InvitationPage
{
    public const string Path = "/signin/invitation";

    private string _fault = "";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "token")] private string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "name")] private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "password")] private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "again")] private string? Again { get; set; }

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    private async Task AcceptAsync()
    {
        if (!PersonRules.IsName(Name) || PersonRules.Fault(Password, Again) is { })
        {
            _fault = PersonRules.IsName(Name) ? Texts[PersonRules.Fault(Password, Again)!, PersonRules.ShortestPassword] : Texts["NameFault"];
            return;
        }

        var (answer, fault) = await Door.InvitationAsync(Token, Name!.Trim(), Password!, Http);
        switch (answer)
        {
            case SignInAnswer.In:
                Navigation.NavigateTo("/");
                break;
            case SignInAnswer.Refused when fault is not null:
                _fault = PersonRules.Tell(fault, Texts);
                break;
            default:
                Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _fault = Texts["LinkRefused"];
                break;
        }
    }
}
