using System.Diagnostics;

namespace BarberPro.Benchmarks;

/// <summary>How long a newcomer waits after the build, with the very command of the README.</summary>
internal sealed class StartBench : IBench
{
    public string Name => "start";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        using (var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "src/BarberPro.Dashboard", "-v", "q", "--nologo"]) { WorkingDirectory = ProgramUnderTest.Root, RedirectStandardOutput = true })!)
        {
            await build.StandardOutput.ReadToEndAsync(cancellationToken);
            await build.WaitForExitAsync(cancellationToken);
        }

        List<double> first = [], again = [], withoutCheck = [];
        for (var round = 0; round < settings.Either(3, 1); round++)
        {
            var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-start-{Environment.ProcessId}-{round}");
            try
            {
                string[] settingsOfRun = ["--Database:Directory", folder];
                first.Add(await ReadyAfterAsync([], settingsOfRun, cancellationToken));
                again.Add(await ReadyAfterAsync([], settingsOfRun, cancellationToken));
                withoutCheck.Add(await ReadyAfterAsync(["--no-build"], settingsOfRun, cancellationToken));
                BenchSettings.Say($"new {first[^1]:F1} s, there {again[^1]:F1} s, there and --no-build {withoutCheck[^1]:F1} s");
            }
            finally
            {
                if (Directory.Exists(folder))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }

        return
        [
            new("`dotnet run` of a built checkout until the ready line, database new", "≤ 12 s", $"{Middle(first):F1} s", Middle(first) <= 12),
            new("the same, database there", "≤ 4 s", $"{Middle(again):F1} s (with --no-build {Middle(withoutCheck):F1} s)", Middle(again) <= 4),
        ];
    }

    private static async Task<double> ReadyAfterAsync(string[] ofRun, string[] settings, CancellationToken cancellationToken)
    {
        await using var program = await ProgramUnderTest.RunAsync(ofRun, settings, cancellationToken);
        return program.ReadyAfter.TotalSeconds;
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
