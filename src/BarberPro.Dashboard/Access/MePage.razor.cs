using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;
using QRCoder;

namespace BarberPro.Dashboard.Access;

/// <summary>One's own account: password, second factor, all sessions.</summary>
public sealed partial class MePage
{
    public const string Path = "/me";

    private const int RecoveryCodes = 10;

    private Person? _person;
    private string _fault = "", _done = "", _secret = "", _qr = "";
    private string[] _codes = [];
    private bool _isProven;

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromForm(Name = "present")] private string? Present { get; set; }

    [SupplyParameterFromForm(Name = "password")] private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "again")] private string? Again { get; set; }

    [SupplyParameterFromForm(Name = "code")] private string? Code { get; set; }

    [Inject] private UserManager<Person> Users { get; set; } = default!;

    [Inject] private SignInDoor Door { get; set; } = default!;

    [Inject] private SignInManager<Person> SignIn { get; set; } = default!;

    [Inject] private IAudit Audit { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        _person = Caller.KindOf(Http.User) == ActorKind.Person ? await Users.GetUserAsync(Http.User) : null;
        if (_person is { TwoFactor: false, TwoFactorSecret: not null } && Code is not null)
        {
            Show(_person); // a form that is sent must be on the page
        }
    }

    private async Task ChangePasswordAsync()
    {
        if (PersonRules.Fault(Password, Again) is { } fault)
        {
            _fault = Texts[fault, PersonRules.ShortestPassword];
        }
        else if (await ProvesAsync())
        {
            await RecordAsync("person.password-changed");
            await FinishAsync(await Users.ChangePasswordAsync(_person!, Present!, Password!), "PasswordChanged");
        }
    }

    private async Task BeginAsync()
    {
        if (_person is not { TwoFactor: false } person)
        {
            return;
        }

        await Users.ResetAuthenticatorKeyAsync(person); // a new stamp, too
        await Door.StayAsync(person, proven: false, Http);
        Show(person);
    }

    private async Task SwitchOnAsync()
    {
        if (_person is not { TwoFactor: false, TwoFactorSecret: not null } person)
        {
            return;
        }

        var code = new string([.. (Code ?? "").Where(char.IsAsciiDigit)]);
        if (!await Users.VerifyTwoFactorTokenAsync(person, Users.Options.Tokens.AuthenticatorTokenProvider, code))
        {
            _fault = Texts["CodeRefused"];
            Show(person);
            return;
        }

        await RecordAsync("person.second-factor-on");
        _codes = [.. await Users.GenerateNewTwoFactorRecoveryCodesAsync(person, RecoveryCodes) ?? []];
        await FinishAsync(await Users.SetTwoFactorEnabledAsync(person, true), "SecondFactorIsOn");
    }

    private async Task SwitchOffAsync()
    {
        if (await ProvesAsync())
        {
            await RecordAsync("person.second-factor-off");
            _person!.TwoFactorSecret = null;
            _person.RecoveryCodes = [];
            await FinishAsync(await Users.SetTwoFactorEnabledAsync(_person, false), "SecondFactorIsOff");
        }
    }

    private async Task SignOutEverywhereAsync()
    {
        if (_person is not null)
        {
            await RecordAsync("person.signed-out");
            await Users.UpdateSecurityStampAsync(_person);
            await SignIn.SignOutAsync();
            Navigation.NavigateTo(SignInPage.Path);
        }
    }

    /// <summary>Whoever finds an open session must not take the account: wrong passwords count and lock here as at the door.</summary>
    private async Task<bool> ProvesAsync()
    {
        if (_person is null)
        {
            return false;
        }

        if ((await SignIn.CheckPasswordSignInAsync(_person, Present ?? "", lockoutOnFailure: true)).Succeeded)
        {
            return _isProven = true;
        }

        _fault = Texts["PasswordWrong"];
        return false;
    }

    private async Task FinishAsync(IdentityResult result, string text)
    {
        if (!result.Succeeded)
        {
            _fault = PersonRules.Tell(result, Texts);
            return;
        }

        await Door.StayAsync(_person!, proven: _isProven, Http); // the stamp is new: this session stays, the others end
        _done = Texts[text];
    }

    private void Show(Person person)
    {
        _secret = person.TwoFactorSecret ?? "";
        var address = $"otpauth://totp/BarberPro:{Uri.EscapeDataString(person.Name)}?secret={_secret}&issuer=BarberPro&digits=6";
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        _qr = code.GetGraphic(4, "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }

    private Task RecordAsync(string action) => Audit.RecordAsync(new AuditEvent { Actor = Http.ActorOf(), Action = action, Subject = _person!.Name }, Http.RequestAborted);
}
