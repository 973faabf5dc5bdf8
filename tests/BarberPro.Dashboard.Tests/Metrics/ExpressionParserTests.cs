using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class ExpressionParserTests
{
    [Fact]
    public void Parse_BareName_IsSummed() =>
        ExpressionParser.Parse("  x:y_1 ").Should().BeOfType<ReadingExpression>().Which.Reading.Should().Be(Reading.Sum);

    [Fact]
    public void Parse_Selector_KeepsItsMatchersInOrder()
    {
        var reading = ExpressionParser.Parse("""avg(x{a="1\"2", b!="", c=~"4..|5..", d!~"z"}) by (region, zone)""").Should().BeOfType<ReadingExpression>().Subject;

        reading.Selector.Matchers.Select(m => (m.Name, m.Value, m.Negated, m.Pattern is not null)).Should()
            .Equal(("a", "1\"2", false, false), ("b", "", true, false), ("c", "4..|5..", false, true), ("d", "z", true, true));
        reading.By!.Value.Should().Equal("region", "zone");
    }

    [Fact]
    public void Parse_Pattern_MatchesTheWholeValueOnly()
    {
        var selector = ((ReadingExpression)ExpressionParser.Parse("""x{status=~"5..|429"}""")).Selector;

        selector.Matches(Labels.Of(("status", "503"))).Should().BeTrue();
        selector.Matches(Labels.Of(("status", "429"))).Should().BeTrue();
        selector.Matches(Labels.Of(("status", "5030"))).Should().BeFalse();
        selector.Matches(Labels.None).Should().BeFalse();
    }

    [Theory]
    [InlineData("sum(rate(x[30s])) by (a)")]
    [InlineData("sum by (a) (rate(x[30s]))")]
    [InlineData("rate(x[30s]) by (a)")]
    [InlineData("rate(x[0.5m]) by (a)")]
    public void Parse_RateHoweverItIsWritten_IsOneReading(string text)
    {
        var reading = ExpressionParser.Parse(text).Should().BeOfType<ReadingExpression>().Subject;

        (reading.Reading, reading.Window).Should().Be((Reading.Rate, TimeSpan.FromSeconds(30)));
        reading.By!.Value.Should().Equal("a");
    }

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("8 - 2 - 1", 5)]
    [InlineData("8 / 2 / 2", 2)]
    [InlineData("-2 * --3", -6)]
    [InlineData("1e2 + .5", 100.5)]
    public void Parse_Arithmetic_BindsAsInSchool(string text, double expected) =>
        ExpressionPlan.Of(ExpressionParser.Parse(text), [], []).At(0, 0).Should().Be(expected);

    [Theory]
    [InlineData("", "column 1: expected a number, a name or '(' but found the end")]
    [InlineData("rate(x)", "column 7: expected a window such as [30s]: rate() needs one but found ')'")]
    [InlineData("rate(x[30])", "column 8: expected a duration such as 30s or 5m")]
    [InlineData("rate(x[2h])", "column 7: a window is longer than 0 and at most 15m")]
    [InlineData("rate(x[30s]", "column 12: expected ')' but found the end")]
    [InlineData("increase(x[1m])", "column 11: increase() counts since the evaluation before and takes no window")]
    [InlineData("avg(x[1m])", "column 6: avg() reads the newest values and takes no window")]
    [InlineData("median(x)", "column 1: there is no function 'median'; there are avg, count, increase, max, mean, min, quantile, rate, reaction, sum")]
    [InlineData("quantile(1.5, x[1m])", "column 10: a quantile lies between 0 and 1")]
    [InlineData("max(rate(x[1m]))", "column 5: max() reads source series, not 'rate()'")]
    [InlineData("x{a}", "column 4: expected =, !=, =~ or !~ but found '}'")]
    [InlineData("x{a=b}", "column 5: expected a value in double quotes but found 'b'")]
    [InlineData("x{a=\"b}", "column 5: this text has no closing '\"'")]
    [InlineData("x{a=~\"(\"}", "column 6: \"(\" is no regular expression: *")]
    [InlineData("x $ y", "column 3: '$' has no meaning here")]
    [InlineData("x y", "column 3: expected an operator or the end but found 'y'")]
    [InlineData("rate(x[1m]) by (a, a)", "column 20: the label 'a' stands twice")]
    [InlineData("reaction(x, y, z)", "column 11: expected '>' but found ','")]
    public void Parse_Fault_IsNamedWithItsColumn(string text, string message) =>
        FluentActions.Invoking(() => ExpressionParser.Parse(text)).Should().Throw<ExpressionException>().WithMessage(message);

    [Fact]
    public void Parse_DeepNesting_IsRefused() =>
        FluentActions.Invoking(() => ExpressionParser.Parse(new string('(', 100_000))).Should().Throw<ExpressionException>().WithMessage("*nested too deeply");

    [Fact]
    public void Parse_AnyText_ParsesOrSaysWhyNot()
    {
        string[] pieces = ["rate(", "x", "[", "30s", "]", ")", "(", "{", "}", "a", "=", "=~", "\"v\"", "\"", "+", "-", "*", "/", "or", "by", ",", "0.5", "reaction(", ">", "quantile(", " ", "\\", "é", "sum"];
        Gen.Int[0, pieces.Length - 1].Array[0, 12].Select(chosen => string.Concat(chosen.Select(i => pieces[i]))).Sample(text =>
        {
            try
            {
                ExpressionParser.Parse(text).Should().NotBeNull();
            }
            catch (ExpressionException exception)
            {
                exception.Column.Should().BeInRange(1, text.Length + 1);
            }
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("rate(x[1m]) by (zone)", "column 1: by (zone) keeps a label that Labels does not name")]
    [InlineData("rate(x[1m]) by ()", "column 1: the expression keeps the labels () but Labels names (region)")]
    [InlineData("1 + 2", "column 1: the expression reads no source series")]
    [InlineData("increase(x) / increase(y)", "column 13: an increase can only be multiplied or divided by a number*")]
    [InlineData("increase(x) or 0", "column 13: an increase can have no 'or'*")]
    [InlineData("reaction(x > 1, y, z)", "column 1: reaction() keeps no labels")]
    public void Check_ExpressionThatDoesNotFitItsLabels_IsNamed(string text, string message) =>
        FluentActions.Invoking(() => ExpressionRules.Check(ExpressionParser.Parse(text), ["region"])).Should().Throw<ExpressionException>().WithMessage(message);

    [Theory]
    [InlineData("1 + reaction(x > 1, y, z)", "column 5: reaction() stands alone")]
    [InlineData("reaction(x > 1, reaction(x > 1, y, z), z)", "column 17: reaction() stands alone")]
    [InlineData("reaction(increase(x) > 1, y, z)", "column 1: reaction() compares levels: it can't read an increase")]
    public void Check_Reaction_IsOfLevelsAndAlone(string text, string message) =>
        FluentActions.Invoking(() => ExpressionRules.Check(ExpressionParser.Parse(text), [])).Should().Throw<ExpressionException>().WithMessage(message);

    [Theory]
    [InlineData("increase(x)", MetricKind.Increase)]
    [InlineData("increase(x) * 1000", MetricKind.Increase)]
    [InlineData("rate(x[1m]) * 60", MetricKind.Display)]
    [InlineData("reaction(avg(x) > 0.7, y, z)", MetricKind.Event)]
    public void Check_Expression_SaysWhatKindItMakes(string text, MetricKind kind) =>
        ExpressionRules.Check(ExpressionParser.Parse(text), []).Should().Be(kind);
}
