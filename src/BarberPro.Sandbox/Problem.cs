using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace BarberPro.Sandbox;

/// <summary>Errors as RFC 9457 words them.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext context, int status, string title, string detail, IReadOnlyList<SettingFault>? faults = null)
    {
        var problem = new JsonObject { ["type"] = "about:blank", ["title"] = title, ["status"] = status, ["detail"] = detail, ["instance"] = context.Request.Path.Value };
        if (faults is { Count: > 0 })
        {
            problem["field"] = faults[0].Field;
            var errors = new JsonObject();
            foreach (var field in faults.GroupBy(fault => fault.Field))
            {
                errors[field.Key] = new JsonArray([.. field.Select(fault => JsonValue.Create(fault.Message))]);
            }

            problem["errors"] = errors;
        }

        return Answer.JsonAsync(context, status, JsonSerializer.SerializeToUtf8Bytes(problem), "application/problem+json");
    }
}

internal static class Answer
{
    public static Task JsonAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
