using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.App;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.App;

public sealed class KnownTextsTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentUICulture;
    private readonly ResourceManagerStringLocalizerFactory _all = new(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance);
    private readonly IStringLocalizer _texts;

    public KnownTextsTests() => _texts = new KnownTexts(_all).Create(typeof(AppTexts));

    [Theory]
    [InlineData("en")]
    [InlineData("es-AR")]
    public void Text_AskedForTwice_IsThatOfTheLanguageAndOneObject(string language)
    {
        _ = _texts["NavLive"]; // in the language of the machine: the other must not get it
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        _texts["NavLive"].Value.Should().Be(_all.Create(typeof(AppTexts))["NavLive"].Value);
        _texts["NavLive"].Should().BeSameAs(_texts["NavLive"]);
    }

    [Fact]
    public void Text_WithArguments_IsWrittenAnewEachTime()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");

        _texts["DayNumber", 7].Value.Should().Be(_all.Create(typeof(AppTexts))["DayNumber", 7].Value);
        _texts["DayNumber", 8].Value.Should().Contain("8");
    }

    [Fact]
    public void Text_ThatIsNotThere_SaysSo()
    {
        _texts["Block-of-nobody"].Should().Match<LocalizedString>(text => text.ResourceNotFound && text.Value == "Block-of-nobody");
        _texts["Block-of-nobody", 1].ResourceNotFound.Should().BeTrue();
    }

    public void Dispose() => CultureInfo.CurrentUICulture = _before;
}
