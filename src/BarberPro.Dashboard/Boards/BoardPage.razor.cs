using System.Collections.Immutable;
using System.Globalization;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// The board of the day. Everything it shows is the one snapshot that all circuits share; a column or a tile renders where its own cards changed.
/// What is open is in the address, so that a reload comes back to it.
/// </summary>
public sealed partial class BoardPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposal = new();
    private readonly Dictionary<string, bool> _folds = new(StringComparer.Ordinal);
    private Task _watching = Task.CompletedTask;
    private ITimer? _timer;
    private BoardPresence.Handle? _here;
    private BoardSnapshot _board = BoardSnapshot.Loading;
    private DaySnapshot _day = default!;
    private BoardMarks _marks = BoardMarks.None;
    private ImmutableArray<BoardBlock> _blocks = [];
    private BoardCard? _card;
    private bool _isEditing, _isAdding, _hoursShown;
    private string _tabBlock = "", _newTitle = "", _newBlock = "";
    private CardColumn _tabColumn = CardColumn.Doing;
    private int _pong, _added, _leftOver;

    [SupplyParameterFromQuery(Name = "card")] public string? CardQuery { get; set; }

    [SupplyParameterFromQuery(Name = "edit")] public string? EditQuery { get; set; }

    [SupplyParameterFromQuery(Name = "block")] public string? BlockQuery { get; set; }

    [Inject] private LiveValue<BoardSnapshot> Live { get; set; } = default!;

    [Inject] private LiveValue<DaySnapshot> Day { get; set; } = default!;

    [Inject] private BoardPresence Presence { get; set; } = default!;

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private PageTools Tools { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    private string NewBlock => _newBlock.Length > 0 ? _newBlock : (_blocks.FirstOrDefault(block => StateOf(block) == BlockState.Now) ?? _blocks.FirstOrDefault(block => StateOf(block) == BlockState.Next) ?? _blocks.LastOrDefault())?.Key ?? "";

    protected override async Task OnInitializedAsync()
    {
        (_board, _day) = (Live.Current, Day.Current);
        await Desk.OpenAsync();
        _marks = _marks with { Me = Desk.Me, Presence = Presence.Live.Current };
        Look();
        if (RendererInfo.IsInteractive)
        {
            _here = Presence.Join(Desk.Me);
            Tools.Circuit.Follow(_here);
            _marks = _marks with { Viewer = _here.Viewer };
            Desk.Changed += Rerender;
            _watching = Task.WhenAll(
                WatchAsync(Live, board => { _board = board; Look(); return true; }),
                WatchAsync(Day, day => { _day = day; Look(); return true; }),
                WatchAsync(Presence.Live, Take));
        }
    }

    protected override void OnParametersSet()
    {
        var wasEditing = _isEditing;
        _isEditing = EditQuery is not null;
        Look();
        if (wasEditing != _isEditing || _marks.Open != _card?.Id)
        {
            Show();
        }
    }

    /// <summary>A link may name the card behind its #, which only the browser knows.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && CardQuery is null && new Uri(Tools.Navigation.Uri).Fragment.Split('-') is ["#card", var written] && long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            Open(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Desk.Changed -= Rerender;
        Tools.Circuit.Follow(null);
        _here?.Dispose();
        await _disposal.CancelAsync();
        await _watching;
        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        _disposal.Dispose();
    }

    private void Rerender() => _ = InvokeAsync(StateHasChanged);

    /// <summary>Others moved about: rendered where this page shows it, which one more page of the same person is not.</summary>
    private bool Take(PresenceSnapshot presence)
    {
        var before = _marks.Presence;
        _marks = _marks with { Presence = presence };
        return !before.Busy.SequenceEqual(presence.Busy) || !before.People.SetEquals(presence.People);
    }

    /// <summary>What of the board is in view.</summary>
    private void Look()
    {
        _blocks = _board.Blocks.Any(block => block.Key == BlockQuery) ? [.. _board.Blocks.Where(block => block.Key == BlockQuery)] : _board.Blocks;
        _card = long.TryParse(CardQuery, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? _board.Cards.FirstOrDefault(card => card.Id == id) : null;
        if (_marks.Open != _card?.Id || !_marks.Picked.IsEmpty)
        {
            var picked = _marks.Picked.IsEmpty ? _marks.Picked : _marks.Picked.Intersect(_board.Cards.Select(card => card.Id));
            if (_marks.Open != _card?.Id || picked.Count != _marks.Picked.Count)
            {
                _marks = _marks with { Open = _card?.Id, Picked = picked };
            }
        }

        _leftOver = _board.Blocks.Where(block => StateOf(block) == BlockState.Past).Sum(block => block.Cards.Count(card => card is { LeftFor: null } && card.Column != CardColumn.Done));
        if (!_blocks.IsEmpty && _blocks.All(block => block.Key != _tabBlock))
        {
            _tabBlock = NewBlock;
            _tabColumn = BusiestOf(_tabBlock);
        }

        Arm();
    }

    /// <summary>Wakes once, when the next block begins or ends; nothing is rendered because time passed otherwise.</summary>
    private void Arm()
    {
        if (!RendererInfo.IsInteractive || _disposal.IsCancellationRequested)
        {
            return;
        }

        _timer?.Dispose();
        var now = Tools.Clock.GetUtcNow();
        var next = _board.Blocks.SelectMany(block => new[] { _day.At(_day.Date, block.Start), _day.At(_day.Date, block.End) }).Where(at => at > now).DefaultIfEmpty().Min();
        _timer = next == default ? null : Tools.Clock.CreateTimer(_ => _ = InvokeAsync(() =>
        {
            if (!_disposal.IsCancellationRequested)
            {
                Look();
                StateHasChanged();
            }
        }), null, next - now + TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
    }

    private BlockState StateOf(BoardBlock block)
    {
        var now = Tools.Clock.GetUtcNow();
        return now < _day.At(_day.Date, block.Start) ? BlockState.Next : now < _day.At(_day.Date, block.End) ? BlockState.Now : BlockState.Past;
    }

    /// <summary>An ended block is folded to what is left of it, until somebody unfolds it.</summary>
    private bool IsFolded(BoardBlock block) => _folds.TryGetValue(block.Key, out var isFolded) ? isFolded : StateOf(block) == BlockState.Past && BlockQuery != block.Key;

    private BoardBlock? CarryTo(BoardBlock block) => _board.Blocks.FirstOrDefault(other => other.Key != block.Key && other.Start >= block.End && StateOf(other) != BlockState.Past);

    private CardColumn BusiestOf(string blockKey) => _blocks.FirstOrDefault(block => block.Key == blockKey) is { } block
        && block.Cards.Any(card => card.Column == CardColumn.Doing) ? CardColumn.Doing : CardColumn.Todo;

    /// <summary>The card above or below the open one, in the order of the columns.</summary>
    private long? Beside(int step)
    {
        var all = _blocks.SelectMany(block => BoardWording.Columns.SelectMany(column => block.Cards.Where(card => card.Column == column))).Where(card => _marks.Filter.Shows(card, Desk.Me)).ToList();
        return all.FindIndex(card => card.Id == _card?.Id) is var at and >= 0 && at + step >= 0 && at + step < all.Count ? all[at + step].Id : null;
    }

    private string LinkTo(BoardBlock block) => BlockQuery == block.Key ? "board" : $"board?block={Uri.EscapeDataString(block.Key)}";

    private async Task WatchAsync<T>(LiveValue<T> live, Func<T, bool> take) where T : class
    {
        try
        {
            await foreach (var value in live.WatchAsync(_disposal.Token))
            {
                if (take(value))
                {
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
