using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.App;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>What the plan's words give a card, with the configuration that comes with the program.</summary>
public sealed class CardMeaningsTests(Database database) : IClassFixture<Database>
{
    private static readonly IConfigurationRoot Shipped = new ConfigurationBuilder().AddJsonFile(Path.Combine(Repository.Top, "appsettings.json")).Build();
    private static readonly BoardsOptions Configured = Shipped.GetSection(BoardsOptions.Section).Get<BoardsOptions>()!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Plan_Imported_ItsCardsGetMetricAndSettingGroupOnce()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var meanings = new CardMeanings(database.DataSource, stage.Keeper, stage.Notes, Options.Create(Configured), stage.Clock);

        await meanings.GiveAsync(Token);

        stage.Board.Cards.Select(card => (card.Title, card.Metric?.Metric, card.SettingGroup)).Should().Equal(
            ("Auto-scaling policy", "autoscaling_reaction_seconds", "autoscaling"), ("Database optimization", "db_connections_ratio", "database"), ("Load testing preparation", "http_response_seconds_avg", ""),
            ("CDN optimization", "cache_hit_ratio", "cdn"), ("Application performance", "http_response_seconds_p95", "deployment"), ("Security hardening", "http_error_ratio", "waf"),
            ("Validation and testing", "http_response_seconds_avg", ""), ("Documentation", null, ""), ("Day 8 planning", null, ""));
        stage.Board.Cards.Should().OnlyContain(card => card.Version == 1);
        var cdn = stage.Card("CDN optimization");
        cdn.Metric!.Labels.Should().Contain("region", "ar");

        // What a person takes away stays away.
        await stage.ChangeAsync(cdn, new CardEdit { Metric = new Given<MetricCondition?>(null), SettingGroup = "" });
        await meanings.GiveAsync(Token);
        await stage.Keeper.ReadAsync(Token);
        stage.Card("CDN optimization").Should().Match<BoardCard>(card => card.Metric == null && card.SettingGroup == "");
        stage.Notes.Entries.Count(entry => entry.Actor.Name == "system").Should().Be(1);
    }

    [Theory]
    [InlineData("cdn", "CDN optimization", true)]
    [InlineData("cdn", "The CDN's edge", true)]
    [InlineData("cdn", "Discount", false)]
    [InlineData("auto scaling", "Auto-scaling policy", true)]
    [InlineData("auto scaling", "Scaling, auto", false)]
    [InlineData("x|cach*", "Caching rules", true)]
    [InlineData("validacion", "Validación y pruebas", true)]
    [InlineData("a b c", "a b", false)]
    [InlineData("", "anything", false)]
    public void Words_OfATitle_Fit(string words, string title, bool fits) => new CardMeaning { Words = words }.Fits(title).Should().Be(fits);

    [Fact]
    public void Configuration_ThatComesWithTheProgram_HasNoFaultAndABadOneIsNamed()
    {
        var validator = new BoardsOptionsValidator(Catalogue.Of(Shipped.GetSection(MetricsOptions.Section).Get<MetricsOptions>()!));

        validator.Validate(null, Configured).Succeeded.Should().BeTrue();
        validator.Validate(null, new BoardsOptions
        {
            Meanings = [new() { Words = " " }, new() { Words = "x", Metric = "none", Comparison = "<" }, new() { Words = "x", Metric = "cpu_ratio", Comparison = "=", Labels = new Dictionary<string, string> { ["region"] = "ar" } }],
        }).Failures.Should().Equal("Boards:Meanings:0:Words is missing.", "Boards:Meanings:1:Metric: the catalogue has no metric 'none'.",
            "Boards:Meanings:2:Labels: cpu_ratio has no label 'region'.", "Boards:Meanings:2:Comparison must be <, <=, > or >=, not '='.");
    }
}
