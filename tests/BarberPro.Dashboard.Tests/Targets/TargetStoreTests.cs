using AwesomeAssertions;
using BarberPro.Dashboard.Targets;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Targets;

public sealed class TargetStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly DateOnly Date = new(2025, 9, 13);
    private static readonly DateTimeOffset At = new(2025, 9, 13, 15, 0, 0, TimeSpan.Zero);

    private readonly TargetStore _store = new(database.DataSource);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Record_SameVerdictAgain_IsLeftOut()
    {
        await _store.RecordAsync([Change("met", 0.1)], Token);
        await _store.RecordAsync([Change("met", 0.2)], Token);
        await _store.RecordAsync([Change("missed", 0.3), Change("met", 0.4)], Token);
        await _store.RecordAsync([Change("met", 0.5) with { Date = Date.AddDays(1) }], Token);

        var history = await _store.ReadHistoryAsync(7, Date, Token);

        history.Select(change => (change.Verdict, change.Value)).Should().Equal(("met", 0.1), ("missed", 0.3), ("met", 0.4));
        history[0].Evidence.Should().Be("{\"minutesInside\": 5}");
        (await _store.ReadHistoryAsync(7, Date.AddDays(1), Token)).Should().ContainSingle("a day that moved to another date begins anew");
    }

    [Fact(Timeout = 60_000)]
    public async Task Reviews_SeveralAndWithdrawn_NoneErasesAnother()
    {
        await _store.AddReviewAsync(8, Date, new("a", "Martina", "pool looked at", At), Token);
        await _store.AddReviewAsync(8, Date, new("a", "Sergio", "", At.AddMinutes(1)), Token);
        await _store.AddReviewAsync(8, Date, new("b", "Sergio", "ok", At), Token);
        await _store.AddReviewAsync(9, Date, new("a", "Lucía", "other day", At), Token);

        (await _store.ReadReviewsAsync(8, Date, Token)).Should().Equal(
            new TargetReview("a", "Martina", "pool looked at", At), new TargetReview("a", "Sergio", "", At.AddMinutes(1)), new TargetReview("b", "Sergio", "ok", At));
        (await _store.WithdrawReviewsAsync(8, Date, "a", At.AddHours(1), Token)).Should().BeTrue();
        (await _store.WithdrawReviewsAsync(8, Date, "a", At.AddHours(1), Token)).Should().BeFalse("nothing is left of it");
        (await _store.ReadReviewsAsync(8, Date, Token)).Should().ContainSingle().Which.Target.Should().Be("b");
        (await _store.ReadReviewsAsync(9, Date, Token)).Should().ContainSingle();
    }

    private static VerdictChange Change(string verdict, double value) => new(7, Date, "response", At, At, verdict, value, 1000, """{"minutesInside":5}""");
}
