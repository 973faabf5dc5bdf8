using System.Text.Json;
using BarberPro.Dashboard.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>The open card: what it is, its metric, checklist, comments and history; its fields while somebody changes them.</summary>
public sealed partial class BoardPanel
{
    private long _shown;
    private string _comment = "", _time = "";
    private int _sent;
    private bool _isBusy;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    [Parameter, EditorRequired] public BoardBlock Block { get; set; } = default!;

    [Parameter, EditorRequired] public BoardMarks Marks { get; set; } = BoardMarks.None;

    [Parameter] public bool IsEditing { get; set; }

    [Parameter] public long? Above { get; set; }

    [Parameter] public long? Below { get; set; }

    /// <summary>Another card, or none.</summary>
    [Parameter] public EventCallback<long?> OnOpen { get; set; }

    [Parameter] public EventCallback<bool> OnEdit { get; set; }

    [Parameter] public EventCallback<(BoardCard Card, string Block, CardColumn Column)> OnMove { get; set; }

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private LiveValue<BoardSnapshot> Live { get; set; } = default!;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override void OnParametersSet()
    {
        if (_shown != Card.Id)
        {
            (_shown, _comment, _time) = (Card.Id, "", ""); // the other card's comment is a draft of its own
        }
    }

    private string LinesOf(MetricCondition condition) => JsonSerializer.Serialize(new[] { new { key = condition.Metric, labels = condition.Labels, title = Say.Name(condition), color = "today" } });

    private async Task CommentAsync()
    {
        var text = _comment.Trim();
        if (text.Length == 0 || _isBusy)
        {
            return;
        }

        _isBusy = true;
        if (await Desk.CommentAsync(Card.Id, text))
        {
            _comment = "";
            _sent++;
        }

        _isBusy = false;
    }

    private async Task AddTimeAsync()
    {
        if (!CardForm.TryHours(_time, out var hours) || hours is not { } some)
        {
            Desk.Say(Texts["BadHours"], isBad: true);
        }
        else if (await Desk.AddTimeAsync(Card.Id, Desk.Me, some))
        {
            _time = "";
        }
    }
}
