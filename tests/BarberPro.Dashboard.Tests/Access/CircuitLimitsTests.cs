using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class CircuitLimitsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Circuit_OneTooMany_IsClosedAndLeavesTheOthersOpen()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:Circuits", "2"));
        using var first = await OpenAsync(server);
        using var second = await OpenAsync(server);
        using var third = await OpenAsync(server);

        await EndAsync(third);

        var (one, two) = (EndAsync(first), EndAsync(second));
        (one.IsCompleted, two.IsCompleted).Should().Be((false, false));
    }

    [Fact]
    public async Task Circuit_AfterAnotherHasEnded_IsLetIn()
    {
        var limits = NewLimits(new FakeTimeProvider(), new LimitOptions { Circuits = 1 });
        using var hub = new NoHub();
        var services = new ServiceCollection().BuildServiceProvider();
        HubLifetimeContext Of(Caller caller) => new(caller, services, hub);
        Task ConnectAsync(Caller caller, Func<HubLifetimeContext, Task>? next = null) => limits.OnConnectedAsync(Of(caller), next ?? (_ => Task.CompletedTask));
        var first = new Caller("/_blazor");
        await ConnectAsync(first);

        await FluentActions.Awaiting(() => ConnectAsync(new Caller("/_blazor"))).Should().ThrowAsync<HubException>();
        await limits.OnDisconnectedAsync(Of(first), null, (_, _) => Task.CompletedTask);
        await limits.OnDisconnectedAsync(Of(first), null, (_, _) => Task.CompletedTask); // told twice, counted once
        await FluentActions.Awaiting(() => ConnectAsync(new Caller("/_blazor"), _ => throw new InvalidOperationException())).Should().ThrowAsync<InvalidOperationException>();
        await ConnectAsync(new Caller("/_blazor"));
        await FluentActions.Awaiting(() => ConnectAsync(new Caller("/_blazor"))).Should().ThrowAsync<HubException>();
    }

    [Fact(Timeout = 60_000)]
    public async Task LiveHub_ManyConnectionsOfOneAddress_AreNotCounted()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Limits:Circuits", "1"));
        var connections = new List<HubConnection>();
        for (var i = 0; i < 40; i++)
        {
            connections.Add(new HubConnectionBuilder().WithUrl(new Uri(server.Address, "/hubs/live"), options => options.Headers["Origin"] = server.Origin).Build());
            await connections[^1].StartAsync(Stop);
        }

        foreach (var connection in connections)
        {
            await connection.InvokeAsync<JsonElement>("Watch", "all", Stop);
            await connection.DisposeAsync();
        }
    }

    [Fact]
    public async Task Calls_MoreThanAHandCanMake_EndTheCircuit()
    {
        var clock = new FakeTimeProvider();
        var limits = NewLimits(clock, new LimitOptions { CircuitCallsAtOnce = 10, CircuitCallsPerSecond = 10 });
        var caller = new Caller("/_blazor");
        for (var i = 0; i < 10; i++)
        {
            await CallAsync(limits, caller);
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 10; i++)
        {
            await CallAsync(limits, caller);
        }

        caller.IsAborted.Should().BeFalse();
        await FluentActions.Awaiting(() => CallAsync(limits, caller)).Should().ThrowAsync<HubException>();
        caller.IsAborted.Should().BeTrue();
    }

    [Fact]
    public async Task Calls_OfTheLiveHub_AreLimitedThere()
    {
        var limits = NewLimits(new FakeTimeProvider(), new LimitOptions { CircuitCallsAtOnce = 10, CircuitCallsPerSecond = 10 });
        var caller = new Caller("/hubs/live");
        for (var i = 0; i < 100; i++)
        {
            await CallAsync(limits, caller);
        }

        caller.IsAborted.Should().BeFalse();
    }

    private static CircuitLimits NewLimits(TimeProvider clock, LimitOptions options)
    {
        var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        return new CircuitLimits(Options.Create(options), clock, services.GetRequiredService<IStringLocalizer<LimitTexts>>(), NullLogger<CircuitLimits>.Instance);
    }

    private static async Task CallAsync(CircuitLimits limits, Caller caller)
    {
        using var hub = new NoHub();
        await limits.InvokeMethodAsync(new HubInvocationContext(caller, new ServiceCollection().BuildServiceProvider(), hub, typeof(NoHub).GetMethod(nameof(NoHub.Called))!, []), _ => ValueTask.FromResult<object?>(null));
    }

    /// <summary>A connection as the browser's part of a circuit opens it, up to the handshake.</summary>
    private static async Task<ClientWebSocket> OpenAsync(HardenedServer server)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", server.Origin);
        await socket.ConnectAsync(new Uri($"ws://{server.Address.Authority}/_blazor"), Stop);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, Stop);
        (await ReadAsync(socket)).Should().StartWith("{}");
        return socket;
    }

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var read = await socket.ReceiveAsync(buffer, Stop);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }

    /// <summary>Ends when the server has closed it.</summary>
    private static async Task EndAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer, Stop)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private sealed class NoHub : Hub
    {
        public static void Called()
        {
        }
    }

    private sealed class Caller : HubCallerContext, IHttpContextFeature
    {
        private readonly FeatureCollection _features = new();

        public Caller(string path)
        {
            HttpContext = new DefaultHttpContext { Request = { Path = path } };
            _features.Set<IHttpContextFeature>(this);
        }

        public bool IsAborted { get; private set; }

        public HttpContext? HttpContext { get; set; }

        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features => _features;

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort() => IsAborted = true;
    }
}
