namespace BarberPro.Dashboard.Access;

internal sealed class HardeningOptions
{
    public const string Section = "Access";

    /// <summary>Addresses and networks (10.0.0.7, 10.1.0.0/16) whose forwarded headers are believed; nobody's by default.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>True lets the program listen beyond this machine without TLS.</summary>
    public bool AllowInsecure { get; set; }
}
