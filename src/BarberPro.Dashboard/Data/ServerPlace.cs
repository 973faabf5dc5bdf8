using System.Security.Cryptography;
using System.Text;

namespace BarberPro.Dashboard.Data;

/// <summary>The folders of one embedded server. All are below <c>Database:Directory</c>, unless the system cannot reach or name them there.</summary>
internal sealed class ServerPlace
{
    public const string LogName = "server.log";

    /// <summary>The system's limit for a socket's path, without the closing zero.</summary>
    private const int SocketPathLimit = 103;

    private ServerPlace(string root, string sockets, bool closed)
    {
        Root = root;
        Sockets = sockets;
        IsClosed = closed;
    }

    public string Root { get; }

    public string Data => Path.Combine(Root, "data");

    /// <summary>Where a new cluster is made, before it takes its name: an interrupted start leaves no half of one.</summary>
    public string NewData => Path.Combine(Root, "data.new");

    public string LogFile => Path.Combine(Data, LogName);

    public string LockFile => Path.Combine(Root, "lock");

    /// <summary>The folder of the Unix socket, open to the server's user alone: whoever gets to the socket is let in.</summary>
    public string Sockets { get; }

    /// <summary>Run by root in a folder that the server's own user cannot walk into; the server then reaches its data through its working directory.</summary>
    public bool IsClosed { get; }

    public static ServerPlace Of(string directory)
    {
        var root = Path.TrimEndingDirectorySeparator(directory);
        var closed = UnixCalls.IsRoot && !PostgresBinaries.IsOpenToOthers(root);
        var sockets = Path.Combine(root, "run");
        if (closed || root.AsSpan().ContainsAny(",\"") || Encoding.UTF8.GetByteCount(Path.Combine(sockets, ".s.PGSQL.5432")) > SocketPathLimit)
        {
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..12];
            sockets = Path.Combine(ShortFolder(), $"barberpro-{name}");
        }

        return new ServerPlace(root, sockets, closed);
    }

    /// <summary>Where root keeps what other users must read and no clean-up of temporary files removes.</summary>
    public static string SharedFolder()
    {
        var folder = "/var/cache/barberpro-dashboard";
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            folder = Path.Combine(Path.GetTempPath(), "barberpro-dashboard");
            Directory.CreateDirectory(folder);
            return folder;
        }
    }

    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Root);
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            if (Directory.Exists(NewData))
            {
                Directory.Delete(NewData, recursive: true);
            }

            if (UnixCalls.IsRoot)
            {
                File.SetUnixFileMode(Root, File.GetUnixFileMode(Root) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            }

            MakePrivate(Sockets);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception.Message, exception);
        }
    }

    public static void MakePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, ownerOnly);
        File.SetUnixFileMode(folder, ownerOnly); // fails where the folder is someone else's
        if (UnixCalls.IsRoot)
        {
            UnixCalls.GiveToNobody(folder);
        }
    }

    public StartupException Unusable(string reason, Exception? inner = null)
    {
        var why = reason.Contains("No space left", StringComparison.OrdinalIgnoreCase) || reason.Contains("disk is full", StringComparison.OrdinalIgnoreCase) ? "the disk is full." : reason;
        return new StartupException($"The database cannot use the folder '{Root}' (Database:Directory): {why}", inner!);
    }

    private static string ShortFolder() => Path.GetTempPath() is { Length: <= 60 } temp ? temp : "/tmp";
}
