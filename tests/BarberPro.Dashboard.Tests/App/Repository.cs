namespace BarberPro.Dashboard.Tests.App;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Top { get; } = Find();

    public static string Source => Path.Combine(Top, "src", "BarberPro.Dashboard");

    public static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(Source, pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !path.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BarberPro.Dashboard.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("BarberPro.Dashboard.sln lies in no folder above the tests.");
    }
}
