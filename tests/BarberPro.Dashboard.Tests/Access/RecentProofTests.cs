using System.Security.Claims;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class RecentProofTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 9, 12, 15, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0, true)]
    [InlineData(899, true)]
    [InlineData(900, false)]
    [InlineData(100_000, false)]
    public void Proof_OfSomeSecondsAgo_IsFreshForFifteenMinutes(int seconds, bool fresh)
    {
        var person = Person(RecentProof.Now(_clock));
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        RecentProof.IsFresh(person, _clock).Should().Be(fresh);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999")]
    [InlineData("4102444800")]
    public void Proof_NoTimeOrOneToCome_IsNotFresh(string at) => RecentProof.IsFresh(Person(new Claim(RecentProof.Claim, at)), _clock).Should().BeFalse();

    [Fact]
    public void Proof_NotThereOrOfAStranger_IsNotFresh()
    {
        RecentProof.IsFresh(Person(), _clock).Should().BeFalse();
        RecentProof.IsFresh(new ClaimsPrincipal(new ClaimsIdentity([RecentProof.Now(_clock)])), _clock).Should().BeFalse();
    }

    private static ClaimsPrincipal Person(params Claim[] claims) => new(new ClaimsIdentity(claims, "cookie"));
}
