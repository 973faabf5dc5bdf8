using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace BarberPro.Sandbox;

/// <summary>Faults over HTTP: what can go wrong, for how long it goes on.</summary>
internal sealed class FaultEndpoints(Timeline timeline, TimeProvider clock)
{
    private const int DefaultSeconds = 300;
    private const int LongestSeconds = 86_400;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faults", ListAsync);
        routes.MapPost("/faults/{name}", StartAsync);
        routes.MapDelete("/faults/{name}", EndAsync);
        routes.MapDelete("/faults", EndAllAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var list = timeline.Do(Now, state => (new JsonArray([.. Enumerable.Range(0, Faults.Count).Select(i => Describe(state, (Fault)i))]), false));
        return Answer.JsonAsync(context, StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(list));
    }

    private Task StartAsync(HttpContext context)
    {
        if (!Faults.TryParse(context.Request.RouteValues["name"] as string, out var fault))
        {
            return UnknownAsync(context);
        }

        var seconds = DefaultSeconds;
        var asked = context.Request.Query["seconds"].ToString();
        if (asked.Length > 0 && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) || seconds is < 1 or > LongestSeconds))
        {
            return Problem.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, "The time is not valid",
                $"seconds must be from 1 to {LongestSeconds}.", [new SettingFault("seconds", $"must be from 1 to {LongestSeconds}.")]);
        }

        var started = timeline.Do(Now, state =>
        {
            state.FaultFrom[(int)fault] = state.Second;
            state.FaultUntil[(int)fault] = state.Second + seconds;
            if (fault == Fault.BadDeploy)
            {
                state.BadColor = state.Settings.Deployment.Active;
            }

            return (Describe(state, fault), true);
        });
        return Answer.JsonAsync(context, StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(started));
    }

    private Task EndAsync(HttpContext context)
    {
        if (!Faults.TryParse(context.Request.RouteValues["name"] as string, out var fault))
        {
            return UnknownAsync(context);
        }

        return End(context, state => state.FaultUntil[(int)fault] = Math.Min(state.FaultUntil[(int)fault], state.Second));
    }

    private Task EndAllAsync(HttpContext context) => End(context, state =>
    {
        for (var i = 0; i < Faults.Count; i++)
        {
            state.FaultUntil[i] = Math.Min(state.FaultUntil[i], state.Second);
        }
    });

    private Task End(HttpContext context, Action<ModelState> end)
    {
        timeline.Do(Now, state =>
        {
            end(state);
            return (true, true);
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static JsonObject Describe(ModelState state, Fault fault)
    {
        var active = state.Has(fault);
        return new JsonObject
        {
            ["name"] = Faults.Names[(int)fault],
            ["active"] = active,
            ["startedAt"] = active ? Instant(state.FaultFrom[(int)fault]) : null,
            ["endsAt"] = active ? Instant(state.FaultUntil[(int)fault]) : null,
        };
    }

    private static string Instant(long second) => DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static Task UnknownAsync(HttpContext context) => Problem.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such fault",
        $"The faults are {string.Join(", ", Faults.Names)}.");
}
