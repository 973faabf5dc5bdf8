using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Name and password; while nobody can sign in, where the link is found.</summary>
public sealed partial class SignInPage
{
    public const string Path = "/signin";

    private const string ReadyExample = "BarberPro Dashboard is ready: http://…/signin/link?token=…";

    private bool _nobody;
    private string _fault = "";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "from")] private string? From { get; set; }

    [SupplyParameterFromForm(FormName = "signin", Name = "name")] private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "signin", Name = "password")] private string? Password { get; set; }

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private PersonStore People { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IOptions<OpenIdOptions> OpenId { get; set; } = default!;

    [Inject] private IStringLocalizer<OpenIdTexts> OpenIdTexts { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    protected override async Task OnInitializedAsync() => _nobody = OpenId.Value.LocalSignIn && !await People.HasAdministratorAsync(Http.RequestAborted);

    private async Task SignInAsync()
    {
        switch (await Door.PasswordAsync(Name, Password, Http))
        {
            case SignInAnswer.In: Navigation.NavigateTo(ReturnPath.Of(From)); break;
            case SignInAnswer.SecondFactor: Navigation.NavigateTo($"{Path}/second?from={Uri.EscapeDataString(ReturnPath.Of(From))}"); break;
            default:
                Http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                _fault = Texts["SignInRefused"];
                break;
        }
    }
}
