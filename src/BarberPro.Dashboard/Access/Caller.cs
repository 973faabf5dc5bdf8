using System.Security.Claims;
using Microsoft.AspNetCore.Identity;

namespace BarberPro.Dashboard.Access;

/// <summary>Who calls, as claims; and back again.</summary>
internal static class Caller
{
    public const string Kind = "kind";
    public const string RoleClaim = "role";
    public const string Stamp = "stamp";
    public const string Address = "address";

    public static ClaimsPrincipal Of(PersonEntry person, string? address) =>
        New(IdentityConstants.ApplicationScheme, ActorKind.Person, person.Id.ToString(), person.Name, person.Role, address, new Claim(Stamp, person.SecurityStamp));

    public static ClaimsPrincipal Of(KeyEntry key, string? address) => New(Schemes.Key, ActorKind.Key, key.Id.ToString(), key.Name, key.Role, address);

    /// <summary>A screen has no role: it sees what <see cref="Policies.Screen"/> lets it.</summary>
    public static ClaimsPrincipal Of(WallEntry wall, string? address) => New(Schemes.Wall, ActorKind.Wall, wall.Id.ToString(), wall.Name, null, address);

    public static ClaimsPrincipal Bootstrap(string? address) => New(Schemes.Key, ActorKind.Key, "bootstrap", "bootstrap", Role.Admin, address);

    public static ClaimsPrincipal Itself { get; } = New(Schemes.Key, ActorKind.System, Actor.Itself.Id, Actor.Itself.Name, Role.Viewer, null);

    /// <summary>Null for a stranger and for a screen.</summary>
    public static Role? RoleOf(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true && Enum.TryParse<Role>(principal.FindFirstValue(RoleClaim), out var role) && Enum.IsDefined(role) ? role : null;

    public static ActorKind KindOf(ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true && Enum.TryParse<ActorKind>(principal.FindFirstValue(Kind), out var kind) ? kind : ActorKind.Stranger;

    public static string? AddressOf(ClaimsPrincipal principal) => principal.FindFirstValue(Address);

    public static Guid? IdOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Who acts in a circuit.</summary>
    public static Actor ActorOf(this ClaimsPrincipal principal) => KindOf(principal) is var kind && kind == ActorKind.Stranger
        ? Actor.Stranger(AddressOf(principal))
        : new Actor(kind, principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? "", principal.FindFirstValue(ClaimTypes.Name) ?? "", AddressOf(principal));

    /// <summary>Who acts in a request.</summary>
    public static Actor ActorOf(this HttpContext context) => context.User.ActorOf() with { Address = context.RemoteAddress() };

    public static string? RemoteAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : null;

    private static ClaimsPrincipal New(string scheme, ActorKind kind, string id, string name, Role? role, string? address, params ReadOnlySpan<Claim> more)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, RoleClaim);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id));
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(Kind, kind.ToString()));
        if (role is { } known)
        {
            identity.AddClaim(new Claim(RoleClaim, known.ToString()));
        }

        if (address is not null)
        {
            identity.AddClaim(new Claim(Address, address));
        }

        foreach (var claim in more)
        {
            identity.AddClaim(claim);
        }

        return new ClaimsPrincipal(identity);
    }
}

/// <summary>How a caller can prove who they are. Sessions of people are Identity's own schemes.</summary>
internal static class Schemes
{
    /// <summary>Chooses among the others by what the request carries.</summary>
    public const string Any = "access";
    public const string Key = "key";
    public const string Wall = "wall";
}

/// <summary>Identity asks for the claims of a person here when it signs one in.</summary>
internal sealed class PersonClaims(IHttpContextAccessor http) : IUserClaimsPrincipalFactory<Person>
{
    public Task<ClaimsPrincipal> CreateAsync(Person user) => Task.FromResult(Caller.Of(
        new PersonEntry { Id = user.Id, Name = user.Name, Role = user.Role, SecurityStamp = user.SecurityStamp! }, http.HttpContext?.RemoteAddress()));
}
