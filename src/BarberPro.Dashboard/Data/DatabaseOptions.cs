namespace BarberPro.Dashboard.Data;

/// <summary>Where the data lies. With <c>ConnectionStrings:Operations</c> set there is no embedded server.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    public const string ConnectionName = "Operations";

    /// <summary>Of the embedded server. Empty: <c>.data/database</c> of the checkout, or of the working directory of a published program.</summary>
    public string Directory { get; set; } = "";

    /// <summary>False only for throw-away data: the server then acknowledges writes before they are on the disk.</summary>
    public bool Durable { get; set; } = true;

    public string FullDirectory => Path.GetFullPath(Directory.Length > 0 ? Directory : Path.Combine(Checkout.Root ?? Environment.CurrentDirectory, ".data", "database"));
}
