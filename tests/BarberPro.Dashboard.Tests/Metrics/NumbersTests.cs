using System.Globalization;
using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class NumbersTests
{
    [Fact]
    public void TryReadNumber_AnyDouble_ReadsBackToTheSameBits() =>
        Gen.Double.Sample(value =>
        {
            Numbers.TryReadNumber(Encoding.ASCII.GetBytes(Numbers.Write(value)), out var read).Should().BeTrue();
            (read.Equals(value) || (double.IsNaN(value) && double.IsNaN(read))).Should().BeTrue();
        }, iter: 20_000);

    [Fact]
    public void TryReadNumber_ShortDecimals_RoundAsTheFrameworkDoes() =>
        Gen.Select(Gen.Long[-99_999_999_999_999, 99_999_999_999_999], Gen.Int[0, 14]).Sample((whole, decimals) =>
        {
            var digits = Math.Abs(whole).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
            var text = (whole < 0 ? "-" : "") + digits[..^decimals] + (decimals > 0 ? "." + digits[^decimals..] : "");

            Numbers.TryReadNumber(Encoding.ASCII.GetBytes(text), out var read).Should().BeTrue();
            read.Should().Be(double.Parse(text, CultureInfo.InvariantCulture));
        }, iter: 20_000);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1.5", 1_500_000_000)]
    [InlineData("-0.5", -500_000_000)]
    [InlineData("-1.1", -1_100_000_000)]
    [InlineData("1.5e3", 1_500_000_000_000)]
    [InlineData("0.0000000019", 1)]
    [InlineData("+2", 2_000_000_000)]
    [InlineData(".5", 500_000_000)]
    public void TryReadSeconds_Timestamp_IsExactToTheNanosecond(string text, long nanoseconds)
    {
        Numbers.TryReadSeconds(Encoding.ASCII.GetBytes(text), out var read).Should().BeTrue();
        read.Should().Be((Int128)nanoseconds);
    }

    [Fact]
    public void InstantOf_BeyondTheCalendar_IsHeldAtItsEnds()
    {
        Numbers.InstantOf(Int128.MaxValue).Should().Be(DateTimeOffset.MaxValue);
        Numbers.InstantOf(Int128.MinValue).Should().Be(DateTimeOffset.MinValue);
    }
}
