using System.Diagnostics.CodeAnalysis;

namespace BarberPro.Dashboard.Access;

/// <summary>Roles as they are written in the API and as policies: "viewer" to "admin".</summary>
internal static class RoleNames
{
    [SuppressMessage("Globalization", "CA1308", Justification = "Names of the API are in lower case.")]
    public static string Of(Role role) => role.ToString().ToLowerInvariant();

    public static Role? Find(string? name) => Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(role => Of(role!.Value) == name);
}
