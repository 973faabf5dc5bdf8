using System.Security.Cryptography;
using System.Text;
using BarberPro.Dashboard.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Access;

public sealed class AuditOptions
{
    public const string Section = "Access:Audit";

    /// <summary>Where the head of the chain is written outside PostgreSQL. Empty: beside the database's folder, <c>.data/audit-anchor.log</c>.</summary>
    public string AnchorFile { get; set; } = "";

    /// <summary>An address that is told each anchor, as JSON by POST. Empty: none.</summary>
    public string AnchorWebhook { get; set; } = "";

    /// <summary>The zone in which times of the audit are shown.</summary>
    public string Zone { get; set; } = "America/Argentina/Buenos_Aires";

    internal Uri? Webhook => AnchorWebhook.Length > 0 && Uri.TryCreate(AnchorWebhook, UriKind.Absolute, out var address) ? address : null;

    internal TimeZoneInfo ShownZone => TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>What people call it.</summary>
    internal string ZoneName => Zone == "America/Argentina/Buenos_Aires" ? "ART" : Zone;

    internal IEnumerable<string> Faults()
    {
        if (AnchorFile.IndexOfAny(Path.GetInvalidPathChars()) >= 0 || (AnchorFile.Length > 0 && (Path.EndsInDirectorySeparator(AnchorFile) || Directory.Exists(AnchorFile))))
        {
            yield return "Access:Audit:AnchorFile must be the path of a file.";
        }

        if (AnchorWebhook.Length > 0 && !IsWebhook(Webhook))
        {
            yield return "Access:Audit:AnchorWebhook must be an https address (or http on this machine), or empty.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
        {
            yield return "Access:Audit:Zone must be a time zone such as America/Argentina/Buenos_Aires.";
        }
    }

    private static bool IsWebhook(Uri? address) => address is { UserInfo: "" } && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
        options.Faults().ToList() is { Count: > 0 } faults ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
}

/// <summary>Which anchor file belongs to which database: two databases never share one by default.</summary>
internal static class AuditPlace
{
    private const string FileName = "audit-anchor.log";

    public static string Of(AuditOptions options, DatabaseOptions database, string? external)
    {
        if (options.AnchorFile.Length > 0)
        {
            return Path.GetFullPath(options.AnchorFile);
        }

        var folder = Path.TrimEndingDirectorySeparator(database.FullDirectory);
        var beside = Path.GetDirectoryName(folder) ?? folder;
        return external is { Length: > 0 } ? Path.Combine(beside, $"{Name(external)}.{FileName}")
            : Path.Combine(beside, database.Directory.Length == 0 ? FileName : $"{Path.GetFileName(folder)}.{FileName}");
    }

    private static string Name(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var address = $"{server.Host}:{server.Port}/{server.Database ?? server.Username}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..8];
        return string.Concat((server.Database ?? "postgres").Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')) + "-" + hash;
    }
}
