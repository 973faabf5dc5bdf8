using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>The code of the authenticator, or one of the recovery codes.</summary>
public sealed partial class SecondFactorPage
{
    private string _fault = "";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "from")] private string? From { get; set; }

    [SupplyParameterFromForm(FormName = "second", Name = "code")] private string? Code { get; set; }

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    private async Task SignInAsync()
    {
        if (await Door.SecondFactorAsync(Code, Http) == SignInAnswer.In)
        {
            Navigation.NavigateTo(ReturnPath.Of(From));
            return;
        }

        Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        _fault = Texts["CodeRefused"];
    }
}
