using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Targets;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetReviewerTests
{
    [Theory]
    [InlineData("Person", null, "Martina")]
    [InlineData("Person", " ", "Martina")]
    [InlineData("Person", " Martina ", "Martina")]
    [InlineData("Person", "Diego", null)]
    [InlineData("Key", null, "Martina")]
    [InlineData("Key", "Diego", "Diego")]
    [InlineData("System", "Diego", null)]
    public void Name_OfTheReviewer_IsTheCallersUnlessAKeySaysWhose(string kind, string? by, string? expected) =>
        TargetReviewer.NameOf(new Actor(Enum.Parse<ActorKind>(kind), "1", "Martina", null), by).Should().Be(expected);
}
