using System.Globalization;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Npgsql;

namespace BarberPro.Dashboard.Access;

/// <summary>Who is in the team. What a click does is asked again by <see cref="Access.People"/>, whatever the screen showed.</summary>
public sealed partial class PeoplePage : IDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private IReadOnlyList<Person>? _people;
    private Role? _own;
    private Role _invited = Role.Member;
    private string _link = "", _linkRole = "", _fault = "";
    private int _tries;

    [Inject] private PersonStore Store { get; set; } = default!;

    [Inject] private People Desk { get; set; } = default!;

    [Inject] private LastSeen Seen { get; set; } = default!;

    [Inject] private Permission Permission { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Inject] private IStringLocalizer<AccessTexts> Texts { get; set; } = default!;

    [CascadingParameter] private Task<AuthenticationState> State { get; set; } = default!;

    private IEnumerable<Role> Given => Enum.GetValues<Role>().Where(role => People.MayGive(_own, role));

    public void Dispose()
    {
        _disposal.Cancel();
        _disposal.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _own = Caller.RoleOf((await State).User);
        _people = await Store.ReadAllAsync(_disposal.Token);
    }

    private bool IsLocked(Person person) => People.IsLocked(person, Clock.GetUtcNow());

    private string AgeOf(Person person) =>
        Seen.Latest(person.Id, person.LastSeenAt) is { } seen ? Texts["Ago", NumberText.Age(Clock.GetUtcNow() - seen, CultureInfo.CurrentCulture)] : "–";

    private string StateOf(Person person) => Texts[person switch
    {
        { DisabledAt: not null } => "IsDisabled",
        _ when IsLocked(person) => "IsLocked",
        { PasswordHash: null, Subject: null } => "HasNoPassword",
        _ => "IsActive",
    }];

    private Task InviteAsync() => TryAsync("person.invited", null, async (actor, own) =>
    {
        var path = await Desk.InviteAsync(actor, own, _invited, _disposal.Token);
        (_link, _linkRole) = path is null ? ("", "") : (Navigation.ToAbsoluteUri(path).ToString(), Texts[$"Role-{_invited}"]);
        return path is null ? PersonAnswer.NotYours : PersonAnswer.Done;
    });

    private Task SetRoleAsync(Person person, ChangeEventArgs change) => Enum.TryParse<Role>(change.Value as string, out var role)
        ? TryAsync("person.role-changed", person.Name, (actor, own) => Desk.ChangeAsync(actor, own, person.Id, PersonChange.Role, role, _disposal.Token))
        : Task.CompletedTask;

    private Task ChangeAsync(Person person, PersonChange change) =>
        TryAsync(People.ActionOf(change), person.Name, (actor, own) => Desk.ChangeAsync(actor, own, person.Id, change, null, _disposal.Token));

    private async Task TryAsync(string action, string? subject, Func<Actor, Role?, Task<PersonAnswer>> work)
    {
        _tries++;
        _fault = "";
        try
        {
            var answer = await Permission.AskAsync(Policies.Lead, action, subject, _disposal.Token) is { } actor
                ? await work(actor, Caller.RoleOf((await State).User))
                : PersonAnswer.NotYours;
            _fault = answer switch
            {
                PersonAnswer.Done => "",
                PersonAnswer.LastAdministrator => Texts["LastAdministrator"],
                PersonAnswer.NotFound => Texts["NoSuchPerson"],
                _ => Texts["NotYours"],
            };
            _people = await Store.ReadAllAsync(_disposal.Token);
        }
        catch (AuditUnavailableException)
        {
            _fault = Texts["AuditAway"];
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            _fault = Texts["TryAgainLater"];
        }
    }
}
