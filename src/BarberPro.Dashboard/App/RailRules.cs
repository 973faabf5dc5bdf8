using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.App;

/// <summary>Something that happened, for the list "Now".</summary>
/// <param name="Shape">The verdict word whose shape stands beside it: met, at-risk, missed, not-enough-data, stale.</param>
public sealed record DayEvent(DateTimeOffset At, string Shape, string Title, string What, string Detail, string Link);

/// <summary>Something that comes, for the list "Next". Time and distance are empty for the tasks of the block in progress.</summary>
public sealed record NextItem(string Time, string Title, string Detail, string In);

/// <summary>What the rail of the live day says. Pure.</summary>
internal static class RailRules
{
    /// <summary>The tasks of the block in progress, then its end, then the blocks that follow.</summary>
    public static ImmutableArray<NextItem> Next(DaySnapshot day, DateTimeOffset now, IStringLocalizer<AppTexts> texts)
    {
        var items = ImmutableArray.CreateBuilder<NextItem>();
        foreach (var block in day.Blocks.OrderBy(block => block.Start))
        {
            var cards = day.Cards.Where(card => card.BlockKey == block.Key).ToList();
            switch (DayClock.StateOf(block, day, now))
            {
                case BlockState.Now:
                    items.AddRange(cards.Select(card => new NextItem("", card.Title, texts["ItemCount", card.Items.Length], "")));
                    items.Add(new(Hour(block.End), texts["BlockEnds", RootText.BlockName(block, texts)], "", In(day.At(day.Date, block.End) - now, texts)));
                    break;
                case BlockState.Next:
                    items.Add(new(Hour(block.Start), texts["BlockBegins", RootText.BlockName(block, texts)], texts["TaskCount", cards.Count, cards.Sum(card => card.Items.Length)],
                        In(day.At(day.Date, block.Start) - now, texts)));
                    break;
                default:
                    break;
            }
        }

        if (items.Count == 0 && day.Number is not null)
        {
            items.Add(new("", texts["DayIsOver"], texts["DayIsOverWhy"], ""));
        }

        return items.ToImmutable();
    }

    /// <summary>"28 min", "1 h 28".</summary>
    public static string In(TimeSpan distance, IStringLocalizer<AppTexts> texts)
    {
        var minutes = (int)Math.Ceiling(distance.TotalMinutes);
        return minutes < 60 ? texts["InMinutes", minutes] : texts["InHours", minutes / 60, (minutes % 60).ToString("00", CultureInfo.InvariantCulture)];
    }

    private static string Hour(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
