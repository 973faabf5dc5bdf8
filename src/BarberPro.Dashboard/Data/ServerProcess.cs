using System.Diagnostics;
using System.Globalization;

namespace BarberPro.Dashboard.Data;

/// <summary>What a running server says of itself in postmaster.pid.</summary>
internal sealed record ServerProcess(int Id, int Port, string Status)
{
    public static ServerProcess? Read(string dataFolder)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(dataFolder, "postmaster.pid"));
        }
        catch (IOException) // none, or the server removes it this moment
        {
            return null;
        }

        return lines.Length >= 4 && int.TryParse(lines[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) && id > 0
            && int.TryParse(lines[3], NumberStyles.Integer, CultureInfo.InvariantCulture, out var port)
            ? new ServerProcess(id, port, lines.Length >= 8 ? lines[7].Trim() : "")
            : null;
    }

    /// <summary>Whether this process lives and serves that folder.</summary>
    public bool Serves(string dataFolder) => Look(dataFolder) == Finding.Serves;

    /// <summary>Whether the number now belongs to another process: ids come round again, and folders are copied with their postmaster.pid.</summary>
    public bool IsAnother(string dataFolder) => Look(dataFolder) == Finding.Another;

    private Finding Look(string dataFolder)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                var status = File.ReadAllText($"/proc/{Id}/stat");
                if (status[status.LastIndexOf(')') + 2] is 'Z' or 'X')
                {
                    return Finding.Gone; // killed, and not yet collected by its parent
                }

                return status.Contains("(postgres)", StringComparison.Ordinal) && new FileInfo($"/proc/{Id}/cwd").LinkTarget is { } folder && SameFolder(folder, dataFolder)
                    ? Finding.Serves : Finding.Another;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return File.Exists($"/proc/{Id}/stat") ? Finding.Another : Finding.Gone;
            }
        }

        try
        {
            using var process = Process.GetProcessById(Id);
            return process.HasExited ? Finding.Gone : process.ProcessName.Contains("postgres", StringComparison.OrdinalIgnoreCase) ? Finding.Serves : Finding.Another;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return Finding.Gone;
        }
    }

    private enum Finding { Gone, Serves, Another }

    private static bool SameFolder(string one, string other) =>
        one == other || one == (ResolveLinks(other) ?? other);

    /// <summary>The folder's true path, where a parent is a symbolic link.</summary>
    private static string? ResolveLinks(string path)
    {
        var resolved = "/";
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(resolved, part);
            resolved = new DirectoryInfo(next).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return resolved;
    }
}
