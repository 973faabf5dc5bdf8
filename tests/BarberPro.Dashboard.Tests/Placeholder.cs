namespace BarberPro.Dashboard.Tests;

public sealed class Placeholder { [Xunit.Fact] public void Nothing() => AwesomeAssertions.AssertionExtensions.Should(1).Be(1); }
