using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

/// <summary>Several nodes and people at once, on real PostgreSQL.</summary>
public sealed class BoardConcurrencyTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Edits_OfOneVersion_HaveExactlyOneWinner()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        var card = stage.Card("CDN optimization");
        for (var round = 0; round < 10; round++)
        {
            var seen = await stage.StoredAsync(card.Id);

            var writes = await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => Task.Run(() =>
                (writer % 2 == 0 ? stage : other).Editor.EditAsync(BoardStage.Martina, card.Id, seen.Version, new CardEdit { Title = $"round {round}, writer {writer}" }, Token))));

            var winner = writes.Should().ContainSingle(write => write.Outcome == CardOutcome.Saved).Subject;
            writes.Where(write => write != winner).Should().OnlyContain(write => write.Outcome == CardOutcome.Stale && write.Card!.Title == winner.Card!.Title);
            var stored = await stage.StoredAsync(card.Id);
            (stored.Version, stored.Title).Should().Be((seen.Version + 1, winner.Card!.Title));
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Edits_OfManyWritersThatReadAgain_LoseNothing()
    {
        const int Writers = 8, Each = 12;
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        var card = stage.Card("CDN optimization");

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var node = writer % 2 == 0 ? stage : other;
            for (var step = 0; step < Each; step++)
            {
                CardWrite write;
                do
                {
                    // Each adds one item to what it read: a lost update would lose one.
                    var now = await node.StoredAsync(card.Id);
                    write = await node.Editor.EditAsync(BoardStage.Martina, card.Id, now.Version,
                        new CardEdit { Items = new([.. now.Items.Select(item => new ItemEdit(item.Id, null, null, null)), new ItemEdit(null, $"{writer}:{step}", null, null)]) }, Token);
                }
                while (write.Outcome == CardOutcome.Stale);

                write.Outcome.Should().Be(CardOutcome.Saved);
            }
        })));

        var stored = await stage.StoredAsync(card.Id);
        stored.Version.Should().Be(card.Version + Writers * Each);
        stored.Items.Skip(3).Select(item => item.Text).Should().BeEquivalentTo(Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Each).Select(step => $"{writer}:{step}")));
        (await stage.ReadAsync<long>($"select count(*) from card_change where card = {card.Id}")).Should().Be(Writers * Each);
    }

    [Fact(Timeout = 120_000)]
    public async Task Moves_ToOnePlace_AllSurviveInOneOrder()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        for (var added = 0; added < 20; added++)
        {
            await stage.Editor.AddAsync(BoardStage.Martina, new NewCard("evening", CardColumn.Todo, $"card {added}"), Token);
        }

        var target = stage.Card("CDN optimization");
        await stage.ChangeAsync(target, new CardEdit { Column = CardColumn.Doing });
        var movers = stage.Board.Cards.Where(card => card.Title.StartsWith("card ", StringComparison.Ordinal)).ToList();

        var writes = await Task.WhenAll(movers.Select((card, mover) => Task.Run(() => (mover % 2 == 0 ? stage : other).Editor.EditAsync(BoardStage.Martina, card.Id, card.Version,
            new CardEdit { BlockKey = "afternoon", Column = CardColumn.Doing, AfterCardId = target.Id }, Token))));

        writes.Should().OnlyContain(write => write.Outcome == CardOutcome.Saved);
        await stage.Keeper.ReadAsync(Token);
        var doing = stage.Board.Blocks[1].Cards.Where(card => card.Column == CardColumn.Doing).ToList();
        doing.Select(card => card.Id).Should().StartWith(target.Id).And.BeEquivalentTo([target.Id, .. movers.Select(card => card.Id)]);
        doing.Select(card => card.Rank).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Anything_AtRandomFromTwoNodes_EndsTheSameEverywhere()
    {
        await using var stage = await BoardStage.SetAsync(database);
        await using var other = BoardStage.Join(database);
        await other.ShowAsync(7);
        var (ids, random) = (stage.Board.Cards.Select(card => card.Id).ToArray(), new Random(11));
        var saved = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => (Node: writer % 2 == 0 ? stage : other, Seed: random.Next())).Select(writer => Task.Run(async () =>
        {
            var own = new Random(writer.Seed);
            for (var step = 0; step < 40; step++)
            {
                var card = await writer.Node.StoredAsync(ids[own.Next(ids.Length)]);
                var edit = own.Next(4) switch
                {
                    0 => new CardEdit { Column = (CardColumn)own.Next(4), BlockedReason = null },
                    1 => new CardEdit { BlockKey = new[] { "morning", "afternoon", "evening" }[own.Next(3)], AfterCardId = new Given<long?>(own.Next(2) == 0 ? null : ids.First(id => id != card.Id)) },
                    2 => new CardEdit { SomeItems = [new ItemEdit(card.Items[own.Next(card.Items.Length)].Id, null, own.Next(2) == 0, null)] },
                    _ => new CardEdit { Title = $"step {step} of {writer.Seed}" },
                };
                if (edit.Column is { Value: CardColumn.Blocked })
                {
                    edit = edit with { BlockedReason = "by chance" };
                }

                var write = await writer.Node.Editor.EditAsync(BoardStage.Lucas, card.Id, card.Version, edit, Token);
                write.Outcome.Should().BeOneOf(CardOutcome.Saved, CardOutcome.Stale);
                Interlocked.Add(ref saved, write.Change is null ? 0 : 1);
            }
        })));

        (await stage.ReadAsync<long>("select sum(version - 1) from card")).Should().Be(saved, "each write that was saved is one version");
        (await stage.ReadAsync<long>("select count(*) from card_change")).Should().Be(saved);
        await stage.Keeper.ReadAsync(Token);
        await other.Keeper.ReadAsync(Token);
        stage.Board.Cards.Select(card => (card.Id, card.Version, card.BlockKey, card.Column, card.Rank)).Should().Equal(other.Board.Cards.Select(card => (card.Id, card.Version, card.BlockKey, card.Column, card.Rank)));
        stage.Board.Version.Should().Be(other.Board.Version);
    }
}
