using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class SourceTextsTests
{
    private static readonly SourceStatus Failing = new("exporter", "http://127.0.0.1:1/metrics", TimeSpan.FromSeconds(1), null, null, 0, "in English", null);

    [Theory]
    [InlineData("en", "http://127.0.0.1:1/metrics answered with status 500 instead of 200.")]
    [InlineData("es-AR", "http://127.0.0.1:1/metrics respondió con el estado 500 en vez de 200.")]
    public void ErrorOf_Fault_IsInTheReadersLanguage(string language, string expected)
    {
        using var provider = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var texts = provider.GetRequiredService<IStringLocalizer<SourceTexts>>();

            texts.ErrorOf(Failing with { Fault = new SourceFault("BadStatus", Failing.Address, "500") }).Should().Be(expected);
            texts.ErrorOf(Failing).Should().Be("in English");
            texts.ErrorOf(Failing with { Error = null }).Should().BeNull();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Message_OfASourceException_IsEnglishWhateverTheCulture() =>
        new SourceException(new SourceFault("TimedOut", "http://a/metrics", "0.8")).Message.Should().Be("http://a/metrics did not answer in full within 0.8 s.");
}
