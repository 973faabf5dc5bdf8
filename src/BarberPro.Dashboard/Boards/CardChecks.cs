using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Boards;

/// <summary>Progress of a checklist: a segment an item, green where data ticked it. Markup of numbers and of the language's own words.</summary>
internal static class CardChecks
{
    private const int MostSegments = 12;

    public static MarkupString Of(ImmutableArray<BoardItem> items, IStringLocalizer<BoardPageTexts> texts)
    {
        var done = items.Count(item => item.Done);
        var segments = items.Length > MostSegments ? "" : string.Concat(items.Select(item => !item.Done ? "<i></i>" : item.Evidence is not null ? "<i class=\"a\"></i>" : "<i class=\"d\"></i>"));
        return SharedMarkup.Of($"""<div class="checks"><span class="segs" aria-hidden="true">{segments}</span><span aria-hidden="true">{done}/{items.Length}</span><span class="sr">{WebUtility.HtmlEncode(texts["ItemsDone", done, items.Length])}</span></div>""");
    }
}
