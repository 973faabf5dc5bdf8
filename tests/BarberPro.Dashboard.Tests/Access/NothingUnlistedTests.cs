using System.Reflection;
using System.Text.RegularExpressions;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.App;
using BarberPro.Dashboard.Tests.App;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.SignalR;
using Microsoft.JSInterop;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>
/// Each way into the program says who may take it and what it leaves in the audit. An endpoint says it where it is mapped, a page in an attribute;
/// what can say nothing (methods of hubs, methods that scripts call) stands in a table here.
/// </summary>
public sealed partial class NothingUnlistedTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private static readonly Assembly Program = typeof(DashboardHost).Assembly;
    private AccessHost _host = default!;

    public async ValueTask InitializeAsync() => _host = await AccessHost.StartAsync(database, TestContext.Current.CancellationToken,
        "--Access:OpenId:Authority", "https://provider.example", "--Access:OpenId:ClientId", "barberpro", "--Access:OpenId:Roles:admins", "admin"); // all there can be is there

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public void Endpoint_Each_SaysItsPolicy()
    {
        var known = Enum.GetValues<Role>().Select(RoleNames.Of).Append(Policies.Screen).ToHashSet(StringComparer.Ordinal);

        Told(Own().Where(one => one.Policy == Listed.Anybody ? one.Endpoint.Metadata.GetMetadata<OpenAttribute>() is not { Reason.Length: > 0 } : !SaysOne(one))).Should().BeEmpty("each says RequireAuthorization(Policies.X), or Open(why)");

        bool SaysOne(Listed one) => one.Endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is { Count: 1 } said && said[0] is { Roles: null, AuthenticationSchemes: null, Policy: { } policy } && known.Contains(policy);
    }

    [Fact(Timeout = 60_000)]
    public void Endpoint_Each_SaysWhatItLeavesInTheAudit() =>
        Told(Own().Where(one => one.Endpoint.Metadata.GetOrderedMetadata<ReadsOnlyAttribute>().Count + one.Endpoint.Metadata.GetOrderedMetadata<RecordsAttribute>().Count(records => records.Actions.Count > 0) != 1)).Should().BeEmpty("each says either ReadsOnly() or Records(actions)");

    [Fact(Timeout = 60_000)]
    public void Endpoint_ThatChangesSomething_IsRecorded() =>
        Told(Own().Where(one => !one.IsPage && one.Method is not ("GET" or "HEAD") && one.Path != "/api/tickets" && one.Endpoint.Metadata.GetMetadata<ReadsOnlyAttribute>() is not null && one.Endpoint.Metadata.GetMetadata<HubMetadata>() is null)).Should().BeEmpty();

    [Fact(Timeout = 60_000)]
    public void Endpoint_OfTheFramework_IsOneThatIsKnown() =>
        Listed.Of(_host.App.Services).Where(one => one.IsOfTheFramework).Select(one => KeyValuePair.Create(one.Path, one.Policy)).Distinct().Should().BeEquivalentTo(Listed.Frameworks);

    [Fact(Timeout = 60_000)]
    public void File_Each_IsForAnybody() =>
        Listed.Files(_host.App.Services).Should().OnlyContain(file => file.Metadata.GetMetadata<OpenAttribute>() != null && file.Metadata.GetMetadata<ReadsOnlyAttribute>() != null);

    [Fact(Timeout = 60_000)]
    public void Page_Each_IsAnEndpoint()
    {
        var pages = Program.GetTypes().Where(type => type.IsDefined(typeof(RouteAttribute), inherit: false));

        Listed.Of(_host.App.Services).Select(one => one.Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type).OfType<Type>().Distinct().Should().BeEquivalentTo(pages);
    }

    [Fact]
    public void HubMethod_Each_IsListed() =>
        Program.GetTypes().Where(type => type.IsSubclassOf(typeof(Hub)))
            .SelectMany(hub => hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(method => method.GetBaseDefinition().DeclaringType == hub), (hub, method) => $"{hub.Name}.{method.Name}")
            .Should().BeEquivalentTo(
            [
                "LiveHub.Watch", // the hub's policy, screen; reads only
            ]);

    [Fact]
    public void ScriptMethod_Each_IsListed() =>
        Program.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(JSInvokableAttribute), inherit: false)).Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .Should().BeEmpty("a method that a script may call is listed here with who may, and what it records");

    [Fact(Timeout = 60_000)]
    public void Action_Each_IsRecordedSomewhereAndNamedByAnEndpoint()
    {
        var named = Own().SelectMany(one => one.Endpoint.Metadata.GetMetadata<RecordsAttribute>()?.Actions ?? []).ToHashSet(StringComparer.Ordinal);
        // What is only refused is no decision of an endpoint: every one of them records its refusals.
        var written = Repository.Files("*.cs").SelectMany(File.ReadLines).Where(line => !line.Contains(".Records(", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => ActionText().Matches(line)).Select(match => match.Groups[1].Value).Where(action => action is not ("person.lockedout" or "database.upgraded" or "card.ticked" or "card.timer-ended")).ToHashSet(StringComparer.Ordinal);

        named.Should().BeEquivalentTo(written);
    }

    private static string Told(IEnumerable<Listed> some) => string.Join(", ", some);

    private IEnumerable<Listed> Own() => Listed.Of(_host.App.Services).Where(one => !one.IsOfTheFramework);

    [GeneratedRegex("\"((?:audit|key|wall-key|person|plan|signin|target|card|note|change|rollback|rehearsal|alert|incident|day|report|settings)\\.(?!refused)[a-z-]+)\"")]
    private static partial Regex ActionText();
}
