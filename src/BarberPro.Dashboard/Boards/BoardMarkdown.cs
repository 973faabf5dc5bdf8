using System.Text.RegularExpressions;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace BarberPro.Dashboard.Boards;

/// <summary>
/// What people write, as HTML. Their HTML stays text, links lead to http, https and mailto alone, and pictures become links:
/// a comment must neither run anything nor fetch anything from elsewhere.
/// </summary>
internal static partial class BoardMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UseEmphasisExtras().UseSoftlineBreakAsHardlineBreak().UsePipeTables().UseTaskLists().Build();

    public static MarkupString ToHtml(string text)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException) // Markdig's word for nesting past its limit
        {
            return new MarkupString($"<p>{System.Net.WebUtility.HtmlEncode(text)}</p>");
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.IsImage = false;
            Guard(link, link.GetDynamicUrl?.Invoke() ?? link.Url);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!IsSafe(link.IsEmail ? "mailto:" + link.Url : link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url));
            }
            else
            {
                Mark(link);
            }
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    /// <summary>Whether an address may stand in a link; also asked of a card's own links.</summary>
    public static bool IsSafe(string? address) => address is not null && Scheme().IsMatch(address) && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme is "mailto" || (uri.Scheme is "http" or "https" && uri.Host.Length > 0));

    private static void Guard(LinkInline link, string? address)
    {
        link.GetDynamicUrl = null;
        if (IsSafe(address))
        {
            link.Url = address;
            Mark(link);
            return;
        }

        // What the link said stays, as text.
        var place = (Inline)link;
        while (link.FirstChild is { } child)
        {
            child.Remove();
            place.InsertAfter(child);
            place = child;
        }

        link.Remove();
    }

    /// <summary>The page it leads to learns nothing of where it was opened.</summary>
    private static void Mark(Inline link)
    {
        var attributes = link.GetAttributes();
        attributes.AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
        attributes.AddPropertyIfNotExist("target", "_blank");
    }

    [GeneratedRegex(@"^(https?://|mailto:)[^\s\p{Cc}]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
