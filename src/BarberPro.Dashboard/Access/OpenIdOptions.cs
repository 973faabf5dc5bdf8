namespace BarberPro.Dashboard.Access;

/// <summary>Sign-in by another provider, by configuration alone; none where no authority is named.</summary>
internal sealed class OpenIdOptions
{
    public const string Section = "Access:OpenId";

    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>The claim of the ID token whose values are looked up in <see cref="Roles"/>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Value of the claim → role. Who has several has the highest; who has none has no role.</summary>
    public Dictionary<string, string> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What the button of the sign-in page calls the provider.</summary>
    public string Title { get; set; } = "OpenID Connect";

    /// <summary>False (Access:LocalSignIn) turns names, passwords and the ready line's link off.</summary>
    public bool LocalSignIn { get; set; } = true;

    public bool IsConfigured => Authority.Length > 0;

    /// <summary>The provider's address is https, or on this machine.</summary>
    public bool HasValidAuthority => Uri.TryCreate(Authority, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    public string? FirstRoleFault => Roles.FirstOrDefault(role => RoleNames.Find(role.Value) is null).Key;

    public Role? RoleOf(IEnumerable<string> values) => values.Select(value => Roles.TryGetValue(value, out var name) ? RoleNames.Find(name) : null).Max();
}
