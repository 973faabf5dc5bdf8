using System.Security.Claims;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>Dangerous actions as the pages offer them, without the pages.</summary>
public sealed class OffersTests(Database database) : IClassFixture<Database>, IAsyncLifetime
{
    private const string Password = "four words are enough";
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private AccessHost _host = default!;
    private IServiceScope _circuit = default!;
    private Person _root = default!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await AccessHost.ClearAsync(database.DataSource);
        _host = await AccessHost.StartAsync(database, Token);
        _circuit = _host.App.Services.CreateScope();
        _root = new Person { Id = Guid.CreateVersion7(), Name = "Root", Role = Role.Admin, CreatedAt = DateTimeOffset.UtcNow };
        (await _circuit.ServiceProvider.GetRequiredService<UserManager<Person>>().CreateAsync(_root, Password)).Succeeded.Should().BeTrue();
    }

    public ValueTask DisposeAsync()
    {
        _circuit.Dispose();
        return _host.DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_TakenTwice_IsStaleTheSecondTime()
    {
        var offers = OffersOf(RecentProof.Now(_clock));
        var offer = await offers.MakeAsync(Policies.Lead, "person.locked", "Ana", "7", "1", needsProof: false, Token);

        (await offers.TakeAsync(offer!, "", Token)).Answer.Should().Be(OfferAnswer.Taken);
        (await offers.TakeAsync(offer!, "", Token)).Answer.Should().Be(OfferAnswer.Stale);
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_OlderThanItsTicket_IsStale()
    {
        var offers = OffersOf(RecentProof.Now(_clock));
        var offer = await offers.MakeAsync(Policies.Lead, "person.locked", "Ana", "7", "1", needsProof: false, Token);
        _clock.Advance(TicketOffice.Lifetime);

        (await offers.TakeAsync(offer!, "", Token)).Answer.Should().Be(OfferAnswer.Stale);
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_ForAnotherVersionThanTheTickets_IsStale()
    {
        var offers = OffersOf(RecentProof.Now(_clock));
        var offer = await offers.MakeAsync(Policies.Lead, "person.locked", "Ana", "7", "1", needsProof: false, Token);

        (await offers.TakeAsync(offer! with { Version = "2" }, "", Token)).Answer.Should().Be(OfferAnswer.Stale);
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_ProofIsOld_AsksForThePasswordOnceForFifteenMinutes()
    {
        var offers = OffersOf(RecentProof.Now(_clock));
        (await KeyAsync(offers)).AsksPassword.Should().BeFalse();
        _clock.Advance(RecentProof.Lifetime);

        var offer = await KeyAsync(offers);
        offer.AsksPassword.Should().BeTrue();
        (await offers.TakeAsync(offer, "wrong", Token)).Answer.Should().Be(OfferAnswer.PasswordWrong);
        (await offers.TakeAsync(offer, Password, Token)).Answer.Should().Be(OfferAnswer.Taken, "a wrong password leaves the ticket whole");
        (await KeyAsync(offers)).AsksPassword.Should().BeFalse();
        _host.Notes.Entries.Should().Contain(entry => entry.Action == "signin.refused" && entry.Actor.Name == "Root");
        _clock.Advance(RecentProof.Lifetime);
        (await KeyAsync(offers)).AsksPassword.Should().BeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_PasswordWrongFiveTimes_LocksEvenTheRightOne()
    {
        var offers = OffersOf();
        var offer = await KeyAsync(offers);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await offers.TakeAsync(offer, "wrong", Token)).Answer.Should().Be(OfferAnswer.PasswordWrong);
        }

        (await offers.TakeAsync(offer, Password, Token)).Answer.Should().Be(OfferAnswer.PasswordWrong);
    }

    [Fact(Timeout = 60_000)]
    public async Task Offer_RoleTooLow_IsNotMadeAndRecorded()
    {
        (await OffersOf(Role.Lead).MakeAsync(Policies.Admin, "key.made", "ci", "ci", "", needsProof: true, Token)).Should().BeNull();

        _host.Notes.Entries.Should().Contain(entry => entry.Action == "key.made" && entry.Result == AuditResult.Refused);
    }

    private async Task<Offer> KeyAsync(Offers offers) => (await offers.MakeAsync(Policies.Admin, "key.made", "ci", "ci viewer", "", needsProof: true, Token))!;

    private Offers OffersOf(params Claim[] claims) => OffersOf(Role.Admin, claims);

    private Offers OffersOf(Role role, params Claim[] claims)
    {
        var principal = Caller.Of(new PersonEntry { Id = _root.Id, Name = _root.Name, Role = role, SecurityStamp = "" }, "192.0.2.7");
        ((ClaimsIdentity)principal.Identity!).AddClaims(claims);
        var state = new Fixed(principal);
        return ActivatorUtilities.CreateInstance<Offers>(_circuit.ServiceProvider, new TicketOffice(database.DataSource, _clock), ActivatorUtilities.CreateInstance<Permission>(_circuit.ServiceProvider, state), state, _clock);
    }

    private sealed class Fixed(ClaimsPrincipal principal) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(principal));
    }
}
