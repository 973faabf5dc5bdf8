using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using BarberPro.Dashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Planned, spent and left, by person, block and focus area. Summed once a snapshot, whoever looks; what runs goes on in the browser.</summary>
public sealed partial class BoardHoursCard
{
    private static readonly ConditionalWeakTable<BoardSnapshot, Sums> Known = new();

    private static readonly ConditionalWeakTable<HoursRow, Figures> KnownFigures = new();

    /// <summary>The newest sums, of any circuit: a move that changes no hours keeps them, and then nothing is rendered.</summary>
    private static Sums? _newest;

    private Sums _sums = default!;
    private ImmutableArray<(BoardCard Card, RunningTimer Timer)> _timers = [];
    private (Sums? Sums, ImmutableArray<RoleBudget> Budgets, bool IsUnfolded, bool MayAct) _shown;
    private bool _changed;

    [Parameter, EditorRequired] public BoardSnapshot Board { get; set; } = BoardSnapshot.Loading;

    /// <summary>On a phone it is one line until somebody unfolds it.</summary>
    [Parameter] public bool IsUnfolded { get; set; }

    [Parameter] public EventCallback OnFold { get; set; }

    [Parameter] public EventCallback OnStop { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    private IEnumerable<(string Key, string Title, IEnumerable<Line> Rows)> Tables =>
    [
        ("people", Texts["ByPerson"], People),
        ("blocks", Texts["ByBlock"], _sums.Table.Blocks.Select(row => new Line(row, Board.Blocks.FirstOrDefault(block => block.Key == row.Key) is { } block ? Say.Block(block) : row.Title, "", TimersOf(card => card.BlockKey == row.Key)))),
        ("areas", Texts["ByArea"], _sums.Table.FocusAreas.Select(row => new Line(row, row.Title.Length > 0 ? row.Title : Texts["NoFocusArea"], "", TimersOf(card => card.FocusArea == row.Key)))),
    ];

    /// <summary>Each role with who fills it, then whoever else has cards or hours.</summary>
    private IEnumerable<Line> People
    {
        get
        {
            var fills = Board.Budgets.GroupBy(budget => budget.Role).ToDictionary(role => role.Key, role => role.First().Person);
            foreach (var row in _sums.Table.Roles)
            {
                yield return new Line(row, Brief(row.Title), fills.GetValueOrDefault(row.Key, ""), TimersOf(card => card.Role == row.Key));
            }

            foreach (var row in _sums.Table.People.Where(row => !fills.ContainsValue(row.Key)))
            {
                yield return new Line(row, row.Title, row.Key, _sums.Running > 0 ? Board.Cards.Sum(card => card.Timers.Count(timer => timer.Person == row.Key)) : 0);
            }
        }
    }

    private string ShortOnes => string.Join(", ", People.Where(line => line.Row.Short > 0 && _sums.Table.Roles.Contains(line.Row))
        .Select(line => $"{(line.Person.Length > 0 ? Initials.Of(line.Person) : line.Title)} {BoardWording.Hours(line.Row.Short)}"));

    protected override void OnParametersSet()
    {
        _sums = Known.GetValue(Board, SumsOf);
        ImmutableArray<(BoardCard Card, RunningTimer Timer)> timers = _sums.Running == 0 ? [] : [.. Board.Cards.SelectMany(card => card.Timers.Select(timer => (card, timer)))];
        _changed = !ReferenceEquals(_shown.Sums, _sums) || _shown.Budgets != Board.Budgets || (_shown.IsUnfolded, _shown.MayAct) != (IsUnfolded, Desk.MayAct) || !_timers.SequenceEqual(timers);
        (_shown, _timers) = ((_sums, Board.Budgets, IsUnfolded, Desk.MayAct), timers);
    }

    protected override bool ShouldRender() => _changed;

    /// <summary>"DevOps" of "DevOps Engineer": the column is narrow, and what the words differ in comes first.</summary>
    private static string Brief(string role) => role.Split(' ') is [.. var first, "Engineer" or "Developer"] && first.Length > 0 ? string.Join(' ', first) : role;

    private Sums SumsOf(BoardSnapshot board)
    {
        var now = Clock.GetUtcNow();
        var sums = new Sums(BoardHours.Of(board, now), now, board.Cards.Sum(card => card.Timers.Length));
        return _newest is { } newest && newest.IsAs(sums) ? newest : _newest = sums;
    }

    private int TimersOf(Func<BoardCard, bool> counts) => _sums.Running == 0 ? 0 : Board.Cards.Where(counts).Sum(card => card.Timers.Length);

    private Figures FiguresOf(Line line)
    {
        var since = _sums.Since(line.Timers);
        return KnownFigures.GetValue(line.Row, row => new Figures(SpentBar.Of(row.Spent, row.Planned, since, _sums.At), BoardTime.Spent(row.Spent, since, row.Spent), BoardTime.Left(row.Spent, since, row.Planned, row.Left)));
    }

    /// <summary>A row's numbers as markup: in any language the same, so that one text serves all who look.</summary>
    private sealed record Figures(MarkupString Bar, MarkupString Spent, MarkupString Left);

    private sealed record Line(HoursRow Row, string Title, string Person, int Timers);

    private sealed record Sums(HoursTable Table, DateTimeOffset At, int Running)
    {
        /// <summary>Shows the same, and goes on showing the same.</summary>
        public bool IsAs(Sums other) => Running == 0 && other.Running == 0 && (Table.Planned, Table.Spent) == (other.Table.Planned, other.Table.Spent) && Table.People.SequenceEqual(other.Table.People)
            && Table.Roles.SequenceEqual(other.Table.Roles) && Table.Blocks.SequenceEqual(other.Table.Blocks) && Table.FocusAreas.SequenceEqual(other.Table.FocusAreas);

        /// <summary>What runs is in the sum up to its instant; from there on the browser counts.</summary>
        public string? Since(int timers) => timers == 0 ? null : string.Join(' ', Enumerable.Repeat(At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), timers));
    }
}
