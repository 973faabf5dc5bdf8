using System.Globalization;
using System.Security.Claims;

namespace BarberPro.Dashboard.Access;

/// <summary>
/// When a person last proved who they are, carried in the cookie. Changes and keys ask again where that is long ago;
/// a rollback never does: one click stays one click.
/// </summary>
internal static class RecentProof
{
    public const string Claim = "proof_at";

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Two programs that share people need not agree on the second.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromSeconds(30);

    /// <summary>For the sign-in, and for each later question for the password.</summary>
    public static Claim Now(TimeProvider clock) => new(Claim, clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64);

    public static bool IsFresh(ClaimsPrincipal person, TimeProvider clock)
    {
        if (person.Identity is not { IsAuthenticated: true } || !long.TryParse(person.FindFirstValue(Claim), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return false;
        }

        var age = clock.GetUtcNow().ToUnixTimeSeconds() - seconds;
        return age < Lifetime.TotalSeconds && age >= -ClocksDiffer.TotalSeconds;
    }
}
