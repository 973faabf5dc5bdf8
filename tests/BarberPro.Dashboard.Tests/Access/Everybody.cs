using System.Security.Claims;
using System.Text.Encodings.Web;
using BarberPro.Dashboard.Access;
using Bunit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>For tests of other rooms: whoever asks is an administrator, and what they do is written down in a list.</summary>
internal static class Everybody
{
    /// <summary>For a host: it adds the middleware itself.</summary>
    public static IServiceCollection AddEverybody(this IServiceCollection services)
    {
        services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, Handler>("test", null);
        services.AddPolicies().AddSingleton<AccessMeters>().AddSingleton<RefusalLog>().AddSingleton<IAudit>(new Notes());
        return services;
    }

    /// <summary>For components.</summary>
    public static void AddEverybody(this BunitContext context, params string[] policies)
    {
        context.AddAuthorization().SetAuthorized("Martina").SetPolicies(policies).SetClaims(new Claim(Caller.Kind, nameof(ActorKind.Person)), new Claim(ClaimTypes.NameIdentifier, "1"));
        context.Services.AddMetrics().AddSingleton<IAudit>(new Notes()).AddSingleton<AccessMeters>().AddSingleton<RefusalLog>().AddScoped<Permission>();
    }

    public sealed class Notes : IAudit
    {
        private readonly List<AuditEvent> _entries = [];

        public bool IsAway { get; set; }

        public IReadOnlyList<AuditEvent> Entries
        {
            get { lock (_entries) { return [.. _entries]; } }
        }

        public Task RecordAsync(AuditEvent entry, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new AuditUnavailableException("away", null);
            }

            lock (_entries)
            {
                _entries.Add(entry);
            }

            return Task.CompletedTask;
        }

        public Task RecordAsync(AuditEvent entry, NpgsqlTransaction transaction, CancellationToken cancellationToken) => RecordAsync(entry, cancellationToken);
    }

    private sealed class Handler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            ClaimsPrincipal everybody = Caller.Bootstrap(null);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(everybody, Scheme.Name)));
        }
    }
}
