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
    private Pending? _pending;
    private int _tries;

    [Inject] private PersonStore Store { get; set; } = default!;

    [Inject] private People Desk { get; set; } = default!;

    [Inject] private LastSeen Seen { get; set; } = default!;

    [Inject] private Offers Offers { get; set; } = default!;

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

    private Task InviteAsync()
    {
        var role = _invited;
        return OfferAsync(Texts["Ask-person.invited", Texts[$"Role-{role}"]], "person.invited", null, RoleNames.Of(role), "", async (actor, own) =>
        {
            var path = await Desk.InviteAsync(actor, own, role, _disposal.Token);
            (_link, _linkRole) = path is null ? ("", "") : (Navigation.ToAbsoluteUri(path).ToString(), Texts[$"Role-{role}"]);
            return path is null ? PersonAnswer.NotYours : PersonAnswer.Done;
        });
    }

    private Task SetRoleAsync(Person person, ChangeEventArgs change) => Enum.TryParse<Role>(change.Value as string, out var role) && role != person.Role
        ? ChangeAsync(person, PersonChange.Role, role, Texts["Ask-person.role-changed", person.Name, Texts[$"Role-{role}"]])
        : Task.CompletedTask;

    private Task ChangeAsync(Person person, PersonChange change) => ChangeAsync(person, change, null, Texts[$"Ask-{People.ActionOf(change)}", person.Name]);

    private Task ChangeAsync(Person person, PersonChange change, Role? role, string question) =>
        OfferAsync(question, People.ActionOf(change), person.Name, People.TargetOf(person.Id, change, role), person.Version!,
            (actor, own) => Desk.ChangeAsync(actor, own, person.Id, change, role, person.Version, _disposal.Token));

    private Task OfferAsync(string question, string action, string? subject, string target, string version, Func<Actor, Role?, Task<PersonAnswer>> work) => TryAsync(async () =>
    {
        (_link, _pending) = ("", null);
        if (await Offers.MakeAsync(Policies.Lead, action, subject, target, version, needsProof: false, _disposal.Token) is { } offer)
        {
            _pending = new Pending(question, offer, work);
        }
        else
        {
            _fault = Texts["NotYours"];
        }
    });

    private Task TakeAsync(string password) => TryAsync(async () =>
    {
        if (_pending is not { } pending)
        {
            return;
        }

        _pending = null; // of two clicks one finds it
        var (answer, actor) = await Offers.TakeAsync(pending.Offer, password, _disposal.Token);
        _fault = answer == OfferAnswer.NotYours ? Texts["NotYours"]
            : actor is null ? Texts["OfferStale"]
            : await pending.Work(actor, Caller.RoleOf((await State).User)) switch
            {
                PersonAnswer.Done => "",
                PersonAnswer.LastAdministrator => Texts["LastAdministrator"],
                PersonAnswer.NotFound => Texts["NoSuchPerson"],
                PersonAnswer.Stale => Texts["OfferStale"],
                _ => Texts["NotYours"],
            };
        _people = await Store.ReadAllAsync(_disposal.Token);
    });

    private void Cancel()
    {
        _pending = null;
        _tries++; // a choice that was not taken goes back
    }

    private async Task TryAsync(Func<Task> work)
    {
        _tries++;
        _fault = "";
        try
        {
            await work();
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

    private sealed record Pending(string Question, Offer Offer, Func<Actor, Role?, Task<PersonAnswer>> Work);
}
