using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>The ready line's link. It is used by the button, not by opening it: previews and prefetching leave it whole.</summary>
public sealed partial class SignInLinkPage
{
    public const string Path = "/signin/link";

    private string _fault = "";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "token")] private string? Token { get; set; }

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    private async Task UseAsync()
    {
        if (await Door.FirstAsync(Token, Http) == SignInAnswer.In)
        {
            Navigation.NavigateTo(WelcomePage.Path);
            return;
        }

        Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        _fault = Texts["LinkRefused"];
    }
}
