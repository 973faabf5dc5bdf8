using System.Globalization;

namespace BarberPro.Benchmarks;

/// <summary>What the program costs while nobody looks: the sandbox, its scraping, the pipeline and the store go on.</summary>
internal sealed class IdleBench : IBench
{
    public string Name => "idle";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [Row.NotMeasured("idle cost with the sandbox on", "≤ 8 % of a core, ≤ 250 MB", "it is read from /proc")];
        }

        var folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-idle-{Environment.ProcessId}");
        try
        {
            await using var program = await ProgramUnderTest.StartBuiltAsync(["--Database:Directory", folder], cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(settings.Either(60, 10)), cancellationToken); // the start's own work is over
            var server = int.Parse(File.ReadLines(Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).Single()).First(), CultureInfo.InvariantCulture);
            var (own, database) = (Cost([program.Id]), Cost([server, .. ProgramUnderTest.Children(server)]));
            var seconds = settings.Either(120, 10);
            await Task.Delay(TimeSpan.FromSeconds(seconds), cancellationToken);
            var (ownAfter, databaseAfter) = (Cost([program.Id]), Cost([server, .. ProgramUnderTest.Children(server)]));
            var (share, databaseShare) = ((ownAfter.Cpu - own.Cpu) / seconds, (databaseAfter.Cpu - database.Cpu) / seconds);
            var resident = ProgramUnderTest.ResidentMegabytes(program.Id);
            return
            [
                new("idle cost with the sandbox on: processor", "≤ 8 % of a core", $"{share:P1} (and PostgreSQL {databaseShare:P1})", share + databaseShare <= 0.08),
                new("idle cost with the sandbox on: memory", "≤ 250 MB", $"{ownAfter.Megabytes + databaseAfter.Megabytes:F0} MB: the program {ownAfter.Megabytes:F0} MB, PostgreSQL {databaseAfter.Megabytes:F0} MB, shared pages counted once (the program's resident size, with all that it shares, {resident:F0} MB)", ownAfter.Megabytes + databaseAfter.Megabytes <= 250),
            ];
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static (double Cpu, double Megabytes) Cost(IEnumerable<int> ids)
    {
        var (cpu, megabytes) = (0.0, 0.0);
        foreach (var id in ids)
        {
            var cost = ProgramUnderTest.Cost(id);
            (cpu, megabytes) = (cpu + cost.Cpu, megabytes + cost.Megabytes);
        }

        return (cpu, megabytes);
    }
}
