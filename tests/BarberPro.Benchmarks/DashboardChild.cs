using System.Diagnostics;
using System.Globalization;
using System.Text;
using BarberPro.Dashboard.App;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BarberPro.Benchmarks;

/// <summary>
/// The whole program in a process that can be asked. It says its ready line's link first; then <c>memory</c> answers the bytes that live after a collection,
/// <c>cpu</c> the processor's milliseconds so far.
/// </summary>
internal static class DashboardChild
{
    public const string Role = "dashboard";

    /// <summary>A setting of this child alone: which time of day it is in Argentina when the program starts. Without it: the true one.</summary>
    public const string TimeOfDay = "Bench:TimeOfDay";

    public static async Task<int> RunAsync(string[] args)
    {
        var lines = Console.Out;
        using var output = new Output();
        Console.SetOut(output); // the program's own log is none of the asker's answers
        await using var app = DashboardHost.Build(args, builder =>
        {
            if (builder.Configuration.GetValue<TimeOnly?>(TimeOfDay) is { } time)
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedClock(time)));
            }
        });
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

    /// <summary>Runs as fast as the true one.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        private readonly TimeSpan _shift;

        public ShiftedClock(TimeOnly start)
        {
            var now = TimeZoneInfo.ConvertTime(System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Argentina/Buenos_Aires"));
            _shift = start.ToTimeSpan() - now.TimeOfDay;
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _shift;
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
