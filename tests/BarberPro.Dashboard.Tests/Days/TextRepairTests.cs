using AwesomeAssertions;
using BarberPro.Dashboard.Days;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Days;

public sealed class TextRepairTests
{
    [Theory]
    [InlineData("✅ done")]
    [InlineData("mañana, ÑANDÚ, acción, ÍNDICE, Árbol, 10 €, “quoted”, it’s, a – b — c … ≥ 90 % → 5 ½ °")]
    [InlineData("🔧 🚀 👩‍💻 🇦🇷 ❤️")]
    [InlineData("São Paulo: AÇÕES, coração, AVÔ")]
    public void Garbled_OnceOrTwice_IsRepaired(string text)
    {
        Repaired(PlanSamples.Garbled(text)).Should().Be(text);
        Repaired(PlanSamples.Garbled(PlanSamples.Garbled(text))).Should().Be(text);
    }

    [Theory]
    [InlineData("✅ mañana “ñandú” – café … 10 € ≥ 90 % 🔧")]
    [InlineData("«MENÚ» y «CAFÉ» y «ALLÁ» y «AQUÍ» y «BEBÉ…» y “MAMÁ”")]
    [InlineData("“AMANHÃ” «MAÇû IRMÃ… AMANHÃ”")]
    [InlineData("Â vowel, Ã alone, NÃO, AÇÃO, PÃES, ÂNGULO, CÂMARA, â, ã, ð")]
    [InlineData("MENÚ»")]
    [InlineData("Привет мир, 日本語, ελληνικά, שלום")]
    public void Correct_Text_IsLeftAsItIs(string text) => Repaired(text).Should().Be(text);

    [Fact]
    public void Mixed_Document_IsRepairedOnlyWhereItIsBroken()
    {
        var (lines, repaired) = TextRepair.Repair(["mañana ✅", "maÃ±ana âœ… ñ"]);

        lines.Should().Equal("mañana ✅", "mañana ✅ ñ");
        repaired.Should().Equal(new RepairedText(2, "Ã±", "ñ"), new RepairedText(2, "âœ…", "✅"));
    }

    [Fact]
    public void Correct_TextOfLatinLettersAndSigns_IsNeverDamaged() =>
        Gen.OneOf(Gen.Char["abcXYZ ,.;:()0123456789"], Gen.Char["áéíóúüñÁÉÍÓÚÜÑàâãçõÇ"], Gen.Char["¿¡«»“”’–—…°ºª€✅→≥"])
            .Array[0, 30].Select(chars => new string(chars))
            // What only a wrong decoding makes, by itself: a capital with a tilde or a circumflex before a sign, three in a row.
            .Where(text => !System.Text.RegularExpressions.Regex.IsMatch(text, "[ÂÃâã][^\\x00-\\x7f]"))
            .Sample(text => Repaired(text) == text);

    [Fact]
    public void Garbled_AnyPlainSpanishLine_ComesBack() =>
        Gen.Char["abcdef áéíóúüñÁÉÍÓÚÑ¿¡ 0123€–’"].Array[1, 40].Select(chars => new string(chars)).Sample(text => Repaired("é: " + PlanSamples.Garbled(text) + " Ã©") is var repaired && repaired == "é: " + text + " é");

    private static string Repaired(string text) => TextRepair.Repair([text]).Lines[0];
}
