using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BarberPro.Benchmarks;

/// <summary>Debian's Prometheus, filled with given samples.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";
    private const string Tool = "/usr/bin/promtool";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"barberpro-bench-prometheus-{Environment.ProcessId}");
    private Process? _process;

    public static bool IsThere => File.Exists(Program) && File.Exists(Tool);

    public Uri Address { get; private set; } = default!;

    /// <param name="series">By the value of label <c>n</c>: one value a second from <paramref name="from"/> on.</param>
    public async Task StartAsync(IReadOnlyList<double[]> series, DateTimeOffset from, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        var text = Path.Combine(_folder, "samples.txt");
        await using (var file = new StreamWriter(text))
        {
            await file.WriteLineAsync("# TYPE bench gauge");
            for (var n = 0; n < series.Count; n++)
            {
                for (var second = 0; second < series[n].Length; second++)
                {
                    await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"bench{{n=\"{n}\"}} {series[n][second]} {from.ToUnixTimeSeconds() + second}"));
                }
            }

            await file.WriteLineAsync("# EOF");
        }

        var configuration = Path.Combine(_folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, "global: { scrape_interval: 1h }\n", cancellationToken);
        using (var tool = Start(Tool, "tsdb", "create-blocks-from", "openmetrics", text, Path.Combine(_folder, "data")))
        {
            await tool.WaitForExitAsync(cancellationToken);
            if (tool.ExitCode != 0)
            {
                throw new InvalidOperationException($"promtool ended with {tool.ExitCode}");
            }
        }

        File.Delete(text);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        _process = Start(Program, $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(_folder, "data")}", $"--web.listen-address={Address.Authority}", "--storage.tsdb.retention.time=100y", "--log.level=error");
        using var client = new HttpClient { BaseAddress = Address };
        while (true)
        {
            try
            {
                if ((await client.GetAsync("/-/ready", cancellationToken)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // it does not listen yet
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string program, params string[] args)
    {
        var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) => { if (line.Data is { } text) { BenchSettings.Say(text); } };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
