using Dapper;
using Npgsql;

namespace BarberPro.Dashboard.Access;

internal enum PersonChange
{
    Role,
    Lock,
    Unlock,
    Disable,
    Enable,
    SignOut,
}

internal enum PersonAnswer
{
    Done,
    NotFound,
    NotYours,
    LastAdministrator,

    /// <summary>Somebody changed the person since they were looked at.</summary>
    Stale,
}

/// <summary>What a lead or an administrator does with people. The record and the change become true together.</summary>
internal sealed class People(NpgsqlDataSource dataSource, AccessBook book, SignInLinks links, IAudit audit, TimeProvider clock)
{
    private static readonly DateTimeOffset ForEver = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TimeSpan InvitationLasts { get; } = TimeSpan.FromDays(7);

    /// <summary>A lead takes care of everybody up to leads, and makes none more than that; an administrator of all.</summary>
    public static bool MayGive(Role? own, Role role) => own == Role.Admin || (own == Role.Lead && role <= Role.Lead);

    public static bool IsLocked(Person person, DateTimeOffset now) => person.LockedUntil > now;

    /// <returns>The path of the link, with its token; null where the role is not the actor's to give.</returns>
    /// <exception cref="AuditUnavailableException">It could not be recorded; nobody was invited.</exception>
    public async Task<string?> InviteAsync(Actor actor, Role? own, Role role, CancellationToken cancellationToken)
    {
        if (!MayGive(own, role))
        {
            return null;
        }

        await audit.RecordAsync(new AuditEvent { Actor = actor, Action = "person.invited", After = new { role = RoleNames.Of(role) } }, cancellationToken);
        return $"{InvitationPage.Path}?token={await links.AddAsync(SignInLinks.Invitation, role, actor.Name, InvitationLasts, cancellationToken)}";
    }

    public Task<PersonAnswer> ChangeAsync(Actor actor, Role? own, Guid id, PersonChange change, Role? role, CancellationToken cancellationToken) =>
        ChangeAsync(actor, own, id, change, role, seen: null, cancellationToken);

    /// <param name="actor">Who acts.</param>
    /// <param name="own">The actor's role.</param>
    /// <param name="id">Whom.</param>
    /// <param name="change">What.</param>
    /// <param name="role">The new one, for <see cref="PersonChange.Role"/>.</param>
    /// <param name="seen">The version that the actor looked at; null where nobody looked.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and was not done.</exception>
    public async Task<PersonAnswer> ChangeAsync(Actor actor, Role? own, Guid id, PersonChange change, Role? role, string? seen, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // Two administrators who remove each other at the same moment wait here for one another.
            var administrators = (await connection.QueryAsync<Guid>(new CommandDefinition(
                "select id from person where role = 5 and disabled_at is null and locked_until is distinct from @ForEver order by id for update", new { ForEver }, transaction, cancellationToken: cancellationToken))).ToList();
            var person = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("select name, role, version from person where id = @id for update", new { id }, transaction, cancellationToken: cancellationToken));
            if (person is null)
            {
                return PersonAnswer.NotFound;
            }

            if (seen is not null && seen != person.Version)
            {
                return PersonAnswer.Stale;
            }

            if (!MayGive(own, person.Role) || (change == PersonChange.Role && (role is null || !MayGive(own, role.Value))))
            {
                return PersonAnswer.NotYours;
            }

            var removes = change is PersonChange.Lock or PersonChange.Disable || (change == PersonChange.Role && role != Role.Admin);
            if (removes && administrators.Contains(id) && administrators.Count == 1)
            {
                return PersonAnswer.LastAdministrator;
            }

            await connection.ExecuteAsync(new CommandDefinition(SqlOf(change), new { id, role, ForEver, now = clock.GetUtcNow(), stamp = Guid.NewGuid().ToString("N") }, transaction, cancellationToken: cancellationToken));
            await audit.RecordAsync(new AuditEvent
            {
                Actor = actor,
                Action = ActionOf(change),
                Subject = person.Name,
                Before = change == PersonChange.Role ? new { role = RoleNames.Of(person.Role) } : null,
                After = change == PersonChange.Role ? new { role = RoleNames.Of(role!.Value) } : null,
            }, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await book.ReloadAsync(cancellationToken);
        return PersonAnswer.Done;
    }

    public static string ActionOf(PersonChange change) => change switch
    {
        PersonChange.Role => "person.role-changed",
        PersonChange.Lock => "person.locked",
        PersonChange.Unlock => "person.unlocked",
        PersonChange.Disable => "person.disabled",
        PersonChange.Enable => "person.enabled",
        _ => "person.signed-out",
    };

    /// <summary>What a ticket for the change is bound to.</summary>
    public static string TargetOf(Guid id, PersonChange change, Role? role) => change == PersonChange.Role && role is { } given ? $"{id} {RoleNames.Of(given)}" : id.ToString();

    /// <summary>A new stamp ends every session.</summary>
    private static string SqlOf(PersonChange change) => change switch
    {
        PersonChange.Role => "update person set role = @role, version = @stamp where id = @id",
        PersonChange.Lock => "update person set locked_until = @ForEver, security_stamp = @stamp, version = @stamp where id = @id",
        PersonChange.Unlock => "update person set locked_until = null, failed_attempts = 0, version = @stamp where id = @id",
        PersonChange.Disable => "update person set disabled_at = @now, security_stamp = @stamp, version = @stamp where id = @id",
        PersonChange.Enable => "update person set disabled_at = null, version = @stamp where id = @id",
        _ => "update person set security_stamp = @stamp, version = @stamp where id = @id",
    };

    private sealed record Row
    {
        public required string Name { get; init; }
        public required Role Role { get; init; }
        public required string Version { get; init; }
    }
}
