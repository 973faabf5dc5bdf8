using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Access;

internal static class AuditEndpoints
{
    private const string Header = "seq,at,actorKind,actorId,actorName,actorAddress,action,subject,before,after,result,hash,previousHash\r\n";

    public static void MapAuditApi(this WebApplication app)
    {
        app.MapGet("/api/audit", (HttpContext context, AuditStore store, IOptions<AuditOptions> options, IStringLocalizer<AuditTexts> texts) =>
            AnswerAsync(context, texts, async query =>
                Results.Ok(AuditAnswer.Of(await store.ReadPageAsync(query, context.RequestAborted), query.Limit, options.Value.ShownZone))))
            .WithName("Audit").WithSummary("Who did what: from, to, actor, action, result, text, before, limit").WithTags("Audit").RequireAuthorization(Policies.Lead).ReadsOnly().Produces<AuditAnswer>().ProducesValidationProblem();

        app.MapGet("/api/audit.csv", (HttpContext context, AuditStore store, IAudit audit, IOptions<AuditOptions> options, IStringLocalizer<AuditTexts> texts) =>
            AnswerAsync(context, texts, async query =>
            {
                await audit.RecordAsync(new AuditEvent { Actor = context.ActorOf(), Action = "audit.exported", Subject = "/api/audit.csv", After = Chosen(query) is { Count: > 0 } chosen ? chosen : null }, context.RequestAborted);
                await WriteCsvAsync(context, store, query, options.Value.ShownZone);
                return Results.Empty;
            }))
            .WithName("AuditCsv").WithSummary("The same as a table; the export is itself recorded").WithTags("Audit").RequireAuthorization(Policies.Lead).Records("audit.exported");
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, IStringLocalizer texts, Func<AuditQuery, Task<IResult>> answer)
    {
        try
        {
            return await answer(AuditQuery.Read(context.Request.Query, texts));
        }
        catch (AuditQueryFault fault)
        {
            return Results.ValidationProblem(new Dictionary<string, string[]> { [fault.Field] = [fault.Message] }, title: texts["BadParameter", fault.Field],
                extensions: [KeyValuePair.Create<string, object?>("field", fault.Field)]);
        }
        catch (NpgsqlException) when (!context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "2";
            return Results.Problem(texts["DatabaseAwayDetail"], title: texts["DatabaseAway"], statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>What was asked for, without what was not.</summary>
    private static Dictionary<string, object> Chosen(AuditQuery query) => new (string Name, object? Value)[]
        {
            ("from", query.From), ("to", query.To), ("actor", query.Actor), ("action", query.Action), ("result", query.Result), ("text", query.Text), ("before", query.Before),
        }
        .Where(part => part.Value is not null).ToDictionary(part => part.Name, part => part.Value!);

    private static async Task WriteCsvAsync(HttpContext context, AuditStore store, AuditQuery query, TimeZoneInfo zone)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        await context.Response.WriteAsync(Header, context.RequestAborted);
        await foreach (var entry in store.ReadAsync(query, limit: null, context.RequestAborted))
        {
            string?[] cells =
            [
                entry.Seq.ToString(CultureInfo.InvariantCulture), TimeZoneInfo.ConvertTime(entry.At, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
                entry.ActorKind, entry.ActorId, entry.ActorName, entry.ActorAddress, entry.Action, entry.Subject, entry.Before, entry.After, entry.Result,
                Convert.ToHexStringLower(entry.Hash), Convert.ToHexStringLower(entry.PreviousHash),
            ];
            await context.Response.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n", context.RequestAborted);
        }
    }

    /// <summary>Quoted where needed. A spreadsheet takes what begins like a formula for one, and strangers write some of these texts.</summary>
    private static string Cell(string? text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text ?? "";
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
