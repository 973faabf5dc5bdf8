using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BarberPro.Sandbox;

/// <summary>Settings over HTTP. What is sent is the canonical content itself, so its SHA-256 is its ETag.</summary>
internal sealed class ConfigEndpoints(Timeline timeline, TimeProvider clock)
{
    private static readonly string[] _read = [HttpMethods.Get, HttpMethods.Head];

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/config", _read, ReadAllAsync);
        routes.MapMethods("/config/{group}", _read, ReadAsync);
        routes.MapPut("/config/{group}", ChangeAsync);
    }

    private Task ReadAllAsync(HttpContext context) =>
        ContentAsync(context, SettingGroups.CanonicalAll(timeline.Do(Now, state => (state.Settings, false))));

    private Task ReadAsync(HttpContext context) => Find(context) is { } group
        ? ContentAsync(context, SettingGroups.Canonical(group.Get(timeline.Do(Now, state => (state.Settings, false)))))
        : UnknownAsync(context);

    private async Task ChangeAsync(HttpContext context)
    {
        if (Find(context) is not { } group)
        {
            await UnknownAsync(context);
            return;
        }

        var match = context.Request.Headers.IfMatch.ToString();
        if (match.Length == 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status428PreconditionRequired, "If-Match is required",
                "Send the ETag of the content that this change starts from in If-Match.");
            return;
        }

        var read = await context.Request.BodyReader.ReadAtLeastAsync(int.MaxValue, context.RequestAborted);
        var (content, faults) = SettingGroups.Read(group, read.Buffer.ToArray());
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        var dryRun = string.Equals(context.Request.Query["dryRun"], "true", StringComparison.OrdinalIgnoreCase);

        // Comparing and putting in place are one: of two changes from the same content only one gets through.
        var current = timeline.Do(Now, state =>
        {
            var before = SettingGroups.Tag(SettingGroups.Canonical(group.Get(state.Settings)));
            var change = Matches(match, before) && faults.Count == 0 && !dryRun;
            if (change)
            {
                Apply(state, group.With(state.Settings, content!));
            }

            return (before, change);
        });

        if (!Matches(match, current))
        {
            context.Response.Headers.ETag = current;
            await Problem.WriteAsync(context, StatusCodes.Status412PreconditionFailed, "The content has changed",
                $"If-Match was {match}, the content is now {current}. Read it again.");
        }
        else if (faults.Count > 0)
        {
            await Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The content is not valid",
                string.Join(" ", faults.Select(fault => fault.Field.Length == 0 ? fault.Message : $"{fault.Field} {fault.Message}")), faults);
        }
        else
        {
            await ContentAsync(context, SettingGroups.Canonical(content!));
        }
    }

    private static void Apply(ModelState state, PlatformSettings settings)
    {
        if (settings.Deployment.Active != state.Settings.Deployment.Active || settings.Deployment.ActiveVersion != state.Settings.Deployment.ActiveVersion)
        {
            state.DeployedAt = state.Second;
        }

        state.Settings = settings;
    }

    private static bool Matches(string header, string tag) =>
        header == "*" || header.Split(',', StringSplitOptions.TrimEntries).Contains(tag, StringComparer.Ordinal);

    private static SettingGroup? Find(HttpContext context) => SettingGroups.Find(context.Request.RouteValues["group"] as string);

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such group",
        $"The groups are {string.Join(", ", SettingGroups.All.Select(group => group.Key))}.");

    private static Task ContentAsync(HttpContext context, byte[] canonical)
    {
        var tag = SettingGroups.Tag(canonical);
        context.Response.Headers.ETag = tag;
        if (context.Request.Headers.IfNoneMatch is { Count: > 0 } known && known.ToString() == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return Answer.JsonAsync(context, StatusCodes.Status200OK, canonical);
    }
}
