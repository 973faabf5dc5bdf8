using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using BarberPro.EndToEnd.Tests.Pages;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Dashboard))]

namespace BarberPro.EndToEnd.Tests.Pages;

/// <summary>The real program as a process of its own, with a new database and its sandbox, started once for all who only look.</summary>
public sealed class Dashboard : IAsyncLifetime
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DashboardProcess? _process;

    public async Task<DashboardProcess> StartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_process is null)
            {
                _process = new DashboardProcess();
                await _process.StartAsync();
            }

            return _process;
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _turn.Dispose();
    }
}

/// <summary>One program, to be started, killed and started again on the same data.</summary>
public sealed class DashboardProcess : IAsyncDisposable
{
    public const string Key = "end-to-end-bootstrap-key-0123456789abcdef";
    public const string Administrator = "Martina Gómez";
    public const string Password = "four words are enough";

    private const string ReadyMark = "BarberPro Dashboard is ready: ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("barberpro-e2e-").FullName;
    private readonly int _port = FreePort();
    private readonly int _sandboxPort = FreePort();
    private readonly List<string> _output = [];
    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private Process? _process;
    private string? _session;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    public string Sandbox => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_sandboxPort}");

    public string DatabaseFolder => Path.Combine(_folder, "db");

    /// <summary>Asks with the key of the configuration.</summary>
    public HttpClient Http { get; } = new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Key) } };

    /// <summary>What the ready line says, of the newest start.</summary>
    public string ReadyLink { get; private set; } = "";

    public int ProcessId => _process!.Id;

    public string Output
    {
        get { lock (_output) { return string.Join('\n', _output); } }
    }

    /// <summary>Starts it and waits for its ready line.</summary>
    public async Task StartAsync(params string[] arguments)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Dll, "--urls", Address, $"--Database:Directory={DatabaseFolder}", $"--Sandbox:Url={Sandbox}", .. arguments,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Dll)!,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["Access__BootstrapKey"] = Key },
        })!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The program ended with {process.ExitCode} before it was ready:\n{Output}"));
        process.OutputDataReceived += (_, line) => Take(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Take(line.Data, ready);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        await ready.Task.WaitAsync(StartLimit);
    }

    /// <summary>As a power cut would end it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As a person at the terminal ends it. Answers its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    /// <summary>A page of the administrator, who came in by the ready line's link once and for all pages.</summary>
    public async Task<IPage> NewPageAsync(Browser browser, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } };
        await _signingIn.WaitAsync();
        try
        {
            options.StorageState = _session ??= await SignInAsync(browser);
        }
        finally
        {
            _signingIn.Release();
        }

        return await browser.NewPageAsync(options);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(Address + path);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }
        else if (File.Exists(Path.Combine(DatabaseFolder, "postmaster.pid")))
        {
            // The program was killed: its server is ours to end.
            var server = int.Parse((await File.ReadAllLinesAsync(Path.Combine(DatabaseFolder, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
            using var signal = Process.Start("kill", ["-INT", server.ToString(CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
        }

        _process?.Dispose();
        _signingIn.Dispose();
        Http.Dispose();
    }

    private static string Dll
    {
        get
        {
            // tests/BarberPro.EndToEnd.Tests/bin/<configuration>/net10.0: the program lies at the same place of its own project.
            var here = new DirectoryInfo(AppContext.BaseDirectory);
            var configuration = here.Parent!.Name;
            var top = here;
            while (!File.Exists(Path.Combine(top.FullName, "BarberPro.Dashboard.sln")))
            {
                top = top.Parent ?? throw new DirectoryNotFoundException("BarberPro.Dashboard.sln lies in no folder above the tests.");
            }

            return Path.Combine(top.FullName, "src", "BarberPro.Dashboard", "bin", configuration, "net10.0", "BarberPro.Dashboard.dll");
        }
    }

    private async Task<string> SignInAsync(Browser browser)
    {
        var page = await browser.NewPageAsync();
        await page.GotoAsync(ReadyLink);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.Locator("input[name=name]").FillAsync(Administrator);
        await page.Locator("input[name=password]").FillAsync(Password);
        await page.Locator("input[name=again]").FillAsync(Password);
        await page.Locator("button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(Address + "/");
        var session = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return session;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Take(string? line, TaskCompletionSource ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (line.StartsWith(ReadyMark, StringComparison.Ordinal))
        {
            ReadyLink = line[ReadyMark.Length..];
            ready.TrySetResult();
        }
    }
}
