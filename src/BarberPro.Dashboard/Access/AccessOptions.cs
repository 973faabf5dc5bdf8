namespace BarberPro.Dashboard.Access;

/// <summary>Section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    public const int ShortestBootstrapKey = 32;

    /// <summary>A key with all rights, for automation and tests; empty: there is none.</summary>
    public string BootstrapKey { get; set; } = "";
}
