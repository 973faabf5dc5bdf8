using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>The first administrator's name and password.</summary>
public sealed partial class WelcomePage
{
    public const string Path = "/signin/welcome";

    private Person? _person;
    private string _fault = "";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "welcome", Name = "name")] private string? Name { get; set; }

    [SupplyParameterFromForm(FormName = "welcome", Name = "password")] private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "welcome", Name = "again")] private string? Again { get; set; }

    [Inject] private UserManager<Person> Users { get; set; } = default!;

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private IAudit Audit { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _person = await Users.GetUserAsync(Http.User);
        if (_person is not { PasswordHash: null })
        {
            Navigation.NavigateTo("/"); // whoever has a password changes it with the old one
        }
    }

    private async Task SaveAsync()
    {
        if (_person is not { PasswordHash: null } person)
        {
            return;
        }

        if (!PersonRules.IsName(Name) || PersonRules.Fault(Password, Again) is { })
        {
            _fault = PersonRules.IsName(Name) ? Texts[PersonRules.Fault(Password, Again)!, PersonRules.ShortestPassword] : Texts["NameFault"];
            return;
        }

        await Audit.RecordAsync(new AuditEvent { Actor = Http.ActorOf(), Action = "person.named", Subject = person.Id.ToString(), Before = new { name = person.Name }, After = new { name = Name!.Trim() } }, Http.RequestAborted);
        var result = await Users.SetUserNameAsync(person, Name!.Trim());
        if (result.Succeeded)
        {
            result = await Users.AddPasswordAsync(person, Password!);
        }

        if (!result.Succeeded)
        {
            _fault = PersonRules.Tell(result, Texts);
            return;
        }

        await Door.StayAsync(person, proven: true, Http);
        Navigation.NavigateTo("/");
    }
}
