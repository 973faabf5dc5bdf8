using System.Diagnostics;
using System.Globalization;
using System.Text;
using BarberPro.Dashboard.App;

namespace BarberPro.Benchmarks;

/// <summary>
/// The whole program in a process that can be asked. It says its ready line's link first; then <c>memory</c> answers the bytes that live after a collection,
/// <c>cpu</c> the processor's milliseconds so far.
/// </summary>
internal static class DashboardChild
{
    public const string Role = "dashboard";

    public static async Task<int> RunAsync(string[] args)
    {
        var lines = Console.Out;
        using var output = new Output();
        Console.SetOut(output); // the program's own log is none of the asker's answers
        await using var app = DashboardHost.Build(args);
        await app.StartAsync();
        await lines.WriteLineAsync(await output.Ready);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await lines.WriteLineAsync((line == "cpu" ? Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds : Memory()).ToString("F1", CultureInfo.InvariantCulture));
        }

        await app.StopAsync();
        return 0;
    }

    private static double Memory()
    {
        for (var collection = 0; collection < 3; collection++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Output : TextWriter
    {
        private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Ready => _ready.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            if (value?.StartsWith(ProgramUnderTest.ReadyMark, StringComparison.Ordinal) == true)
            {
                _ready.TrySetResult(value[ProgramUnderTest.ReadyMark.Length..]);
            }
        }
    }
}
