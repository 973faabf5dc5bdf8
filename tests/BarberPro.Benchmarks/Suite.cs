using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace BarberPro.Benchmarks;

/// <summary>Runs the benches that were asked for and prints one Markdown table.</summary>
internal static partial class Suite
{
    public static async Task<int> RunAsync(string[] args, IReadOnlyList<IBench> benches)
    {
        var quick = args.Contains("--quick");
        var outAt = Array.IndexOf(args, "--out");
        var file = outAt >= 0 && outAt + 1 < args.Length ? args[outAt + 1] : null;
        var names = args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (outAt < 0 || i != outAt + 1)).ToList();
        if (names.Except(benches.Select(b => b.Name)).FirstOrDefault() is { } unknown || args.Contains("--help"))
        {
            Console.Error.WriteLine($"Benches: {string.Join(", ", benches.Select(b => b.Name))}; --quick; --out <file>");
            return 1;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
        var table = new StringBuilder($"{Machine(quick)}\n\n| figure | goal | measured | |\n| --- | --- | --- | --- |\n");
        foreach (var bench in benches.Where(b => names.Count == 0 || names.Contains(b.Name)))
        {
            Console.Error.WriteLine($"{bench.Name}:");
            foreach (var row in await RunAsync(bench, new BenchSettings(quick), stop.Token))
            {
                var line = $"| {row.Figure} | {row.Goal} | {row.Measured} | {(row.Reached is { } reached ? reached ? "ok" : "falls short" : "–")} |";
                table.Append(line).Append('\n');
                Console.Error.WriteLine($"  {line}");
            }
        }

        Console.Write(table);
        if (file is not null)
        {
            await File.WriteAllTextAsync(file, table.ToString(), stop.Token);
        }

        return 0;
    }

    private static async Task<IReadOnlyList<Row>> RunAsync(IBench bench, BenchSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return await bench.RunAsync(settings, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine(exception); // the others still say what they have to say
            return [Row.NotMeasured(bench.Name, "", exception.Message.ReplaceLineEndings(" "))];
        }
    }

    private static string Machine(bool quick)
    {
        var processor = File.Exists("/proc/cpuinfo") ? Model().Match(File.ReadAllText("/proc/cpuinfo")).Groups[1].Value : RuntimeInformation.ProcessArchitecture.ToString();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30);
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        var when = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{when}, {Environment.ProcessorCount} cores ({processor}), {memory} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load before the run {load}{(quick ? "; **quick run: not the goals' sizes**" : "")}";
    }

    [GeneratedRegex(@"model name\s*:\s*(.+)")]
    private static partial Regex Model();
}
