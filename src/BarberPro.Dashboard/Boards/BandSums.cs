using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace BarberPro.Dashboard.Boards;

/// <summary>A block's cards by column and what they sum up to: done once a change of the block, however many boards are open.</summary>
internal sealed class BandSums
{
    private static readonly ConditionalWeakTable<BoardBlock, BandSums> Known = new();

    private BandSums(BoardBlock block)
    {
        Columns = [.. BoardWording.Columns.Select(column => block.Cards.Where(card => card.Column == column).ToImmutableArray())];
        Left = [.. block.Cards.Where(card => card.LeftFor is null && card.Column != CardColumn.Done)];
        Done = Columns[(int)CardColumn.Done].Length;
        Items = block.Cards.Sum(card => card.Items.Length);
        ItemsDone = block.Cards.Sum(card => card.Items.Count(item => item.Done));
        Planned = block.Cards.Sum(card => card.PlannedHours ?? 0);
        Timers = [.. block.Cards.SelectMany(card => card.Timers)];
        Since = BoardWording.Since(Timers);
        Spent = block.Cards.Sum(card => card.SpentHours);
    }

    /// <summary>In the order of <see cref="CardColumn"/>.</summary>
    public ImmutableArray<ImmutableArray<BoardCard>> Columns { get; }

    /// <summary>Not done, and not left for another day.</summary>
    public ImmutableArray<BoardCard> Left { get; }

    public int Done { get; }

    public int Items { get; }

    public int ItemsDone { get; }

    public double Planned { get; }

    /// <summary>Finished; what runs is counted from <see cref="Since"/>.</summary>
    public double Spent { get; }

    public string? Since { get; }

    private ImmutableArray<RunningTimer> Timers { get; }

    public static BandSums Of(BoardBlock block) => Known.GetValue(block, static block => new BandSums(block));

    public double SpentAt(DateTimeOffset now) => Spent + Timers.Sum(timer => timer.HoursAt(now));
}
