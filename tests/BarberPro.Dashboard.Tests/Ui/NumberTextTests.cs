using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Ui;
using Xunit;

namespace BarberPro.Dashboard.Tests.Ui;

public sealed class NumberTextTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");
    private static readonly CultureInfo Spanish = CultureInfo.GetCultureInfo("es-AR");

    [Theory]
    [InlineData(0.1342, "s", null, "134 ms", "134 ms")]
    [InlineData(2.714, "s", null, "2.71 s", "2,71 s")]
    [InlineData(0.9, "s", 3.0, "0.90 s", "0,90 s")]
    [InlineData(1.234, "s", 0.15, "1,234 ms", "1.234 ms")]
    [InlineData(132, "s", null, "2 min 12 s", "2 min 12 s")]
    [InlineData(119.6, "s", null, "2 min", "2 min")]
    [InlineData(42, "s", 180.0, "42 s", "42 s")]
    [InlineData(-96, "s", 180.0, "−1 min 36 s", "−1 min 36 s")]
    [InlineData(7380, "s", null, "2 h 3 min", "2 h 3 min")]
    [InlineData(0.5771, "ratio", null, "57.7 %", "57,7 %")]
    [InlineData(1234.4, "req/s", null, "1,234 req/s", "1.234 req/s")]
    [InlineData(12, "bookings/min", null, "12.0 bookings/min", "12,0 bookings/min")]
    [InlineData(219_800, "ARS/min", null, "220 k ARS/min", "220 k ARS/min")]
    [InlineData(1_250_000, "ARS", null, "1.3 M ARS", "1,3 M ARS")]
    [InlineData(3, "count", null, "3", "3")]
    [InlineData(-0.0001, "ratio", null, "0.0 %", "0,0 %")]
    [InlineData(double.NaN, "s", null, "–", "–")]
    public void Of_Value_ReadsAsPeopleWriteIt(double value, string unit, double? like, string english, string spanish)
    {
        NumberText.Of(value, unit, English, like).Should().Be(english);
        NumberText.Of(value, unit, Spanish, like).Should().Be(spanish);
    }

    [Theory]
    [InlineData(0.218, "ratio", "+21.8 pts")]
    [InlineData(-0.037, "s", "−37 ms")]
    [InlineData(0, "ratio", "0.0 pts")]
    [InlineData(27, "s", "+27.00 s")]
    public void Difference_Value_HasItsSign(double value, string unit, string expected) =>
        NumberText.Difference(value, unit, English).Should().Be(expected);

    [Theory]
    [InlineData(19_927, "19,927", "19.927")]
    [InlineData(3_512_000, "3.5 M", "3,5 M")]
    [InlineData(0, "0", "0")]
    public void Count_Value_IsShortFromAMillionOn(double count, string english, string spanish)
    {
        NumberText.Count(count, English).Should().Be(english);
        NumberText.Count(count, Spanish).Should().Be(spanish);
    }

    [Fact]
    public void Pieces_LongDuration_KeepsUnitsApart() =>
        NumberText.Pieces(132, "s", English).Should().Equal(new NumberPiece("2", "min"), new NumberPiece("12", "s"));

    [Fact]
    public void Change_Ratio_IsPercentWithSign() => NumberText.Change(0.074, Spanish).Should().Be("+7,4 %");

    [Theory]
    [InlineData(7.9, "7 s")]
    [InlineData(800, "13 min")]
    [InlineData(8190, "2 h 16")]
    public void Age_Span_IsInTheLargestUnit(double seconds, string expected) =>
        NumberText.Age(TimeSpan.FromSeconds(seconds), English).Should().Be(expected);
}
