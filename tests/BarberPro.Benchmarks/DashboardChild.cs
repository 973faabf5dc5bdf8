using System.Diagnostics;
using System.Globalization;
using BarberPro.Dashboard.App;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BarberPro.Benchmarks;

/// <summary>The whole program in a process that can be asked: <c>memory</c> answers the bytes that live after a collection, <c>cpu</c> the processor's milliseconds so far.</summary>
internal static class DashboardChild
{
    public const string Role = "dashboard";

    public static async Task<int> RunAsync(string[] args)
    {
        var lines = Console.Out;
        Console.SetOut(TextWriter.Null); // the program's own log is none of the asker's answers
        await using var app = DashboardHost.Build(args);
        await app.StartAsync();
        var frames = app.Services.GetRequiredService<FrameWatch>();
        await frames.Whole;
        await lines.WriteLineAsync("there");
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
}
