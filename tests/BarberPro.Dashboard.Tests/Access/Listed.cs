using BarberPro.Dashboard.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>An address of the running program, and who may come there.</summary>
internal sealed record Listed(RouteEndpoint Endpoint, string Path, string Method)
{
    public const string Anybody = "anybody";

    /// <summary>What the framework brings along has no word of ours; the fallback policy is what holds it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Frameworks = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["/_blazor"] = Policies.Viewer,
        ["/_blazor/disconnect"] = Policies.Viewer,
        ["/_blazor/initializers"] = Policies.Viewer,
        ["/_blazor/negotiate"] = Policies.Viewer,
        ["/_framework/opaque-redirect"] = Policies.Viewer,
        ["/api/reference/favicon.svg"] = Anybody, // files of the readable description, which itself is for viewers
        ["/api/reference/scalar.aspnetcore.js"] = Anybody,
        ["/api/reference/scalar.js"] = Anybody,
    };

    public bool IsOfTheFramework => Frameworks.ContainsKey(Path);

    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>The policy that holds here, written down or not.</summary>
    public string Policy => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? Anybody
        : Endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is [.., { Policy: { } policy }] ? policy : Policies.Viewer;

    /// <summary>All but the files of wwwroot, which are one: <see cref="Files"/>.</summary>
    public static IReadOnlyList<Listed> Of(IServiceProvider services) =>
        [.. Endpoints(services).Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .SelectMany(endpoint => Methods(endpoint), (endpoint, method) => new Listed(endpoint, "/" + (endpoint.RoutePattern.RawText ?? "").Trim('/'), method))
            .OrderBy(one => one.Path, StringComparer.Ordinal).ThenBy(one => one.Method, StringComparer.Ordinal)];

    public static IReadOnlyList<RouteEndpoint> Files(IServiceProvider services) => [.. Endpoints(services).Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)];

    public override string ToString() => $"{Method} {Path}";

    private static IEnumerable<RouteEndpoint> Endpoints(IServiceProvider services) => services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>();

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } methods ? methods.HttpMethods
        : [endpoint.RoutePattern.RawText?.EndsWith("/negotiate", StringComparison.Ordinal) == true ? "POST" : "GET"];
}
