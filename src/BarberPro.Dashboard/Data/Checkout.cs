namespace BarberPro.Dashboard.Data;

/// <summary>The source tree that this program was built in, if it still runs from there.</summary>
internal static class Checkout
{
    private const string Mark = "BarberPro.Dashboard.sln";

    public static string? Root { get; } = Find(AppContext.BaseDirectory);

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Mark)))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
