using BarberPro.Dashboard.Access;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Days;

/// <summary><c>POST /api/plans</c>: the body is the plan's text.</summary>
internal static class PlanEndpoint
{
    private static readonly string[] Types = ["text/markdown", "text/x-markdown", "text/plain", "application/octet-stream"];

    public static void MapPlanEndpoint(this IEndpointRouteBuilder routes) => routes.MapPost("/api/plans", ImportAsync).RequireAuthorization(Policies.Lead).Records("plan.imported").DisableAntiforgery();

    private static async Task<IResult> ImportAsync(HttpContext context, DayPlans plans, IStringLocalizer<DaysTexts> texts, CancellationToken cancellationToken, bool dryRun = false)
    {
        var request = context.Request;
        if (request.ContentType is { } type && !Types.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            return Results.Problem(title: texts["PlanMediaType"], detail: texts["PlanMediaTypeDetail", type], statusCode: StatusCodes.Status415UnsupportedMediaType);
        }

        if (await ReadBodyAsync(context, cancellationToken) is not { } body)
        {
            return Refused([new PlanFault(PlanFaultKind.TooLarge, 1, "plan")], texts);
        }

        var import = await plans.ImportAsync(context.ActorOf(), PlanImporter.Decode(body), dryRun, cancellationToken);
        if (!import.Plan.Faults.IsEmpty)
        {
            return Refused(import.Plan.Faults, texts);
        }

        var answer = new PlanAnswer(dryRun, import.Plan.Number!.Value, import.Plan.Date!.Value, UnderstoodShape.Of(import.Plan), import.Plan.NotUnderstood, import.Plan.Repaired,
            [.. import.Changes.Select(change => new ChangeShape(PlanWording.Name(change.Kind), PlanWording.Name(change.Part), change.Where, change.From, change.To, change.Line, PlanWording.Tell(change, texts)))]);
        return import.Created && !dryRun ? Results.Created($"/api/days/{answer.Day}", answer) : Results.Ok(answer);
    }

    internal static IResult Refused(IReadOnlyList<PlanFault> faults, IStringLocalizer<DaysTexts> texts) => Results.Problem(
        title: texts["PlanRefused"],
        detail: string.Join(' ', faults.Take(5).Select(fault => texts["FaultAt", fault.Line, PlanWording.Tell(fault, texts)].Value)),
        statusCode: faults[0].Kind switch
        {
            PlanFaultKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            PlanFaultKind.DayIsClosed => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status422UnprocessableEntity,
        },
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = faults.Select(fault => new FaultShape(fault.Line, fault.Field, PlanWording.Name(fault.Kind), PlanWording.Tell(fault, texts))).ToList(),
        });

    /// <returns>Null where there is more than a plan may have.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > PlanImporter.LargestPlan)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = PlanImporter.LargestPlan + 1; // one more than allowed is read, to tell
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                body.Write(buffer, 0, read);
                if (body.Length > PlanImporter.LargestPlan)
                {
                    return null;
                }
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.ToArray();
    }
}
