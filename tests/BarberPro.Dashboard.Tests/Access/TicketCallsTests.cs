using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>Dangerous calls of a person: a ticket for exactly that, once; keys only by somebody who has just proved who they are.</summary>
public sealed class TicketCallsTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Password = "four words are enough";
    private AccessHost _host = default!;
    private AccessHost.Visitor _root = default!;
    private Person _ana = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token, "--Access:Limits:SignInsAtOnce", "1000");
        await AddAsync("Root", Role.Admin);
        _ana = await AddAsync("Ana", Role.Member);
        _root = await SignInAsync("Root");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Call_WithItsTicket_IsDoneOnceAndAReplayRefused()
    {
        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/lock", null, null)).Should().Be(HttpStatusCode.PreconditionRequired);
        var ticket = await TicketAsync(_root, "person.locked", _ana.Id.ToString(), await VersionAsync(_ana));

        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/lock", null, ticket)).Should().Be(HttpStatusCode.NoContent);
        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/lock", null, ticket)).Should().Be(HttpStatusCode.PreconditionFailed);
        _host.Notes.Entries.Count(entry => entry.Action == "person.locked").Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Call_PersonChangedSinceTheTicket_IsRefused()
    {
        var ticket = await TicketAsync(_root, "person.role-changed", $"{_ana.Id} lead", await VersionAsync(_ana));
        await _host.Get<People>().ChangeAsync(Actor.Itself, Role.Admin, _ana.Id, PersonChange.Role, Role.Viewer, Token);

        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/role", new { role = "lead" }, ticket)).Should().Be(HttpStatusCode.PreconditionFailed);
    }

    [Fact(Timeout = 60_000)]
    public async Task Change_OfAVersionThatHasMoved_IsStale()
    {
        var seen = await VersionAsync(_ana);
        (await _host.Get<People>().ChangeAsync(Actor.Itself, Role.Admin, _ana.Id, PersonChange.Role, Role.Viewer, seen, Token)).Should().Be(PersonAnswer.Done);

        (await _host.Get<People>().ChangeAsync(Actor.Itself, Role.Admin, _ana.Id, PersonChange.Lock, null, seen, Token)).Should().Be(PersonAnswer.Stale);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ticket_ForAnotherActionTargetRoleOrPerson_IsRefused()
    {
        var version = await VersionAsync(_ana);
        await AddAsync("Rita", Role.Admin);
        var rita = await SignInAsync("Rita");

        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/disable", null, await TicketAsync(_root, "person.locked", _ana.Id.ToString(), version))).Should().Be(HttpStatusCode.PreconditionFailed);
        (await CallAsync(_root, HttpMethod.Post, $"/api/people/{_ana.Id}/role", new { role = "admin" }, await TicketAsync(_root, "person.role-changed", $"{_ana.Id} lead", version))).Should().Be(HttpStatusCode.PreconditionFailed);
        (await CallAsync(rita, HttpMethod.Post, $"/api/people/{_ana.Id}/lock", null, await TicketAsync(_root, "person.locked", _ana.Id.ToString(), version))).Should().Be(HttpStatusCode.PreconditionFailed);
        (await CallAsync(_root, HttpMethod.Post, "/api/people/invitations", new { role = "admin" }, await TicketAsync(_root, "person.invited", "viewer", ""))).Should().Be(HttpStatusCode.PreconditionFailed);
        _host.Notes.Entries.Should().NotContain(entry => entry.Action.StartsWith("person.", StringComparison.Ordinal) && entry.Result == AuditResult.Done);
    }

    [Fact(Timeout = 60_000)]
    public async Task Lead_AskingForATicketOfAKey_IsRefused()
    {
        await AddAsync("Lea", Role.Lead);
        var lea = await SignInAsync("Lea");

        (await CallAsync(lea, HttpMethod.Post, "/api/tickets", new { action = "key.made", target = "ci admin" }, null)).Should().Be(HttpStatusCode.Forbidden);
        (await CallAsync(lea, HttpMethod.Post, "/api/tickets", new { action = "person.locked", target = _ana.Id.ToString() }, null)).Should().Be(HttpStatusCode.Created);
        (await CallAsync(lea, HttpMethod.Post, "/api/tickets", new { action = "world.ended", target = "x" }, null)).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact(Timeout = 60_000)]
    public async Task Key_MadeByAPersonWhoseProofIsOld_IsRefusedUntilTheySignInAgain()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await AccessHost.StartAsync(database, builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)), Token);
        var root = host.NewVisitor();
        await root.SubmitAsync("/signin", "signin", ("name", "Root"), ("password", Password));
        (await CallAsync(root, HttpMethod.Post, "/api/keys", new { name = "ci", role = "viewer" }, await TicketAsync(root, "key.made", "ci viewer", ""))).Should().Be(HttpStatusCode.Created);

        clock.Advance(RecentProof.Lifetime + TimeSpan.FromSeconds(1));

        var ticket = await TicketAsync(root, "key.made", "ci viewer", "");
        (await CallAsync(root, HttpMethod.Post, "/api/keys", new { name = "ci", role = "viewer" }, ticket)).Should().Be(HttpStatusCode.Forbidden);
        await root.SubmitAsync("/signin", "signin", ("name", "Root"), ("password", Password));
        (await CallAsync(root, HttpMethod.Post, "/api/keys", new { name = "ci", role = "viewer" }, ticket)).Should().Be(HttpStatusCode.Created, "a refused proof leaves the ticket whole");
    }

    private async Task<AccessHost.Visitor> SignInAsync(string name)
    {
        var visitor = _host.NewVisitor();
        (await visitor.SubmitAsync("/signin", "signin", ("name", name), ("password", Password))).StatusCode.Should().Be(HttpStatusCode.Found);
        return visitor;
    }

    private static async Task<HttpStatusCode> CallAsync(AccessHost.Visitor visitor, HttpMethod method, string path, object? body, string? ticket)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ticket is not null)
        {
            request.Headers.Add(TicketEndpoints.Header, ticket);
        }

        return (await visitor.SendAsync(request)).StatusCode;
    }

    private static async Task<string> TicketAsync(AccessHost.Visitor visitor, string action, string target, string version)
    {
        (await CallAsync(visitor, HttpMethod.Post, "/api/tickets", new { action, target, version }, null)).Should().Be(HttpStatusCode.Created);
        return JsonDocument.Parse(visitor.Text).RootElement.GetProperty("ticket").GetString()!;
    }

    private async Task<string> VersionAsync(Person person)
    {
        await _root.GetAsync("/api/people");
        return JsonDocument.Parse(_root.Text).RootElement.EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == person.Id).GetProperty("version").GetString()!;
    }

    private async Task<Person> AddAsync(string name, Role role)
    {
        using var scope = _host.App.Services.CreateScope();
        var person = new Person { Id = Guid.CreateVersion7(), Name = name, Role = role, CreatedAt = DateTimeOffset.UtcNow };
        (await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password)).Succeeded.Should().BeTrue();
        return person;
    }
}
