using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Access;

/// <summary>No record, no action: whoever asked for it is told that nothing was done.</summary>
internal sealed partial class AuditRefusal(IStringLocalizer<AuditTexts> texts, ILogger<AuditRefusal> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not AuditUnavailableException unavailable)
        {
            return false;
        }

        Log.Refused(logger, unavailable.Message);
        // Faults are handled outside of where the request's language is set.
        if (httpContext.Features.Get<IRequestCultureFeature>() is { RequestCulture: var culture })
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture.Culture, culture.UICulture);
        }

        httpContext.Response.Headers.RetryAfter = "2";
        await Results.Problem(texts["AuditUnavailableDetail"], title: texts["AuditUnavailable"], statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(httpContext);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
