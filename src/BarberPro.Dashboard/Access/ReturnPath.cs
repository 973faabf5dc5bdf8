namespace BarberPro.Dashboard.Access;

/// <summary>Where to go afterwards: only to a page of this program.</summary>
internal static class ReturnPath
{
    public static string Of(string? from) => from is ['/', ..] and not ['/', '/' or '\\', ..] && !from.Any(char.IsControl) ? from : "/";
}
