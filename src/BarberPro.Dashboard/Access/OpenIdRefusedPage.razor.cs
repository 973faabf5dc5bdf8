using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Why the provider's word was not enough.</summary>
public sealed partial class OpenIdRefusedPage
{
    public const string Path = "/signin/openid/refused";

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "why")] private string? Why { get; set; }

    [Inject] private IOptions<OpenIdOptions> Options { get; set; } = default!;

    [Inject] private IStringLocalizer<OpenIdTexts> Texts { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> DoorTexts { get; set; } = default!;

    private string Title => Options.Value.Title;

    private string Reason => Why is "role" or "person" ? $"Why-{Why}" : "Why-answer";

    protected override void OnInitialized() => Http.Response.StatusCode = StatusCodes.Status403Forbidden;
}
