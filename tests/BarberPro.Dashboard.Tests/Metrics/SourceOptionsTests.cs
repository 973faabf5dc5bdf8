using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class SourceOptionsTests
{
    [Theory]
    [InlineData("Url", "ftp://127.0.0.1/metrics", "Metrics:Sources:1:Url")]
    [InlineData("Url", "not an address", "Metrics:Sources:1:Url")]
    [InlineData("Url", "", "Metrics:Sources:1:Url")]
    [InlineData("Url", "//elsewhere/metrics", "Metrics:Sources:1:Url")]
    [InlineData("Url", "http://user:password@127.0.0.1/metrics", "Metrics:Sources:1:Url")]
    [InlineData("Name", "", "Metrics:Sources:1:Name")]
    [InlineData("Name", "FIRST", "Metrics:Sources:1:Name")]
    [InlineData("Interval", "00:00:00.100", "Metrics:Sources:1:Interval")]
    [InlineData("Interval", "1.00:00:00", "Metrics:Sources:1:Interval")]
    [InlineData("Timeout", "00:00:11", "Metrics:Sources:1:Timeout")]
    [InlineData("Timeout", "00:00:00", "Metrics:Sources:1:Timeout")]
    [InlineData("MaxBytes", "0", "Metrics:Sources:1:MaxBytes")]
    [InlineData("Labels:a-b", "x", "Metrics:Sources:1:Labels")]
    [InlineData("Headers:Bad Header", "x", "Metrics:Sources:1:Headers")]
    [InlineData("BearerToken", "a\nb", "Metrics:Sources:1:BearerToken")]
    public void Validate_BadEntry_NamesItsKey(string key, string value, string named)
    {
        using var provider = ProviderOf(("0:Name", "first"), ("0:Url", "http://127.0.0.1:1/metrics"), ("1:Name", "second"), ("1:Url", "http://127.0.0.1:2/metrics"), ($"1:{key}", value));

        var options = () => provider.GetRequiredService<IOptions<SourcesOptions>>().Value;

        options.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().StartWith(named);
    }

    [Fact]
    public void Sources_OfTheShippedConfiguration_AreTheSandboxAndTheProgramItself()
    {
        var shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        using var provider = ProviderOf(shipped, Environments.Development);

        provider.GetRequiredService<IReadOnlyList<ISource>>().Select(source => (source.Name, source.Interval, source.Address)).Should().Equal(
            ("sandbox", TimeSpan.FromSeconds(1), "http://127.0.0.1:5211/metrics"), ("dashboard", TimeSpan.FromSeconds(5), "/metrics"));
    }

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Development", "false", false)]
    [InlineData("Production", null, false)]
    [InlineData("Production", "true", true)]
    public void Sources_SandboxThatIsOff_IsNotAsked(string environment, string? enabled, bool asked)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            KeyValuePair.Create("Metrics:Sources:0:Name", (string?)"sandbox"), KeyValuePair.Create("Metrics:Sources:0:Url", (string?)"{Sandbox:Url}/metrics"),
            KeyValuePair.Create("Sandbox:Url", (string?)"http://127.0.0.1:6000/"), KeyValuePair.Create("Sandbox:Enabled", enabled),
        ]).Build();
        using var provider = ProviderOf(configuration, environment);

        provider.GetServices<ISource>().Select(source => source.Address).Should().Equal(asked ? ["http://127.0.0.1:6000/metrics"] : []);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5210", "http://127.0.0.1:5210/metrics")]
    [InlineData("http://0.0.0.0:80", "http://127.0.0.1/metrics")]
    [InlineData("http://*:5210", "http://127.0.0.1:5210/metrics")]
    [InlineData("http://[::]:5210", "http://127.0.0.1:5210/metrics")]
    [InlineData("http://[::1]:5210", "http://[::1]:5210/metrics")]
    [InlineData("https://localhost:5243;http://localhost:5210", "http://localhost:5210/metrics")]
    [InlineData("https://localhost:5243", "https://localhost:5243/metrics")]
    public void OwnAddress_WhereTheProgramListens_IsReachedOverLoopback(string bound, string expected) =>
        SourceAddress.Own(new BoundServer(bound.Split(';')), "/metrics").Should().Be(new Uri(expected));

    [Fact]
    public void OwnAddress_BeforeItListens_IsUnknown() => SourceAddress.Own(new BoundServer([]), "/metrics").Should().BeNull();

    private static ServiceProvider ProviderOf(params (string Key, string Value)[] sources) => ProviderOf(
        new ConfigurationBuilder().AddInMemoryCollection(sources.Reverse().DistinctBy(source => source.Key).Select(source => KeyValuePair.Create($"Metrics:Sources:{source.Key}", (string?)source.Value))).Build(), Environments.Development);

    private static ServiceProvider ProviderOf(IConfiguration configuration, string environment) => new ServiceCollection()
        .AddSingleton(configuration)
        .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment })
        .AddSingleton(TimeProvider.System)
        .AddSources()
        .BuildServiceProvider();

    private sealed class BoundServer : IServer
    {
        public BoundServer(string[] addresses)
        {
            var feature = new ServerAddresses();
            foreach (var address in addresses)
            {
                feature.Addresses.Add(address);
            }

            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }

    private sealed class ServerAddresses : IServerAddressesFeature
    {
        public ICollection<string> Addresses { get; } = [];

        public bool PreferHostingUrls { get; set; }
    }
}
