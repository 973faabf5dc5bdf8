using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Comments and history of the open card: asked for when it is opened, and again when it changes.</summary>
public sealed partial class CardTalk : IDisposable
{
    private const int Few = 12, Longest = 80;

    private readonly CancellationTokenSource _disposal = new();
    private readonly Dictionary<long, (string Text, MarkupString Html)> _html = [];
    private BoardCard? _read;
    private IReadOnlyList<CardComment>? _comments;
    private IReadOnlyList<CardChange>? _history;
    private bool _failed, _all;

    [Parameter, EditorRequired] public BoardCard Card { get; set; } = default!;

    [Inject] private BoardDesk Desk { get; set; } = default!;

    [Inject] private BoardWording Say { get; set; } = default!;

    [Inject] private IStringLocalizer<BoardPageTexts> Texts { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(_read, Card))
        {
            return;
        }

        if (_read?.Id != Card.Id)
        {
            (_comments, _history, _all) = (null, null, false);
            _html.Clear();
        }

        var card = _read = Card;
        try
        {
            var comments = await Desk.ReadCommentsAsync(card.Id, _disposal.Token);
            var history = await Desk.ReadHistoryAsync(card.Id, _disposal.Token);
            if (ReferenceEquals(_read, card))
            {
                (_comments, _history, _failed) = (comments, history, false);
            }
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested) { }
        catch (Exception exception) when (exception is Npgsql.NpgsqlException or TimeoutException)
        {
            _failed = true; // what was read before stays
        }
    }

    public void Dispose()
    {
        _disposal.Cancel();
        _disposal.Dispose();
    }

    private static string Short(string text) => text.Length == 0 ? "–" : text.Length <= Longest ? text : text[..Longest] + "…";

    private MarkupString HtmlOf(CardComment comment)
    {
        if (!_html.TryGetValue(comment.Id, out var kept) || kept.Text != comment.Text)
        {
            _html[comment.Id] = kept = (comment.Text, BoardMarkdown.ToHtml(comment.Text));
        }

        return kept.Html;
    }
}
