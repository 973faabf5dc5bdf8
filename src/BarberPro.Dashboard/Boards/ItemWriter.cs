using System.Collections.Immutable;

namespace BarberPro.Dashboard.Boards;

/// <summary>Writes a card's checklist: those items that differ, and no others.</summary>
internal sealed class ItemWriter(BoardTransaction transaction, long card)
{
    /// <returns>The card with the ids that its new items got.</returns>
    public async Task<BoardCard> WriteAsync(ImmutableArray<BoardItem> before, BoardCard after, CancellationToken cancellationToken)
    {
        var olds = before.Index().ToDictionary(item => item.Item.Id, item => (item.Index, item.Item));
        var items = after.Items.ToBuilder();
        for (var place = 0; place < items.Count; place++)
        {
            var item = items[place];
            if (item.Id == 0)
            {
                items[place] = item with { Id = await AddAsync(item, place, cancellationToken) };
            }
            else if (!olds.Remove(item.Id, out var old))
            {
                await UpdateAsync(item, place, isUnticked: false, cancellationToken); // it was taken away, and comes back
            }
            else if (old.Index != place || old.Item != item)
            {
                await UpdateAsync(item, place, isUnticked: old.Item.Done && !item.Done && item.Condition == old.Item.Condition, cancellationToken);
            }
        }

        if (olds.Count > 0)
        {
            await transaction.ExecuteAsync("update card_item set deleted_at = @Now, version = version + 1 where id = any(@ids)", new { transaction.Now, ids = olds.Keys.ToArray() }, cancellationToken);
        }

        return after with { Items = items.ToImmutable() };
    }

    private Task<long> AddAsync(BoardItem item, int place, CancellationToken cancellationToken)
    {
        // No text of a plan makes such a key.
        const string sql = """
            insert into card_item (card, key, text, position, plan_line, done, done_at, done_by, condition)
            values (@card, '+' || @key, @Text, @place, 0, @Done, @DoneAt, @DoneBy, @condition::jsonb) returning id
            """;

        return transaction.ScalarAsync<long>(sql, new { card, key = Guid.NewGuid().ToString("N"), item.Text, place, item.Done, item.DoneAt, item.DoneBy, condition = Json(item.Condition) }, cancellationToken);
    }

    private Task<int> UpdateAsync(BoardItem item, int place, bool isUnticked, CancellationToken cancellationToken)
    {
        const string sql = """
            update card_item set text = @Text, position = @place, done = @Done, done_at = @DoneAt, done_by = @DoneBy, condition = @condition::jsonb, evidence = @evidence::jsonb,
                   unticked_at = case when @isUnticked then @Now when @Done or condition is distinct from @condition::jsonb then null else unticked_at end,
                   deleted_at = null, version = version + 1
             where id = @Id and card = @card
            """;

        return transaction.ExecuteAsync(sql, new
        {
            item.Text, place, item.Done, item.DoneAt, item.DoneBy, condition = Json(item.Condition), evidence = Json(item.Evidence), isUnticked, transaction.Now, item.Id, card,
        }, cancellationToken);
    }

    private static string? Json<T>(T? value) where T : class => value is null ? null : CardJson.Write(value);
}
