using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using BarberPro.Dashboard.Data;
using Microsoft.Playwright;

namespace BarberPro.Benchmarks;

/// <summary>The real program, as built or as a newcomer starts it, on ports of its own.</summary>
internal sealed class ProgramUnderTest : IAsyncDisposable
{
    private const string Key = "benchmarks-bootstrap-key-0123456789abcdef";
    public const string ReadyMark = "BarberPro Dashboard is ready: ";

    private readonly Process _process;
    private IReadOnlyList<Cookie> _cookies = [];
    private string _readyLink = "";

    private ProgramUnderTest(Process process) => _process = process;

    public Uri Address { get; private init; } = default!;

    /// <summary>From the start of the process to the line that says that a page with live data can be served.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public static string Root => Checkout.Root ?? throw new InvalidOperationException("the benches run from a checkout");

    /// <summary>The newcomer's command; everything but <c>dotnet run --project src/BarberPro.Dashboard</c> keeps it away from what else runs here.</summary>
    public static Task<ProgramUnderTest> RunAsync(string[] ofRun, string[] settings, CancellationToken cancellationToken) =>
        StartAsync(["run", "--project", "src/BarberPro.Dashboard", .. ofRun, "--"], [.. settings, "--Sandbox:Url", $"http://127.0.0.1:{Prometheus.FreePort()}"], cancellationToken);

    public static Task<ProgramUnderTest> StartBuiltAsync(string[] settings, CancellationToken cancellationToken) =>
        StartBuiltAsync(settings, Prometheus.FreePort(), cancellationToken);

    public static Task<ProgramUnderTest> StartBuiltAsync(string[] settings, int sandboxPort, CancellationToken cancellationToken) =>
        StartAsync([Path.Combine(Root, "src/BarberPro.Dashboard/bin/Release/net10.0/BarberPro.Dashboard.dll")], [.. settings, "--Sandbox:Url", $"http://127.0.0.1:{sandboxPort}"], cancellationToken);

    /// <summary>Opens a page and waits until its numbers are live.</summary>
    public async Task OpenAsync(IPage page, string path)
    {
        await SignInAsync(page.Context);
        await page.GotoAsync(new Uri(Address, path).ToString());
        await page.WaitForFunctionAsync("() => document.querySelector('live-status')?.dataset.state === 'live'");
    }

    /// <summary>The program itself: under <c>dotnet run</c> it is a child.</summary>
    public int Id => Children(_process.Id).FirstOrDefault(_process.Id);

    /// <summary>CPU seconds so far, and kilobytes in memory that are its own.</summary>
    public static (double Cpu, double Megabytes) Cost(int id)
    {
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ');
        var ticks = fields[12..16].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)); // with those of children that ended
        var pss = File.ReadLines($"/proc/{id}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return (ticks / 100.0, long.Parse(pss, CultureInfo.InvariantCulture) / 1024.0);
    }

    /// <summary>Resident memory, shared pages included, as most tools show it.</summary>
    public static double ResidentMegabytes(int id) =>
        long.Parse(File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;

    public static IEnumerable<int> Children(int parent) => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => ParentOf(id) == parent).ToList();

    /// <summary>Lets a client ask with all rights.</summary>
    public static void SignIn(HttpClient client) => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);

    /// <summary>Signs a browser's profile in, by the link of a new database: once, and the others with its cookies.</summary>
    public async Task SignInAsync(IBrowserContext browser) => _cookies = await SignInAsync(browser, _readyLink, _cookies);

    public static async Task<IReadOnlyList<Cookie>> SignInAsync(IBrowserContext browser, string readyLink, IReadOnlyList<Cookie> known)
    {
        if (known.Count > 0)
        {
            await browser.AddCookiesAsync(known);
            return known;
        }

        var page = await browser.NewPageAsync();
        await page.GotoAsync(readyLink);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator("input[name=name]").FillAsync("Martina Gómez");
        await page.Locator("input[name=password]").FillAsync("four words are enough");
        await page.Locator("input[name=again]").FillAsync("four words are enough");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(new Uri(new Uri(readyLink), "/").ToString());
        await page.CloseAsync();
        return [.. (await browser.CookiesAsync()).Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = cookie.HttpOnly })];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            UnixCalls.Signal(Id, UnixCalls.Interrupt);
            if (!_process.WaitForExit(TimeSpan.FromSeconds(15)))
            {
                _process.Kill(entireProcessTree: true);
            }

            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<ProgramUnderTest> StartAsync(string[] command, string[] settings, CancellationToken cancellationToken)
    {
        var address = new Uri($"http://127.0.0.1:{Prometheus.FreePort()}");
        var start = new ProcessStartInfo("dotnet", [.. command, "--urls", address.GetLeftPart(UriPartial.Authority), .. settings])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["DOTNET_ENVIRONMENT"] = "Development", ["Access__BootstrapKey"] = Key, ["Access__Limits__ApiAtOnce"] = "1000000", ["Access__Limits__ApiPerSecond"] = "1000000" },
        };
        var before = Stopwatch.GetTimestamp();
        var program = new ProgramUnderTest(Process.Start(start)!) { Address = address };
        while (await program._process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(ReadyMark, StringComparison.Ordinal))
            {
                program._readyLink = line[ReadyMark.Length..];
                program.ReadyAfter = Stopwatch.GetElapsedTime(before);
                _ = program._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None); // a full pipe would stop it
                return program;
            }
        }

        await program.DisposeAsync();
        throw new InvalidOperationException("the program ended before it was ready");
    }

    private static int ParentOf(int id)
    {
        try
        {
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ')[2], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0; // it ended meanwhile
        }
    }
}
