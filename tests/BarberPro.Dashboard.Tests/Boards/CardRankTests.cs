using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed class CardRankTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("V", null)]
    [InlineData(null, "V")]
    [InlineData(null, "000001")]
    [InlineData("zzzzzz", null)]
    [InlineData("zzzzzzzzz", null)]
    [InlineData("a", "b")]
    [InlineData("a", "a0V")]
    [InlineData("a", "a00001")]
    [InlineData("aZ", "b")]
    [InlineData("az", "b")]
    [InlineData("azzz", "b")]
    [InlineData("m00001m", "m00002m")]
    public void Between_Two_LiesStrictlyThere(string? lower, string? upper) => Check(CardRank.Between(lower, upper), lower, upper);

    [Fact]
    public void Between_AtRandomPlaces_KeepsTheOrder()
    {
        var random = new Random(7);
        for (var round = 0; round < 20; round++)
        {
            var ranks = new List<string>();
            for (var insert = 0; insert < 500; insert++)
            {
                var place = random.Next(ranks.Count + 1);
                var (lower, upper) = (place > 0 ? ranks[place - 1] : null, place < ranks.Count ? ranks[place] : null);
                var rank = CardRank.Between(lower, upper);
                Check(rank, lower, upper);
                ranks.Insert(place, rank);
            }

            ranks.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Between_TenThousandAtOneEnd_StaysShort(bool atTheEnd)
    {
        var rank = CardRank.Between(null, null);
        for (var insert = 0; insert < 10_000; insert++)
        {
            var next = atTheEnd ? CardRank.Between(rank, null) : CardRank.Between(null, rank);
            Check(next, atTheEnd ? rank : null, atTheEnd ? null : rank);
            rank = next;
        }

        rank.Length.Should().BeLessThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Between_TenThousandBetweenTheSameTwo_GrowsSlowlyUntilItIsSpreadAnew(bool belowTheNewest)
    {
        var (lower, upper, spreads) = ("a", "b", 0);
        for (var insert = 0; insert < 10_000; insert++)
        {
            var rank = CardRank.Between(lower, upper);
            Check(rank, lower, upper);
            if (rank.Length > CardRank.Longest)
            {
                (lower, upper) = (CardRank.Spread(3).First(), CardRank.Spread(3).Last());
                spreads++;
            }
            else
            {
                (lower, upper) = belowTheNewest ? (lower, rank) : (rank, upper);
            }
        }

        spreads.Should().BeLessThan(100, "a column is numbered anew once in more than a hundred moves to one place");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(500)]
    [InlineData(62 * 62)]
    public void Spread_Many_AreInOrderWithRoomBetweenAndAround(int count)
    {
        var ranks = CardRank.Spread(count).ToList();

        ranks.Should().HaveCount(count).And.BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
        for (var place = 0; place <= count; place++)
        {
            var (lower, upper) = (place > 0 ? ranks[place - 1] : null, place < count ? ranks[place] : null);
            Check(CardRank.Between(lower, upper), lower, upper);
        }
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    public void Between_NotInOrder_IsRefused(string lower, string upper) => ((Func<string>)(() => CardRank.Between(lower, upper))).Should().Throw<ArgumentException>();

    private static void Check(string rank, string? lower, string? upper)
    {
        rank.Should().MatchRegex("^[0-9A-Za-z]*[1-9A-Za-z]$", "below a last zero there is no place");
        if (lower is not null)
        {
            string.CompareOrdinal(lower, rank).Should().BeNegative($"{rank} is above {lower}");
        }

        if (upper is not null)
        {
            string.CompareOrdinal(rank, upper).Should().BeNegative($"{rank} is below {upper}");
        }
    }
}
