using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Data;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>Proxies, addresses to listen at, what the log may tell, and what an error may.</summary>
public sealed class BoundaryTests
{
    private const string Forwarded = "X-Forwarded-For: 198.51.100.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: board.example\r\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Forwarded_FromNobodyKnown_IsNotBelieved()
    {
        await using var server = await HardenedServer.StartAsync(Stop);

        (await WhenceAsync(server, Forwarded)).Should().EndWith("127.0.0.1 http a");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Forwarded_FromAConfiguredProxy_IsBelieved(string proxy)
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Proxies:0", "10.0.0.7"), ("Access:Proxies:1", proxy));

        (await WhenceAsync(server, Forwarded)).Should().EndWith("198.51.100.9 https board.example");
    }

    [Fact(Timeout = 60_000)]
    public async Task Forwarded_BehindAConfiguredProxy_IsBelievedNoFurther()
    {
        await using var server = await HardenedServer.StartAsync(Stop, ("Access:Proxies:0", "127.0.0.1"));

        (await WhenceAsync(server, "X-Forwarded-For: 10.9.9.9, 198.51.100.9\r\n")).Should().EndWith("198.51.100.9 http a", "what the unknown address says of others is not believed");
    }

    [Fact]
    public void Forwarded_TheFrameworksOwnSwitch_IsOverruled()
    {
        using var services = Services([], Environments.Production, more => more.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.All;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        }));

        services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.ForwardedHeaders.Should().Be(ForwardedHeaders.None);
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.7/40")]
    [InlineData("10")]
    [InlineData("")]
    public void Proxy_NoAddress_IsRefusedByItsKey(string proxy)
    {
        using var services = Services([("Access:Proxies:0", "10.0.0.1"), ("Access:Proxies:1", proxy)]);

        var read = () => services.GetRequiredService<IOptions<HardeningOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain("Access:Proxies").And.Contain($"\"{proxy}\"");
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5210")]
    [InlineData("urls", "http://*:5210")]
    [InlineData("urls", "http://+:80")]
    [InlineData("urls", "http://[::]:5210")]
    [InlineData("urls", "http://board.example:5210")]
    [InlineData("urls", "http://192.0.2.7")]
    [InlineData("urls", "http://127.0.0.1:5210;http://192.0.2.7:5210")]
    [InlineData("urls", "HTTP://0.0.0.0:5210")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://0.0.0.0:80")]
    public void Address_BeyondLoopbackWithoutTls_IsRefusedUnlessMeant(string key, string value)
    {
        var start = () => ListeningRules.Check(Configuration([(key, value)]));
        var meant = () => ListeningRules.Check(Configuration([(key, value), ("Access:AllowInsecure", "true")]));

        start.Should().Throw<StartupException>().Which.Message.Should().Contain("Access:AllowInsecure").And.Contain("http").And.NotContain("\n");
        meant.Should().NotThrow();
    }

    [Theory]
    [InlineData("urls", "http://127.0.0.1:5210")]
    [InlineData("urls", "http://localhost:0;http://[::1]:5210")]
    [InlineData("urls", "https://0.0.0.0:443")]
    [InlineData("urls", "http://unix:/run/board.sock")]
    [InlineData("urls", "")]
    [InlineData("Kestrel:Endpoints:Web:Url", "https://*:443")]
    public void Address_OfThisMachineOrWithTls_IsFine(string key, string value)
    {
        var start = () => ListeningRules.Check(Configuration([(key, value)]));

        start.Should().NotThrow();
    }

    [Theory]
    [InlineData("Production", false)]
    [InlineData("Development", true)]
    public void Circuit_DetailedErrors_AreNeverToldInProduction(string environment, bool told)
    {
        using var services = Services([], environment, more => more.Configure<CircuitOptions>(options => options.DetailedErrors = true));

        services.GetRequiredService<IOptions<CircuitOptions>>().Value.DetailedErrors.Should().Be(told);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    [InlineData("Logging:Memory:LogLevel:Default")]
    [InlineData("Logging:Memory:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics")]
    public async Task Log_WhateverLevelIsAsked_TellsNoToken(string key)
    {
        var lines = new Lines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), new(key, "Trace")]);
        builder.Logging.ClearProviders().AddProvider(lines).AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Services.AddSingleton(TimeProvider.System).AddLocalization().AddHardening(builder.Configuration, builder.Environment);
        await using var app = builder.Build();
        app.UseHardening();
        app.MapGet("/signin", () => "form");
        await app.StartAsync(Stop);
        using var client = new HttpClient();

        await client.GetStringAsync($"{app.Urls.Single()}/signin?token=SECRET-OF-A-LINK", Stop);
        await client.GetAsync($"{app.Urls.Single()}/none?token=SECRET-OF-A-LINK", Stop);
        await app.StopAsync(Stop);

        lines.Text.Should().NotContain("SECRET-OF-A-LINK");
    }

    private static async Task<string> WhenceAsync(HardenedServer server, string headers) =>
        (await server.AskAsync($"GET /whence HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n", Stop)).TrimEnd('\r', '\n', '0').TrimEnd('\r', '\n');

    private static IConfiguration Configuration((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private static ServiceProvider Services((string Key, string Value)[] settings, string environment = "Production", Action<IServiceCollection>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        before?.Invoke(builder.Services);
        return builder.Services.AddHardening(builder.Configuration, builder.Environment).BuildServiceProvider();
    }

    [ProviderAlias("Memory")]
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public string Text
        {
            get { lock (_lines) { return string.Join('\n', _lines); } }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
