using System.Text;
using BarberPro.Dashboard.Data;

namespace BarberPro.Dashboard.Access;

/// <summary>The anchor file: lines are only added, and are on the disk before it is said that they are there.</summary>
internal sealed class AuditAnchorFile(string path)
{
    /// <summary>Longer than any line.</summary>
    private const int Tail = 4_096;

    public string Path => path;

    /// <summary>Makes the file where there is none.</summary>
    /// <exception cref="StartupException">It cannot be written; the message names the option.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            using var file = Open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The anchor file '{path}' of the audit (Access:Audit:AnchorFile) cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>All lines that are anchors. One that was torn by a power cut is none: the line after it follows the line before it.</summary>
    public IReadOnlyList<AuditAnchor> Read() =>
        File.Exists(path) ? [.. ReadFrom(0).Split('\n').Select(AuditAnchor.Read).OfType<AuditAnchor>()] : [];

    public AuditAnchor? ReadLast()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var last = ReadFrom(Math.Max(0, new FileInfo(path).Length - Tail)).Split('\n').Select(AuditAnchor.Read).LastOrDefault(anchor => anchor is not null);
        return last ?? (Read() is { Count: > 0 } all ? all[^1] : null);
    }

    public void Append(AuditAnchor anchor)
    {
        var length = File.Exists(path) ? new FileInfo(path).Length : 0;
        var torn = length > 0 && ReadFrom(length - 1) != "\n";
        using var file = Open();
        file.Write(Encoding.UTF8.GetBytes($"{(torn ? "\n" : "")}{anchor.Text}\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>On Linux such that the system itself only appends, which also works where the file is marked append-only (chattr +a).</summary>
    private FileStream Open() => OperatingSystem.IsLinux()
        ? new FileStream(UnixCalls.OpenToAppend(path), FileAccess.Write, bufferSize: 0)
        : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    private string ReadFrom(long position)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = position;
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
