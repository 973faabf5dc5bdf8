using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class PeopleTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Password = "four words are enough";
    private AccessHost _host = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token, "--Access:Limits:SignInsAtOnce", "1000");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = 60_000)]
    public async Task Invitation_Accepted_MakesAPersonWithThatRoleOnce()
    {
        await AddAsync("Root", Role.Admin);
        using var client = _host.NewClient();
        var made = await client.PostAsJsonAsync("/api/people/invitations", new { role = "operator" }, Token);
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        var link = new Uri((await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("link").GetString()!).PathAndQuery;

        var visitor = _host.NewVisitor();
        (await AcceptAsync(visitor, link, "Root", Password)).StatusCode.Should().Be(HttpStatusCode.OK);
        visitor.Text.Should().Contain("Somebody else has this name", "and the link is still good");
        (await AcceptAsync(visitor, link, "Ana", "short")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await AcceptAsync(visitor, link, "Ana", Password)).StatusCode.Should().Be(HttpStatusCode.Found);
        (await AcceptAsync(_host.NewVisitor(), link, "Eve", Password)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);
        var ana = (await client.GetFromJsonAsync<JsonElement>("/api/people", Token)).EnumerateArray().Single(one => one.GetProperty("name").GetString() == "Ana");
        ana.GetProperty("role").GetString().Should().Be("operator");
        _host.Notes.Entries.Select(entry => entry.Action).Should().ContainInOrder("person.invited", "link.refused").And.Contain("person.joined");
    }

    [Fact(Timeout = 60_000)]
    public async Task Lead_WithPeople_TakesCareOfThoseUpToLeadsOnly()
    {
        var root = await AddAsync("Root", Role.Admin);
        var ana = await AddAsync("Ana", Role.Member);
        await AddAsync("Lea", Role.Lead);
        var people = _host.Get<People>();
        var lead = new Actor(ActorKind.Person, "lead", "Lea", null);

        (await people.InviteAsync(lead, Role.Lead, Role.Admin, Token)).Should().BeNull();
        (await people.InviteAsync(lead, Role.Lead, Role.Lead, Token)).Should().NotBeNull();
        (await people.ChangeAsync(lead, Role.Lead, ana.Id, PersonChange.Role, Role.Admin, Token)).Should().Be(PersonAnswer.NotYours);
        (await people.ChangeAsync(lead, Role.Lead, ana.Id, PersonChange.Role, Role.Lead, Token)).Should().Be(PersonAnswer.Done);
        (await people.ChangeAsync(lead, Role.Lead, root.Id, PersonChange.Disable, null, Token)).Should().Be(PersonAnswer.NotYours);
        (await people.ChangeAsync(lead, Role.Operator, ana.Id, PersonChange.Lock, null, Token)).Should().Be(PersonAnswer.NotYours);
        (await people.ChangeAsync(lead, Role.Lead, Guid.NewGuid(), PersonChange.Lock, null, Token)).Should().Be(PersonAnswer.NotFound);
    }

    [Fact(Timeout = 60_000)]
    public async Task Administrators_RemovingEachOtherAtOnce_LeaveOne()
    {
        var (one, two) = (await AddAsync("One", Role.Admin), await AddAsync("Two", Role.Admin));
        var people = _host.Get<People>();

        var answers = await Task.WhenAll(
            people.ChangeAsync(Actor.Itself, Role.Admin, one.Id, PersonChange.Disable, null, Token),
            people.ChangeAsync(Actor.Itself, Role.Admin, two.Id, PersonChange.Role, Role.Viewer, Token));

        answers.Should().BeEquivalentTo([PersonAnswer.Done, PersonAnswer.LastAdministrator]);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("Lock")]
    [InlineData("Disable")]
    [InlineData("SignOut")]
    public async Task Person_LockedDisabledOrSignedOut_IsOutAtOnce(string name)
    {
        var change = Enum.Parse<PersonChange>(name);
        await AddAsync("Root", Role.Admin);
        var ana = await AddAsync("Ana", Role.Member);
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor, "Ana", Password);
        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);

        (await _host.Get<People>().ChangeAsync(Actor.Itself, Role.Admin, ana.Id, change, null, Token)).Should().Be(PersonAnswer.Done);

        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found);
        (await SignInAsync(visitor, "Ana", Password)).Should().Be(change == PersonChange.SignOut ? HttpStatusCode.Found : HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 60_000)]
    public async Task Role_TakenAway_CountsFromTheNextRequestOn()
    {
        await AddAsync("Root", Role.Admin);
        var ana = await AddAsync("Ana", Role.Lead);
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor, "Ana", Password);
        (await visitor.GetAsync("/people")).StatusCode.Should().Be(HttpStatusCode.OK);

        await _host.Get<People>().ChangeAsync(Actor.Itself, Role.Admin, ana.Id, PersonChange.Role, Role.Viewer, Token);

        (await visitor.GetAsync("/people")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        visitor.Text.Should().Contain("This needs the role lead").And.Contain("viewer");
        (await visitor.GetAsync("/keys")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        visitor.Text.Should().Contain("administrator");
    }

    [Fact(Timeout = 60_000)]
    public async Task Person_AuditAway_StaysAsTheyWere()
    {
        await AddAsync("Root", Role.Admin);
        var ana = await AddAsync("Ana", Role.Member);
        _host.Notes.IsAway = true;

        await _host.Get<People>().Invoking(people => people.ChangeAsync(Actor.Itself, Role.Admin, ana.Id, PersonChange.Role, Role.Admin, Token)).Should().ThrowAsync<AuditUnavailableException>();

        (await _host.Get<PersonStore>().FindByIdAsync(ana.Id.ToString(), Token))!.Role.Should().Be(Role.Member);
    }

    [Fact(Timeout = 60_000)]
    public async Task SecondFactor_SetUp_IsAskedAndEachRecoveryCodeWorksOnce()
    {
        await AddAsync("Root", Role.Admin);
        await AddAsync("Ana", Role.Member);
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor, "Ana", Password);
        await visitor.SubmitAsync("/me", "second-begin");
        visitor.Text.Should().Contain("<svg").And.Contain("Or type this secret");
        var ana = (await _host.Get<PersonStore>().FindByNameAsync("ANA", Token))!;

        await visitor.PostFormAsync("/me", "second-on", ("code", Totp(ana)));
        visitor.Text.Should().Contain("The second factor is on");
        var codes = System.Text.RegularExpressions.Regex.Matches(visitor.Text, "<li[^>]*>([A-Z0-9-]{8,})</li>").Select(match => match.Groups[1].Value).ToList();
        codes.Should().HaveCount(10);
        (await visitor.GetAsync("/me")).StatusCode.Should().Be(HttpStatusCode.OK);
        visitor.Text.Should().NotContain(codes[0], "they are shown once");

        var again = _host.NewVisitor();
        (await again.SubmitAsync("/signin", "signin", ("name", "Ana"), ("password", Password))).Headers.Location!.ToString().Should().Contain("/signin/second");
        (await again.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found, "the password alone is not enough");
        (await again.SubmitAsync("/signin/second", "second", ("code", "wrong-code"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await again.SubmitAsync("/signin/second", "second", ("code", codes[0]))).StatusCode.Should().Be(HttpStatusCode.Found);
        (await again.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);

        var third = _host.NewVisitor();
        await third.SubmitAsync("/signin", "signin", ("name", "Ana"), ("password", Password));
        (await third.SubmitAsync("/signin/second", "second", ("code", codes[0]))).StatusCode.Should().Be(HttpStatusCode.Unauthorized, "it was used");
        (await third.SubmitAsync("/signin/second", "second", ("code", Totp((await _host.Get<PersonStore>().FindByNameAsync("ANA", Token))!)))).StatusCode.Should().Be(HttpStatusCode.Found);
        _host.Notes.Entries.Should().NotContain(entry => JsonSerializer.Serialize(entry.After, (JsonSerializerOptions?)null).Contains(codes[0], StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Password_Changed_EndsTheOtherSessions()
    {
        await AddAsync("Root", Role.Admin);
        await AddAsync("Ana", Role.Member);
        var (here, there) = (_host.NewVisitor(), _host.NewVisitor());
        await SignInAsync(here, "Ana", Password);
        await SignInAsync(there, "Ana", Password);

        await here.SubmitAsync("/me", "password", ("present", "wrong"), ("password", "another four words"), ("again", "another four words"));
        here.Text.Should().Contain("The present password is wrong");
        await here.SubmitAsync("/me", "password", ("present", Password), ("password", "another four words"), ("again", "another four words"));

        here.Text.Should().Contain("The password is changed");
        (await here.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await there.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found);
        (await SignInAsync(there, "Ana", Password)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact(Timeout = 60_000)]
    public async Task SignOut_ByTheHeadersForm_EndsTheSession()
    {
        await AddAsync("Root", Role.Admin);
        var visitor = _host.NewVisitor();
        await SignInAsync(visitor, "Root", Password);
        await visitor.GetAsync("/sources");

        (await visitor.PostFormAsync("/signin/out", "out")).StatusCode.Should().Be(HttpStatusCode.Found);

        (await visitor.GetAsync("/sources")).StatusCode.Should().Be(HttpStatusCode.Found);
        _host.Notes.Entries.Should().Contain(entry => entry.Action == "signin.ended" && entry.Actor.Name == "Root");
    }

    private static Task<HttpResponseMessage> AcceptAsync(AccessHost.Visitor visitor, string link, string name, string password) =>
        visitor.SubmitAsync(link, "invitation", ("name", name), ("password", password), ("again", password));

    private static async Task<HttpStatusCode> SignInAsync(AccessHost.Visitor visitor, string name, string password) =>
        (await visitor.SubmitAsync("/signin", "signin", ("name", name), ("password", password))).StatusCode;

    /// <summary>As an authenticator app computes it (RFC 6238).</summary>
    private static string Totp(Person person)
    {
        var bits = string.Concat(person.TwoFactorSecret!.TrimEnd('=').Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30));
#pragma warning disable CA5350 // the algorithm of the standard
        var hash = System.Security.Cryptography.HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var code = ((hash[offset] & 127) << 24 | hash[offset + 1] << 16 | hash[offset + 2] << 8 | hash[offset + 3]) % 1_000_000;
        return code.ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<Person> AddAsync(string name, Role role)
    {
        using var scope = _host.App.Services.CreateScope();
        var person = new Person { Id = Guid.CreateVersion7(), Name = name, Role = role, CreatedAt = DateTimeOffset.UtcNow };
        (await scope.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(person, Password)).Succeeded.Should().BeTrue();
        return person;
    }
}
