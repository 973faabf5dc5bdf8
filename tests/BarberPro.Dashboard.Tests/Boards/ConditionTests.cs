using System.Collections.Immutable;
using System.Globalization;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class ConditionTests(Database database) : IClassFixture<Database>
{
    private const string Cdn = "CDN optimization";

    private static readonly ImmutableSortedDictionary<string, string> NoLabels = ImmutableSortedDictionary<string, string>.Empty;
    private static readonly MetricCondition Hits = new("cache_hit_ratio", NoLabels.Add("region", "ar"), Comparison.AtLeast, 0.9, 2);
    private static readonly SeriesSet Set = new(1, [new Series(1, "cache_hit_ratio", Labels.Of(("region", "ar")), "ratio"), new Series(2, "cache_hit_ratio", Labels.Of(("region", "uy")), "ratio"), new Series(3, "db_connections_ratio", Labels.None, "ratio")]);
    private static readonly DateTimeOffset Start = Days.DayStage.Art("2025-09-12 14:00");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "CDN cache hits of ar ≥ 90 % for 10 min", 0.9, 10)]
    [InlineData("en", "cache hit ratio of ar >= 90% for 10 min", 0.9, 10)]
    [InlineData("en", "cache_hit_ratio of region=ar >= 90.5", 0.905, 10)]
    [InlineData("es-AR", "Aciertos de la caché del CDN de ar ≥ 90,5 % durante 5 min", 0.905, 5)]
    [InlineData("es-AR", "aciertos de la cache del cdn de ar ≥ 90 por 5 minutos", 0.9, 5)]
    public void Text_OfACondition_IsReadAndWrittenTheSame(string language, string text, double value, int minutes) => In(language, () =>
    {
        var wording = Wording();

        var condition = wording.Read(text);

        condition.Should().Be(new MetricCondition("cache_hit_ratio", NoLabels.Add("region", "ar"), Comparison.AtLeast, value, minutes));
        wording.Read(wording.Of(condition!)).Should().Be(condition);
    });

    [Theory]
    [InlineData("Average response time < 150 ms", 0.15)]
    [InlineData("response_seconds < 0.15 s", 0.15)]
    [InlineData("Tiempo de respuesta promedio < 150 ms durante 3 min", 0.15)]
    public void Text_WithUnits_IsInTheStoredUnit(string text, double value) => In("en", () => Wording().Read(text)!.Value.Should().BeApproximately(value, 1e-12));

    [Theory]
    [InlineData("")]
    [InlineData("make it fast")]
    [InlineData("no such metric > 3")]
    [InlineData("cache_hit_ratio of the moon and stars of > 3 lightyears")]
    [InlineData("cache_hit_ratio >= 90 parsecs")]
    [InlineData("cache_hit_ratio >= 90 % for 0 min")]
    [InlineData("cache_hit_ratio >= 90 % for 9999 min")]
    [InlineData("db_connections_ratio of ar < 75 %")]
    public void Text_ThatIsNoCondition_IsNone(string text) => In("en", () => Wording().Read(text).Should().BeNull());

    [Theory]
    [InlineData("Validate the cache hits by region", "cache_hit_ratio", Comparison.AtLeast)]
    [InlineData("Verificar las conexiones a la base", "db_connections_ratio", Comparison.AtMost)]
    [InlineData("Test response time in the evening", "response_seconds", Comparison.AtMost)]
    [InlineData("Roll out caching rules", null, Comparison.AtMost)]
    [InlineData("Test the colour of the curtains", null, Comparison.AtMost)]
    public async Task Offer_ForAnItemThatAsksForOne_FitsItsWords(string text, string? metric, Comparison comparison)
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card("Documentation") with { Title = "Proof", FocusArea = "" };

        var offer = ConditionOffers.For(card.Items[0] with { Text = text }, card, BoardStage.Catalogue);

        (offer?.Metric).Should().Be(metric);
        (offer?.Comparison ?? comparison).Should().Be(comparison);
    }

    [Fact]
    public void Window_HeldForItsSpan_HasTheEvidence()
    {
        var window = new ConditionWindow(Hits);
        for (var second = 0; second < 120; second++)
        {
            (window.Judge() is null).Should().Be(second < 114, "95 % of the span must have a value");
            window.Add(Start.AddSeconds(second), second == 60 ? 0.91 : 0.95);
        }

        window.Judge().Should().Be(new TickEvidence(Start.AddSeconds(119), 120, 120, 0.91));
        window.Add(Start.AddSeconds(120), 0.89);
        window.Judge().Should().BeNull("one second that failed is one too many");
        window.FailedAfter(Start.AddSeconds(119)).Should().BeTrue();
        window.FailedAfter(Start.AddSeconds(120)).Should().BeFalse();
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void Window_SecondsWithoutAValue_AreNotHeld(int missing, bool holds)
    {
        var window = new ConditionWindow(Hits);
        for (var second = 0; second < 120; second++)
        {
            window.Add(Start.AddSeconds(second), second >= 50 && second < 50 + missing ? double.NaN : 0.95);
        }

        (window.Judge() is not null).Should().Be(holds, "95 % of 120 seconds are 114");
    }

    [Fact]
    public void Window_SecondsThatWerePassedOver_AreMissing()
    {
        var window = new ConditionWindow(Hits);
        for (var second = 0; second < 120; second++)
        {
            window.Add(Start.AddSeconds(second), 0.95);
        }

        window.Add(Start.AddSeconds(130), 0.95);

        window.Judge().Should().BeNull("ten seconds of it nobody saw");
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_ConditionThatHolds_TicksOnceWithEvidence()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = await stage.ChangeAsync(stage.Card(Cdn), Conditioned(stage.Card(Cdn)));
        using var watch = Watch(stage);
        await watch.StartAsync(Token);

        for (var second = 0; second < 130; second++)
        {
            watch.Accept(Frame(second, second < 5 ? 0.5 : 0.95));
            await SeenAsync(watch, second);
        }

        var ticked = (await stage.WaitForAsync(board => board.Cards.Any(shown => shown.Id == card.Id && shown.Items[0].Done))).Cards.Single(shown => shown.Id == card.Id);
        (ticked.Items[0].DoneBy, ticked.Items[0].Evidence).Should().Be(("", new TickEvidence(Start.AddSeconds(124), 120, 120, 0.95)));
        ticked.Items[1].Done.Should().BeFalse();
        ticked.Version.Should().Be(card.Version + 1);
        stage.Notes.Entries.Count(entry => entry.Action == "card.ticked").Should().Be(1);
        stage.Notes.Entries[^1].Actor.Should().Be(Dashboard.Access.Actor.Itself);
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_AfterARestart_KnowsWhatWasBefore()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.ChangeAsync(stage.Card(Cdn), Conditioned(stage.Card(Cdn)));
        stage.Minutes.SecondsOf = (series, at) => series == 1 && at >= Start.AddSeconds(-119) ? 0.95 : double.NaN;
        using var watch = Watch(stage);
        await watch.StartAsync(Token);

        watch.Accept(Frame(0, 0.95));

        var board = await stage.WaitForAsync(board => board.Cards.Any(card => card.Title == Cdn && card.Items[0].Done));
        board.Cards.Single(card => card.Title == Cdn).Items[0].Evidence.Should().Be(new TickEvidence(Start, 120, 120, 0.95));
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_UntickedByAPerson_TicksAgainOnlyAfterItFailed()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = await stage.ChangeAsync(stage.Card(Cdn), Conditioned(stage.Card(Cdn)));
        using var watch = Watch(stage);
        await watch.StartAsync(Token);
        var second = 0;
        for (; second < 120; second++)
        {
            watch.Accept(Frame(second, 0.95));
            await SeenAsync(watch, second);
        }

        var ticked = (await stage.WaitForAsync(board => board.Cards.Any(shown => shown.Id == card.Id && shown.Items[0].Done))).Cards.Single(shown => shown.Id == card.Id);
        stage.Clock.SetUtcNow(Start.AddSeconds(second));
        stage.Minutes.SecondsOf = (series, at) => series == 1 && at < Start.AddSeconds(second) ? 0.95 : double.NaN;
        await stage.ChangeAsync(ticked, new CardEdit { SomeItems = [new ItemEdit(ticked.Items[0].Id, null, false, null)] });
        var untouched = stage.Card(Cdn);

        for (; second < 400; second++)
        {
            watch.Accept(Frame(second, 0.95));
            await SeenAsync(watch, second);
        }

        stage.Card(Cdn).Should().BeSameAs(untouched, "a person said no, and nothing has changed since");
        watch.Accept(Frame(second, 0.2));
        await SeenAsync(watch, second++);
        for (; second < 530; second++)
        {
            watch.Accept(Frame(second, 0.95));
            await SeenAsync(watch, second);
        }

        await stage.WaitForAsync(board => board.Cards.Any(shown => shown.Id == card.Id && shown.Items[0].Done));
        await watch.StopAsync(CancellationToken.None);
    }

    [Fact(Timeout = 60_000)]
    public async Task Watch_SeveralSeries_HoldWhereAllDo()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        await stage.ChangeAsync(card, new CardEdit { SomeItems = [new ItemEdit(card.Items[0].Id, null, null, new Given<MetricCondition?>(Hits with { Labels = NoLabels, Minutes = 1 }))] });
        using var watch = Watch(stage);
        await watch.StartAsync(Token);
        var second = 0;
        for (; second < 90; second++)
        {
            watch.Accept(Frame(second, 0.95, uruguay: 0.5));
            await SeenAsync(watch, second);
        }

        stage.Card(Cdn).Items[0].Done.Should().BeFalse();
        for (; second < 160; second++)
        {
            watch.Accept(Frame(second, 0.95, uruguay: 0.92));
            await SeenAsync(watch, second);
        }

        var board = await stage.WaitForAsync(board => board.Cards.Any(shown => shown.Title == Cdn && shown.Items[0].Done));
        board.Cards.Single(shown => shown.Title == Cdn).Items[0].Evidence!.Worst.Should().Be(0.92);
        await watch.StopAsync(CancellationToken.None);
    }

    private static CardEdit Conditioned(BoardCard card) => new() { SomeItems = [new ItemEdit(card.Items[0].Id, null, null, new Given<MetricCondition?>(Hits))] };

    private static ConditionWatch Watch(BoardStage stage) => new(stage.Live, stage.Editor, stage.Store, stage.Minutes, NullLogger<ConditionWatch>.Instance);

    private static Frame Frame(int second, double argentina, double uruguay = 0.1) => new(second + 1, Start.AddSeconds(second), Set, [argentina, uruguay, 0.4]);

    /// <summary>The watch works on a loop of its own: it is behind it when it has seen the frame.</summary>
    private static async Task SeenAsync(ConditionWatch watch, int second)
    {
        while (watch.Seen < Start.AddSeconds(second))
        {
            await Task.Delay(1, Token);
        }
    }

    private static ConditionText Wording() => new ServiceCollection().AddLogging().AddLocalization().AddSingleton(BoardStage.Catalogue).AddSingleton(new LiveValue<SeriesSet>(Set)).AddSingleton<ConditionText>()
        .BuildServiceProvider().GetRequiredService<ConditionText>();

    private static void In(string language, Action check)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        check();
    }
}
