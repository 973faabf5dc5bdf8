using System.Net.Http.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>Tells each anchor to an address elsewhere. Nothing waits for it; where it does not answer, the newest anchors are kept and told later.</summary>
internal sealed class AuditWebhook(IOptions<AuditOptions> options, TimeProvider clock) : IDisposable
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Channel<AuditAnchor> _waiting = Channel.CreateBounded<AuditAnchor>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(AuditAnchor anchor)
    {
        if (options.Value.Webhook is not null)
        {
            _waiting.Writer.TryWrite(anchor);
        }
    }

    /// <summary>Sends until stopped.</summary>
    /// <param name="told">Called after each attempt, with what went wrong.</param>
    public async Task SendAsync(Action<string?> told, CancellationToken cancellationToken)
    {
        await foreach (var anchor in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            for (var pause = Shortest; await FaultOfSendingAsync(anchor, cancellationToken) is { } fault; pause = pause * 2 < Longest ? pause * 2 : Longest)
            {
                var wait = Task.Delay(pause, clock, cancellationToken);
                told(fault);
                await wait;
            }

            told(null);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string?> FaultOfSendingAsync(AuditAnchor anchor, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.PostAsJsonAsync(options.Value.Webhook, new { anchor.Line, anchor.At, anchor.Seq, anchor.Hash, anchor.PreviousLine, anchor.LineHash }, cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it did not answer in time";
        }
    }
}
