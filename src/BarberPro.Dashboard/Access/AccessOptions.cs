namespace BarberPro.Dashboard.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    public const int ShortestBootstrapKey = 32;

    /// <summary>A key with all rights, for automation and tests; empty: there is none.</summary>
    public string BootstrapKey { get; set; } = "";

    /// <summary>How often one address may try to sign in, or to use a link, in a minute.</summary>
    public int SignInsPerMinute { get; set; } = 20;
}
