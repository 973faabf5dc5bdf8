using Microsoft.AspNetCore.Authorization;

namespace BarberPro.Dashboard.Access;

/// <summary>A role, or a higher one; or also a wall's screen.</summary>
internal sealed class RoleRequirement(Role least, bool orWall = false) : AuthorizationHandler<RoleRequirement>, IAuthorizationRequirement
{
    public Role Least => least;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (Caller.RoleOf(context.User) >= requirement.Least || (requirement.OrWall && Caller.KindOf(context.User) == ActorKind.Wall))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    private bool OrWall => orWall;
}
