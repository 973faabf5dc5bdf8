using System.Diagnostics;
using System.Text;

namespace BarberPro.Dashboard.Data;

/// <summary>Runs the server's programs, as a user that PostgreSQL accepts.</summary>
internal static class ServerTools
{
    /// <summary>Runs a program in a folder to its end.</summary>
    /// <returns>Its exit code, and all it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo { FileName = program, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, CreateNoWindow = true };
        if (UnixCalls.IsRoot)
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])[$"--reuid={UnixCalls.Nobody}", $"--regid={UnixCalls.Nobody}", "--clear-groups", program])
            {
                start.ArgumentList.Add(argument);
            }
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The user's own PostgreSQL settings (PGHOST, PGDATA, PGOPTIONS...) are not meant for this server; messages are read, so in English.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = new StringBuilder();
            process.OutputDataReceived += (_, line) => Append(output, line.Data);
            process.ErrorDataReceived += (_, line) => Append(output, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(cancellationToken);
            lock (output)
            {
                return (process.ExitCode, output.ToString());
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new StartupException(UnixCalls.IsRoot && exception.NativeErrorCode == 2
                ? "PostgreSQL does not run as root, and 'setpriv' (util-linux), which would start it as another user, is missing: install it, run as another user, or set ConnectionStrings:Operations."
                : $"'{program}' cannot be started: {exception.Message}. Set ConnectionStrings:Operations to use another PostgreSQL.", exception);
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
