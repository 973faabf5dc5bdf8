using System.Collections.Concurrent;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class TicketOfficeTests(Database database) : IClassFixture<Database>
{
    private const int Misuses = 10_000;

    private static readonly DateTimeOffset Noon = new(2025, 9, 12, 15, 0, 0, TimeSpan.Zero);

    /// <summary>Names that a careless comparison would take for one another.</summary>
    private static readonly string[] Names = ["ana", "Ana", "ana ", "anа", "aná", "", " ", "7", "07", "7.0", "group:waf", "group", "waf", "group:waf:7", "%", "_", "'", "ana\n", "null", "*"];

    private readonly FakeTimeProvider _clock = new(Noon);

    private enum Misuse
    {
        Replay,
        OtherPerson,
        OtherAction,
        OtherTarget,
        ChangedVersion,
        Expired,
        TwiceAtOnce,
        Forged,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Ticket_UsedAsMade_IsGoodOnce()
    {
        var office = new TicketOffice(database.DataSource, _clock);
        var token = await office.IssueAsync("ana", "rollback", "waf", "7", Stop);

        (await office.RedeemAsync(token, "ana", "rollback", "waf", "7", Stop)).Should().BeTrue();
        (await office.RedeemAsync(token, "ana", "rollback", "waf", "7", Stop)).Should().BeFalse();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(119, true)]
    [InlineData(120, false)]
    public async Task Ticket_AfterTwoMinutes_IsWorthNothing(int seconds, bool good)
    {
        var office = new TicketOffice(database.DataSource, _clock);
        var token = await office.IssueAsync("ana", "rollback", "waf", "7", Stop);
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        (await office.RedeemAsync(token, "ana", "rollback", "waf", "7", Stop)).Should().Be(good);
    }

    [Fact(Timeout = 60_000)]
    public async Task Ticket_InTheDatabase_IsAHashAndGoesWhenExpired()
    {
        var office = new TicketOffice(database.DataSource, _clock);
        var actor = Guid.NewGuid().ToString();
        var token = await office.IssueAsync(actor, "rollback", "waf", "7", Stop);

        (await CountAsync($"select count(*) from ticket t where t.actor = '{actor}' and t::text like '%{token}%'")).Should().Be(0);
        (await CountAsync($"select count(*) from ticket where actor = '{actor}'")).Should().Be(1);
        _clock.Advance(TicketOffice.Lifetime);
        await office.IssueAsync("someone", "rollback", "waf", "7", Stop);

        (await CountAsync($"select count(*) from ticket where actor = '{actor}'")).Should().Be(0);
    }

    [Fact(Timeout = 120_000)]
    public async Task Ticket_TenThousandMisuses_AllFailAndRightUsesSucceedOnce()
    {
        var seed = Random.Shared.Next();
        var wrong = new ConcurrentBag<string>();
        var counts = new ConcurrentDictionary<Misuse, int>();

        await Parallel.ForEachAsync(Enumerable.Range(0, Misuses), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (number, cancellationToken) =>
        {
            var random = new Random(HashCode.Combine(seed, number));
            var misuse = (Misuse)(number % Enum.GetValues<Misuse>().Length);
            var failed = await FailsAsync(misuse, random, cancellationToken);
            counts.AddOrUpdate(misuse, 1, (_, count) => count + 1);
            if (!failed)
            {
                wrong.Add($"{misuse} {number}");
            }
        });

        wrong.Should().BeEmpty("seed {0}", seed);
        counts.Values.Sum().Should().Be(Misuses);
        counts.Count.Should().Be(Enum.GetValues<Misuse>().Length);
    }

    /// <summary>The misuse is refused, and whoever may use the ticket can do so exactly once.</summary>
    private async Task<bool> FailsAsync(Misuse misuse, Random random, CancellationToken cancellationToken)
    {
        var office = new TicketOffice(database.DataSource, _clock);
        string actor = Pick(random), action = Pick(random), target = Pick(random), version = Pick(random);
        var token = await office.IssueAsync(actor, action, target, version, cancellationToken);
        Task<bool> RightAsync() => office.RedeemAsync(token, actor, action, target, version, cancellationToken);

        switch (misuse)
        {
            case Misuse.Replay:
                var first = await RightAsync();
                return first && !await RightAsync();
            case Misuse.TwiceAtOnce:
                var both = await Task.WhenAll(RightAsync(), RightAsync());
                return both.Count(good => good) == 1;
            case Misuse.Expired:
                var later = new TicketOffice(database.DataSource, new FakeTimeProvider(Noon + TicketOffice.Lifetime + TimeSpan.FromSeconds(random.Next(100_000))));
                return !await later.RedeemAsync(token, actor, action, target, version, cancellationToken) && await RightAsync();
            default:
                var refused = misuse switch
                {
                    Misuse.OtherPerson => !await office.RedeemAsync(token, Other(random, actor), action, target, version, cancellationToken),
                    Misuse.OtherAction => !await office.RedeemAsync(token, actor, Other(random, action), target, version, cancellationToken),
                    Misuse.OtherTarget => !await office.RedeemAsync(token, actor, action, Other(random, target), version, cancellationToken),
                    Misuse.ChangedVersion => !await office.RedeemAsync(token, actor, action, target, Other(random, version), cancellationToken),
                    _ => !await office.RedeemAsync(Forge(random, token), actor, action, target, version, cancellationToken),
                };
                return refused && await RightAsync() && !await RightAsync();
        }
    }

    private static string Pick(Random random) => Names[random.Next(Names.Length)];

    private static string Other(Random random, string name)
    {
        var other = Pick(random);
        return other == name ? name + "x" : other;
    }

    private static string Forge(Random random, string token) => random.Next(6) switch
    {
        0 => "",
        1 => token[..^1],
        2 => token + "=",
        3 => char.IsUpper(token[0]) ? char.ToLowerInvariant(token[0]) + token[1..] : "A" + token[1..] + "A",
        4 => new string([.. token.Reverse()]) + "-",
        _ => "' or true --",
    };

    private async Task<long> CountAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }
}
