using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace BarberPro.Benchmarks;

/// <summary>
/// An open page without a browser: it holds a circuit as the web script does and acknowledges each batch, but draws nothing.
/// So hundreds of them fit beside the program on one machine.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private static readonly BlazorPack Protocol = new();

    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _updated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Session _session;
    private readonly Action<ReadOnlySpan<byte>> _onBatch;
    private readonly HubConnection _connection;
    private string _circuit = "";
    private int _references;
    private bool _leaving;

    private CircuitClient(Session session, Action<ReadOnlySpan<byte>> onBatch)
    {
        _session = session;
        _onBatch = onBatch;
        var builder = new HubConnectionBuilder().WithUrl(new Uri(session.Address, "_blazor"), HttpTransportType.WebSockets, options =>
        {
            options.Cookies = session.Cookies;
            options.Headers["Origin"] = session.Origin;
        });
        builder.Services.AddSingleton<IHubProtocol>(Protocol);
        _connection = builder.Build();
        _connection.On<long, byte[]>("JS.RenderBatch", ShowAsync);
        _connection.On<long, string, string?, int, long, int>("JS.BeginInvokeJS", AnswerAsync);
        _connection.On<long>("JS.EndUpdateRootComponents", _ => _updated.TrySetResult());
        _connection.On<string>("JS.Error", error => Fail($"the circuit broke: {error}"));
        _connection.Closed += exception =>
        {
            Fail($"the connection was closed: {exception?.Message ?? "by the server"}");
            return Task.CompletedTask;
        };
    }

    /// <summary>What the page was before its circuit took over.</summary>
    public string Html { get; private set; } = "";

    /// <summary>Why it shows nothing any more; null while it is well.</summary>
    public string? Fault { get; private set; }

    /// <param name="session">Who opens it.</param>
    /// <param name="path">"board".</param>
    /// <param name="onBatch">Is shown each batch of what is to be drawn, one after the other, before it is acknowledged.</param>
    public static async Task<CircuitClient> OpenAsync(Session session, string path, Action<ReadOnlySpan<byte>> onBatch, CancellationToken cancellationToken)
    {
        var client = new CircuitClient(session, onBatch);
        try
        {
            await client.StartAsync(new Uri(session.Address, path), cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>As a closed tab does: the circuit is ended, not kept for a return.</summary>
    public async ValueTask DisposeAsync()
    {
        _leaving = true;
        if (_circuit.Length > 0)
        {
            using var answer = await _session.Client.PostAsync("_blazor/disconnect", new FormUrlEncodedContent([new("circuitId", _circuit)]), CancellationToken.None);
        }

        await _connection.DisposeAsync();
    }

    private async Task StartAsync(Uri page, CancellationToken cancellationToken)
    {
        Html = await _session.Client.GetStringAsync(page, cancellationToken);
        var state = State().Match(Html).Groups[1].Value;
        var operations = Markers().Matches(Html).Select((marker, i) => new JsonObject
        {
            ["type"] = "add",
            ["ssrComponentId"] = i + 1,
            ["marker"] = JsonNode.Parse(marker.Groups[1].Value),
        }).ToArray<JsonNode?>();
        if (operations.Length == 0)
        {
            throw new InvalidOperationException($"{page} is no page with a circuit");
        }

        await _connection.StartAsync(cancellationToken);
        _circuit = await _connection.InvokeAsync<string?>("StartCircuit", _session.Address.ToString(), page.ToString(), "[]", state, cancellationToken)
            ?? throw new InvalidOperationException(Fault ?? "no circuit was started");
        // The server says that its renderer is there by a call of script; only then it may be told what to render.
        await _attached.Task.WaitAsync(cancellationToken);
        await _connection.SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = new JsonArray(operations) }.ToJsonString(), state, cancellationToken);
        await _updated.Task.WaitAsync(cancellationToken);
    }

    private Task ShowAsync(long batch, byte[] content)
    {
        _onBatch(content);
        return _connection.SendAsync("OnRenderCompleted", batch, (string?)null);
    }

    /// <summary>Calls of script do nothing here; who waits for an answer gets null, or a reference to nothing.</summary>
    private async Task AnswerAsync(long call, string identifier, string? arguments, int resultType, long target, int callType)
    {
        const int ObjectReference = 1;
        if (call != 0)
        {
            var result = resultType == ObjectReference ? $$"""{"__jsObjectId":{{++_references}}}""" : "null";
            await _connection.SendAsync("EndInvokeJSFromDotNet", call, true, $"[{call},true,{result}]");
        }

        if (identifier == "Blazor._internal.attachWebRendererInterop")
        {
            _attached.TrySetResult();
        }
    }

    private void Fail(string why)
    {
        if (_leaving)
        {
            return;
        }

        Fault ??= why;
        var fault = new InvalidOperationException(why);
        _attached.TrySetException(fault);
        _updated.TrySetException(fault);
    }

    /// <summary>Where a component begins; the comment at its end has no descriptor.</summary>
    [GeneratedRegex("<!--Blazor:(\\{[^>]*\"descriptor\"[^>]*\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:([a-zA-Z0-9+/=]+)-->")]
    private static partial Regex State();
}
