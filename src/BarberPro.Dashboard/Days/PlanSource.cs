using System.Collections.Immutable;
using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;

namespace BarberPro.Dashboard.Days;

/// <summary>
/// A plan's lines and which of them were given a place. A line is not understood until something says where it belongs: nothing can be dropped in silence.
/// </summary>
internal sealed class PlanSource
{
    private static readonly MarkdownPipeline Pipeline = MakePipeline();

    private readonly string[] _lines;
    private readonly int[] _starts;
    private readonly string?[] _places;
    private readonly bool[] _reported;

    private PlanSource(string[] lines, int[] starts, MarkdownDocument document)
    {
        (_lines, _starts, Document) = (lines, starts, document);
        _places = new string?[lines.Length];
        _reported = new bool[lines.Length];
    }

    public MarkdownDocument Document { get; }

    /// <exception cref="ArgumentException">Lists or quotes are nested deeper than any plan's.</exception>
    public static PlanSource Parse(string[] lines)
    {
        var starts = new int[lines.Length];
        for (var i = 1; i < lines.Length; i++)
        {
            starts[i] = starts[i - 1] + lines[i - 1].Length + 1;
        }

        return new PlanSource(lines, starts, Markdown.Parse(string.Join('\n', lines), Pipeline));
    }

    /// <summary>The block's lines as they stand in the source, without indentation and list marks. Numbers count from 1.</summary>
    public List<PlanText> LinesOf(MarkdownObject block)
    {
        var lines = new List<PlanText>();
        for (var line = LineAt(block.Span.Start); line < _lines.Length && _starts[line] <= block.Span.End; line++)
        {
            var start = Math.Max(block.Span.Start - _starts[line], 0);
            lines.Add(new PlanText(line + 1, start >= _lines[line].Length ? "" : _lines[line][start..].Trim()));
        }

        return lines;
    }

    public void Place(int line, string place) => _places[line - 1] ??= place;

    /// <summary>The line is used, but something in it could not be read.</summary>
    public void Report(int line) => _reported[line - 1] = true;

    public ImmutableArray<PlacedLine> Understood =>
        [.. _places.Select((place, i) => (place, i)).Where(p => p.place is not null && !_reported[p.i]).Select(p => new PlacedLine(p.i + 1, p.place!))];

    public ImmutableArray<PlanText> NotUnderstood =>
        [.. _lines.Select((text, i) => (text, i)).Where(l => !string.IsNullOrWhiteSpace(l.text) && (_places[l.i] is null || _reported[l.i])).Select(l => new PlanText(l.i + 1, l.text.Trim()))];

    private int LineAt(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Headings, lists, paragraphs; all else stays text, so that it is read or reported as it stands.</summary>
    private static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder { TrackTrivia = false }.UsePreciseSourceLocation();
        builder.BlockParsers.TryRemove<HtmlBlockParser>();
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.Find<ParagraphBlockParser>()!.ParseSetextHeadings = false; // a rule under a line is a rule
        builder.InlineParsers.Clear();
        builder.InlineParsers.Add(new LiteralInlineParser());
        return builder.Build();
    }
}
