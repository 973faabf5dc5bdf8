using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary><c>Authorization: Bearer &lt;key&gt;</c>.</summary>
internal sealed class KeyHandler(ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";
    private static readonly Task<AuthenticateResult> Refused = Task.FromResult(AuthenticateResult.NoResult()); // no failure: it would be logged with each request

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization;
        var text = header.Count == 1 && header[0] is { } one && one.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? one.AsSpan(Prefix.Length).Trim() : default;
        return keys.Find(text, Context.RemoteAddress()) is { } principal
            ? Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Schemes.Key)))
            : Refused;
    }
}
