using System.Collections.Immutable;
using System.Globalization;

namespace BarberPro.Dashboard.Days;

internal sealed class AreaDraft(string title, int line)
{
    public string Title => title;

    public int Line => line;

    public string Priority { get; set; } = "";

    public double? Effort { get; set; }

    public List<string> Points { get; } = [];
}

internal sealed record BlockDraft(string Label, string Title, TimeOnly From, TimeOnly To, TimeZoneInfo? Zone, int Line);

internal sealed record CardDraft(string Title, int Line, int Block)
{
    public List<(string Text, int Line)> Items { get; } = [];
}

/// <summary>What was read of a plan so far; put together, related and checked at its end.</summary>
internal sealed class PlanParts
{
    private const int MostParts = 3_000;

    private int _count;

    public string Title { get; set; } = "";

    public int TitleLine { get; set; } = 1;

    public string Author { get; set; } = "";

    public DateOnly? Date { get; set; }

    public int DateLine { get; set; }

    public TimeZoneInfo? Zone { get; set; }

    public string LaunchId { get; set; } = "";

    public string NextReview { get; set; } = "";

    public string EscalationContact { get; set; } = "";

    public int? BaselineNumber { get; set; }

    public List<PlanText> Prose { get; } = [];

    public List<PlanText> Achievements { get; } = [];

    public List<PlanText> Budget { get; } = [];

    public List<PlanText> Rollbacks { get; } = [];

    public List<AreaDraft> Areas { get; } = [];

    public List<BlockDraft> Blocks { get; } = [];

    public List<CardDraft> Cards { get; } = [];

    public List<PlannedPerson> People { get; } = [];

    public List<PlannedRisk> Risks { get; } = [];

    public List<PlannedTarget> Targets { get; } = [];

    public List<HandoffItem> Handoff { get; } = [];

    public List<PlanFault> Faults { get; } = [];

    public HashSet<string> TargetKeys { get; } = [];

    public HashSet<string> HandoffKeys { get; } = [];

    /// <returns>False from the entry on that is one too many: it, and what follows, is not taken in.</returns>
    public bool HasRoom(int line)
    {
        if (++_count == MostParts + 1)
        {
            Faults.Add(new PlanFault(PlanFaultKind.TooMany, line, "plan", MostParts.ToString(CultureInfo.InvariantCulture)));
        }

        return _count <= MostParts;
    }

    public ImportedPlan ToPlan(PlanSource source, TimeZoneInfo defaultZone)
    {
        var number = PlanHeading.DayNumber(Title);
        var zone = Zone ?? Blocks.Find(block => block.Zone is not null)?.Zone ?? defaultZone;
        var areas = MakeAreas();
        var blocks = MakeBlocks(zone);
        var cards = MakeCards(blocks, areas);
        Check(number, blocks, cards);
        return new ImportedPlan
        {
            Number = number,
            BaselineNumber = (BaselineNumber ?? PlanHeading.DayNumber(Author)) is { } baseline && baseline < number ? baseline : number > 1 ? number - 1 : null,
            Title = Title,
            Author = Author,
            Date = Date,
            Zone = zone,
            LaunchId = LaunchId,
            NextReview = NextReview,
            EscalationContact = EscalationContact,
            Prose = [.. Prose],
            Achievements = [.. Achievements],
            FocusAreas = areas,
            Blocks = blocks,
            Cards = cards,
            People = [.. People],
            Budget = [.. Budget],
            Risks = [.. Risks],
            RollbackProcedures = [.. Rollbacks],
            Targets = [.. Targets],
            Handoff = [.. Handoff],
            Understood = source.Understood,
            NotUnderstood = source.NotUnderstood,
            Faults = [.. Faults.OrderBy(fault => fault.Line)],
        };
    }

    private ImmutableArray<FocusArea> MakeAreas()
    {
        var keys = new HashSet<string>();
        return [.. Areas.Select(area => new FocusArea(PlanWords.Unique(PlanWords.Key(area.Title), keys), area.Title, area.Priority, area.Effort, [.. area.Points], area.Line))];
    }

    private ImmutableArray<Block> MakeBlocks(TimeZoneInfo zone)
    {
        var keys = new HashSet<string>();
        return [.. Blocks.Select(block => new Block(PlanWords.Unique(PlanWords.Key(block.Label), keys), block.Title,
            InZone(block.From, block.Zone, zone), InZone(block.To, block.Zone, zone)))];
    }

    /// <summary>A block may name another zone than the day's; the day has one clock.</summary>
    private TimeOnly InZone(TimeOnly time, TimeZoneInfo? from, TimeZoneInfo to) => from is null || from.Id == to.Id || Date is not { } date ? time
        : TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(DayClock.At(date, time, from), to).DateTime) is var there && there == TimeOnly.MinValue && time > TimeOnly.MinValue ? TimeOnly.MaxValue : there;

    private ImmutableArray<PlannedCard> MakeCards(ImmutableArray<Block> blocks, ImmutableArray<FocusArea> areas)
    {
        var taken = new HashSet<string>(); // of the whole day: a task keeps its key when it moves to another block
        var cards = Cards.Select(draft =>
        {
            var items = new HashSet<string>();
            var area = PlanRelations.AreaOf(draft, areas);
            return new PlannedCard(PlanWords.Unique(PlanWords.Key(draft.Title), taken), blocks[draft.Block].Key, draft.Title, area?.Title ?? "", area?.Priority ?? "",
                PlanRelations.RiskOf(draft, Risks)?.Handling ?? "", PlanRelations.RoleOf(draft, People)?.Role ?? "", PlannedHours: null,
                [.. draft.Items.Select(item => new PlannedItem(PlanWords.Unique(PlanWords.Key(item.Text), items), item.Text, item.Line))], draft.Line);
        }).ToList();
        // What an area takes is what its tasks take, in equal parts: the plan says no more.
        return [.. cards.Select(card => card with
        {
            PlannedHours = areas.FirstOrDefault(area => area.Title == card.FocusArea)?.EffortHours / cards.Count(other => other.FocusArea == card.FocusArea),
        })];
    }

    private void Check(int? number, ImmutableArray<Block> blocks, ImmutableArray<PlannedCard> cards)
    {
        if (Title.Length == 0)
        {
            Faults.Add(new PlanFault(PlanFaultKind.NoTitle, 1, "title"));
        }
        else if (number is null)
        {
            Faults.Add(new PlanFault(PlanFaultKind.NoNumber, TitleLine, "title", Title));
        }

        if (Date is null && DateLine == 0)
        {
            Faults.Add(new PlanFault(PlanFaultKind.NoDate, TitleLine, "date"));
        }

        for (var i = 0; i < blocks.Length; i++)
        {
            CheckBlock(blocks, i);
        }

        var titles = new Dictionary<(string, string), PlannedCard>();
        foreach (var card in cards)
        {
            if (!titles.TryAdd((card.BlockKey, PlanWords.Key(card.Title)), card))
            {
                Faults.Add(new PlanFault(PlanFaultKind.DuplicateTask, card.Line, "task", card.Title, Line(titles[(card.BlockKey, PlanWords.Key(card.Title))].Line)));
            }
        }
    }

    private void CheckBlock(ImmutableArray<Block> blocks, int i)
    {
        var (block, line) = (blocks[i], Blocks[i].Line);
        if (block.End <= block.Start)
        {
            Faults.Add(new PlanFault(PlanFaultKind.EndBeforeStart, line, block.Title, Hours(block)));
            return;
        }

        for (var other = 0; other < i; other++)
        {
            if (blocks[other].Start < block.End && block.Start < blocks[other].End)
            {
                Faults.Add(new PlanFault(PlanFaultKind.OverlappingBlocks, line, block.Title, Hours(block), blocks[other].Title, Hours(blocks[other]), Line(Blocks[other].Line)));
            }
        }
    }

    private static string Line(int line) => line.ToString(CultureInfo.InvariantCulture);

    internal static string Hours(Block block) => string.Create(CultureInfo.InvariantCulture, $"{block.Start:HH:mm}-{(block.End == TimeOnly.MaxValue ? "24:00" : block.End.ToString("HH:mm", CultureInfo.InvariantCulture))}");
}
