using System.Diagnostics;

namespace BarberPro.Benchmarks;

/// <summary>This program once more, in a process of its own; the two speak in lines.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    public static Child Start(string role, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Child).Assembly.Location);
        }

        foreach (var arg in (string[])["--child", role, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        return new Child(Process.Start(start)!);
    }

    public static Task<int> PlayAsync(string role, string[] args) => role switch
    {
        FanOutServer.Role => FanOutServer.RunAsync(args),
        DashboardChild.Role => DashboardChild.RunAsync(args),
        FanOutLoad.Role => FanOutLoad.RunAsync(args),
        _ => throw new ArgumentException($"no such role: {role}", nameof(role)),
    };

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("the child ended early");

    public async Task<string> AskAsync(string line, CancellationToken cancellationToken)
    {
        Tell(line);
        return await ReadAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close(); // a child ends when nobody speaks to it any more
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
