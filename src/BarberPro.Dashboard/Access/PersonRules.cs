using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>What names and passwords may be.</summary>
internal static class PersonRules
{
    public const int LongestName = 80;
    public const int ShortestPassword = 12;
    public const int LongestPassword = 256;

    public static bool IsName(string? name) => name?.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl);

    /// <summary>The resource that says why; null where the password may be.</summary>
    public static string? Fault(string? password, string? again) =>
        password is not { Length: >= ShortestPassword } ? "PasswordTooShort"
        : password.Length > LongestPassword ? "PasswordTooLong"
        : password != again ? "PasswordsDiffer"
        : null;

    public static string Tell(IdentityResult result, IStringLocalizer<AccessTexts> texts) => result.Errors.FirstOrDefault()?.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => texts["NameTaken"],
        nameof(IdentityErrorDescriber.PasswordMismatch) => texts["PasswordWrong"],
        nameof(IdentityErrorDescriber.PasswordTooShort) => texts["PasswordTooShort", ShortestPassword],
        nameof(IdentityErrorDescriber.InvalidUserName) => texts["NameFault"],
        _ => texts["TryAgainLater"],
    };
}
