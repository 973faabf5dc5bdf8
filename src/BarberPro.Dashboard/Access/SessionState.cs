using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BarberPro.Dashboard.Access;

/// <summary>A circuit's caller, looked at again every two seconds: a role that changed ends the rights it was opened with.</summary>
internal sealed class SessionState(AccessBook book, ILoggerFactory loggers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(2);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(book.Check(authenticationState.User) is { } now && Caller.RoleOf(now) == Caller.RoleOf(authenticationState.User));
}
