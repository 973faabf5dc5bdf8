using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace BarberPro.Dashboard.App;

/// <summary>Says on standard output, once, that a page with live data can be served.</summary>
internal sealed class ReadyLine(FrameWatch frames, BackfillAtStart backfill, FirstLink link, IServer server, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        // Where nothing is scraped there is no first frame with numbers to wait for: the page is then served all the same.
        await Task.WhenAny(frames.Live, Task.Delay(TimeSpan.FromSeconds(15), stoppingToken));
        // The program's own figures come a moment later than the others; a source that does not answer is not waited for.
        await Task.WhenAny(frames.Whole, Task.Delay(TimeSpan.FromSeconds(1.5), stoppingToken));
        await backfill.Filled.WaitAsync(stoppingToken);
        stoppingToken.ThrowIfCancellationRequested();
        Console.WriteLine($"BarberPro Dashboard is ready: {Address(server).TrimEnd('/')}{await link.PathAsync(stoppingToken)}");
    }

    /// <summary>An address that a browser on this machine can open.</summary>
    public static string Address(IServer server)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1:5210";
        return address.Replace("://[::]", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal).TrimEnd('/') + "/";
    }
}
