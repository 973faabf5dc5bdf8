using System.Collections.Immutable;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Tests.Data;
using BarberPro.Dashboard.Tests.Days;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>What people did, and plans that come again; and databases of before there were boards.</summary>
public sealed class BoardImportTests(DatabaseServer server, Database database) : IClassFixture<Database>
{
    private const string Cdn = "CDN optimization";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Import_Again_KeepsAllThatPeopleDid()
    {
        await using var stage = await BoardStage.SetAsync(database);
        var card = stage.Card(Cdn);
        card = await stage.ChangeAsync(card, new CardEdit
        {
            Column = CardColumn.Blocked, BlockedReason = "waits", BlockKey = "evening", Title = "CDN, my words", PlannedHours = 3, Priority = "Low", FocusArea = "Mine", SettingGroup = "cdn",
            Assignees = ImmutableArray.Create("QA Engineer"), Links = ImmutableArray.Create(new CardLink("x", "/targets")),
            Items = ImmutableArray.Create(new ItemEdit(card.Items[0].Id, "Item, my words", true, null), new ItemEdit(card.Items[1].Id, null, null, null), new ItemEdit(null, "My own item", null, null)),
        });
        await stage.Editor.CommentAsync(BoardStage.Martina, card.Id, "hello", Token);
        await stage.Editor.AddTimeAsync(BoardStage.Martina, card.Id, "QA Engineer", 1, Token);
        var added = (await stage.Editor.AddAsync(BoardStage.Martina, new NewCard("morning", CardColumn.Doing, "My own card"), Token)).Card!;
        var removed = stage.Card("Documentation");
        await stage.Editor.RemoveAsync(BoardStage.Martina, removed.Id, removed.Version, Token);
        var before = stage.Board.Cards.Single(shown => shown.Id == card.Id);

        await stage.ImportAsync(PlanSamples.Shipped.Replace("Prefetch the content", "Prefetch all the content", StringComparison.Ordinal).Replace("**Security hardening**", "**Security hardening, more**", StringComparison.Ordinal));

        var after = stage.Board.Cards.Single(shown => shown.Id == card.Id);
        after.Should().BeEquivalentTo(before, options => options.Excluding(shown => shown.Version).Excluding(shown => shown.Items));
        after.Items.Select(item => (item.Text, item.Done)).Should().Equal(("Item, my words", true), ("Prefetch all the content that is asked for most", false), ("My own item", false));
        after.Version.Should().BeGreaterThan(before.Version, "an item is another one: who edits it must hear of it");
        stage.Board.Cards.Single(shown => shown.Id == added.Id).Should().BeEquivalentTo(added);
        stage.Board.Cards.Should().NotContain(shown => shown.Id == removed.Id, "a person took it away");
        stage.Board.Cards.Should().ContainSingle(shown => shown.Title == "Security hardening, more");
    }

    [Fact(Timeout = 60_000)]
    public async Task Import_WithoutACardSomebodyWorkedOn_KeepsItInSight()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await stage.ChangeAsync(stage.Card(Cdn), new CardEdit { Column = CardColumn.Doing });
        await stage.Editor.CommentAsync(BoardStage.Martina, stage.Card("Security hardening").Id, "hello", Token);
        var from = PlanSamples.Shipped.IndexOf("### Faster for everyone", StringComparison.Ordinal);
        var to = PlanSamples.Shipped.IndexOf("### Proof and handover", StringComparison.Ordinal);

        await stage.ImportAsync(PlanSamples.Shipped[..from] + PlanSamples.Shipped[to..]);

        stage.Board.Blocks.Select(block => block.Key).Should().Equal("morning", "evening", "afternoon");
        stage.Board.Blocks[2].Cards.Select(card => card.Title).Should().Equal("Security hardening", Cdn);

        await stage.ImportAsync(PlanSamples.Shipped);
        stage.Board.Blocks.Select(block => (block.Key, block.Cards.Length)).Should().Equal(("morning", 3), ("afternoon", 3), ("evening", 3));
        stage.Card(Cdn).Column.Should().Be(CardColumn.Doing);
    }

    [Fact(Timeout = 60_000)]
    public async Task Import_CardsThatComeAndMove_HaveRanksOfTheirOwn()
    {
        await using var stage = await BoardStage.SetAsync(database);
        const string task = "3. **Security hardening**\n   - Bring the WAF rules up to date with Day 6 traffic\n   - Tune the rate limits\n   - Extend security monitoring\n";

        await stage.ImportAsync(PlanSamples.Shipped.Replace(task, "", StringComparison.Ordinal).Replace("1. **Auto-scaling policy**", "1. **Something new**\n2. **Auto-scaling policy**", StringComparison.Ordinal)
            .Replace("1. **Validation and testing**", task + "4. **Validation and testing**", StringComparison.Ordinal));

        foreach (var block in stage.Board.Blocks)
        {
            block.Cards.Select(card => card.Rank).Should().OnlyHaveUniqueItems();
        }

        stage.Card("Security hardening").BlockKey.Should().Be("evening");
        await stage.ChangeAsync(stage.Card("Something new"), new CardEdit { AfterCardId = stage.Card("Auto-scaling policy").Id });
        stage.Board.Blocks[0].Cards.Take(2).Select(card => card.Title).Should().Equal("Auto-scaling policy", "Something new");
    }

    [Fact(Timeout = 120_000)]
    public async Task Migration_OverDataThatIsThere_KeepsItAndGivesItAPlace()
    {
        await using var dataSource = NpgsqlDataSource.Create(await server.CreateDatabaseAsync(Token));
        await using (var connection = await dataSource.OpenConnectionAsync(Token))
        {
            await connection.ExecuteAsync("drop schema public cascade; create schema public");
            foreach (var name in typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.Contains(".Migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).TakeWhile(name => !name.Contains("0007", StringComparison.Ordinal)))
            {
                using var script = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
                await connection.ExecuteAsync(await script.ReadToEndAsync(Token));
            }

            await connection.ExecuteAsync("""
                create table schemaversions (schemaversionsid serial primary key, scriptname varchar(255) not null, applied timestamp not null);
                insert into day (number, date, zone, baseline_date, plan, plan_sha256, imported_at) values (7, '2025-09-12', 'UTC', '2025-09-11', 'x', 'x', '2025-09-12 08:00Z');
                insert into block (day, key, title, position, starts_minute, ends_minute) values (7, 'morning', 'Morning', 0, 540, 720);
                insert into card (day, block, key, title, position, plan_line, focus_area, priority, risk, role, assignees, version, removed_at)
                    select 7, 1, 'c' || n, 'Card ' || n, n % 3, n, 'Area', 'High', '', 'QA', case when n = 4 then array['Martina'] else '{}' end, n, case when n > 3 then now() end from generate_series(1, 5) n;
                insert into card_item (card, key, text, position, plan_line, done, done_at) values (1, 'i', 'Item', 0, 9, true, '2025-09-12 09:00Z')
                """);
            foreach (var name in typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.Contains(".Migrations.", StringComparison.Ordinal) && string.CompareOrdinal(name, "BarberPro.Dashboard.Data.Migrations.0007") < 0))
            {
                await connection.ExecuteAsync("insert into schemaversions (scriptname, applied) values (@name, now())", new { name });
            }
        }

        await new Migrator(dataSource, NullLogger<Migrator>.Instance).MigrateAsync(Token);

        var board = (await new BoardStore(dataSource).ReadAsync(7, Token))!;
        board.Cards.Where(card => card.IsVisible).OrderBy(card => card.Card.Rank, StringComparer.Ordinal).Select(card => (card.Card.Title, card.Card.Version)).Should().Equal(("Card 3", 3), ("Card 1", 1), ("Card 4", 4), ("Card 2", 2));
        var first = board.Cards.Single(card => card.Card.Title == "Card 1").Card;
        (first.Column, first.Items.Single().Done, first.ChangedAt, first.PlanLine).Should().Be((CardColumn.Todo, true, new DateTimeOffset(2025, 9, 12, 8, 0, 0, TimeSpan.Zero), 1));
    }
}
