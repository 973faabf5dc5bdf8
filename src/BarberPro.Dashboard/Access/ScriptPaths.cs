namespace BarberPro.Dashboard.Access;

/// <summary>Where scripts call and want problem details; elsewhere people look and want pages.</summary>
internal static class ScriptPaths
{
    private static readonly PathString[] Trees = ["/api", "/hubs", "/_blazor", "/openapi"];

    public static bool IsForScripts(this HttpContext context) =>
        Array.Exists(Trees, tree => context.Request.Path.StartsWithSegments(tree, StringComparison.OrdinalIgnoreCase))
        || context.Request.Path.Equals("/metrics", StringComparison.OrdinalIgnoreCase)
        || context.Request.Headers.Authorization.Count > 0;
}
