using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BarberPro.Dashboard.Data;

/// <summary>The few calls of the operating system that .NET has no name for.</summary>
internal static partial class UnixCalls
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    /// <summary>PostgreSQL refuses to run as root, so root lends it this user, which owns nothing else: "nobody" on most systems.</summary>
    public const uint Nobody = 65534;

    public static bool IsRoot { get; } = !OperatingSystem.IsWindows() && EffectiveUser() == 0;

    public static bool Signal(int processId, int signal) => SendSignal(processId, signal) == 0;

    public static void GiveToNobody(string path)
    {
        if (ChangeOwner(path, Nobody, Nobody) != 0)
        {
            throw new IOException($"The owner of '{path}' cannot be changed: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    /// <summary>Opens or makes the file such that whatever is written goes behind its end (Linux). Its owner alone reads it.</summary>
    public static SafeFileHandle OpenToAppend(string path)
    {
        const int flags = 0x1 | 0x40 | 0x400 | 0x80000; // O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
        const int ownerOnly = 0x180; // 0600
        var descriptor = Open(path, flags, ownerOnly);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new IOException($"{Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
