using BarberPro.Dashboard.Access;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BarberPro.Dashboard.Boards;

/// <summary>A card that comes with a plan gets its metric and its setting group by the plan's words, once: what people make of them afterwards stays.</summary>
internal sealed class CardMeanings(NpgsqlDataSource dataSource, BoardKeeper keeper, IAudit audit, IOptions<BoardsOptions> options, TimeProvider clock)
{
    public async Task GiveAsync(CancellationToken cancellationToken)
    {
        const string days = "select distinct card.day from card join day on day.number = card.day where meant_at is null and plan_title is not null and day.closed_at is null order by 1";
        List<int> waiting;
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            waiting = [.. await connection.QueryAsync<int>(new CommandDefinition(days, cancellationToken: cancellationToken))];
        }

        foreach (var day in waiting)
        {
            await GiveAsync(day, cancellationToken);
        }
    }

    private async Task GiveAsync(int day, CancellationToken cancellationToken)
    {
        const string sql = "select id, plan_title as title from card where day = @day and meant_at is null and plan_title is not null order by id";
        // No new version: nobody has seen the card without it, or has written these two fields.
        const string give = """
            update card set metric = coalesce(metric, @metric::jsonb), setting_group = case when setting_group = '' then @group else setting_group end, meant_at = @Now, seq = @Version where id = @id
            """;

        await using var board = await BoardTransaction.BeginAsync(dataSource, clock.GetUtcNow(), cancellationToken);
        if (!await board.HoldDayAsync(day, cancellationToken) || board.Day.ClosedAt is not null)
        {
            return;
        }

        var given = new List<object>();
        foreach (var card in await board.QueryAsync<(long Id, string Title)>(sql, new { day }, cancellationToken))
        {
            var meaning = options.Value.Meanings.FirstOrDefault(meaning => meaning.Fits(card.Title)) ?? new CardMeaning();
            await board.ExecuteAsync(give, new { metric = meaning.Condition is { } condition ? CardJson.Write(condition) : null, group = meaning.SettingGroup, board.Now, board.Day.Version, id = card.Id }, cancellationToken);
            board.Added(card.Id);
            given.Add(new { card = card.Id, meaning.Metric, meaning.SettingGroup });
        }

        if (given.Count > 0)
        {
            var changed = await board.ReadChangedAsync(cancellationToken);
            await audit.RecordAsync(new AuditEvent { Actor = Actor.Itself, Action = "card.changed", Subject = $"day {day}", After = given }, board.Transaction, cancellationToken);
            await board.Transaction.CommitAsync(CancellationToken.None);
            keeper.Take(day, board.Day.Version, changed);
        }
    }
}
