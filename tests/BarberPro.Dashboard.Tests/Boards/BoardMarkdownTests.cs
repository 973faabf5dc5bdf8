using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using AwesomeAssertions;
using BarberPro.Dashboard.Boards;
using Xunit;

namespace BarberPro.Dashboard.Tests.Boards;

public sealed partial class BoardMarkdownTests
{
    /// <summary>The usual list: what gets scripts through other renderers.</summary>
    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<details open ontoggle=alert(1)>",
        "<body onload=alert(1)>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
        "<<script>script>alert(1)<</script>/script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](javascript&#58;alert(1))",
        "[x](java\nscript:alert(1))",
        "[x](<java&#x09;script:alert(1)>)",
        "[x]( javascript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "[x](vbscript:msgbox(1))",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "![x](javascript:alert(1))",
        "![x](https://tracker.example/pixel.png)",
        "![x\" onerror=\"alert(1)](https://a.example/)",
        "<javascript:alert(1)>",
        "<data:text/html,x>",
        "[x]: javascript:alert(1)\n\n[x]",
        "[x](https://a.example/\"onmouseover=\"alert(1))",
        "[x](https://a.example \"t\\\" onmouseover=alert(1) x=\\\"\")",
        "`<script>alert(1)</script>`",
        "```html\n<script>alert(1)</script>\n```",
        "```\"><script>alert(1)</script>\nx\n```",
        "| a |\n| - |\n| <img src=x onerror=alert(1)> |",
        "- [ ] <script>alert(1)</script>",
        "javascript:alert(1)",
        "www.javascript:alert(1)",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Html_OfAnAttack_RunsNothingAndFetchesNothing(string text)
    {
        var document = new HtmlParser().ParseDocument("<div id=comment>" + BoardMarkdown.ToHtml(text).Value + "</div>");

        foreach (var element in document.All)
        {
            new[] { element.LocalName }.Should().NotIntersectWith(["script", "img", "svg", "iframe", "object", "embed", "style", "link", "form", "math", "video", "audio", "base", "meta"]);
            element.Attributes.Should().NotContain(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name == "style" || attribute.Name == "src");
            if (element.GetAttribute("href") is { } address)
            {
                address.Should().MatchRegex("^(https?://|mailto:)[^\\s]+$");
                element.GetAttribute("rel").Should().Contain("noopener");
            }
        }
    }

    [Fact]
    public void Html_OfOrdinaryMarkdown_IsWhatItSays()
    {
        var html = BoardMarkdown.ToHtml("Prefetch fetches **twice**, see [r7](https://example.org/r7?a=1&b=2) and `cdn`.\n\n- one\n- two").Value;

        html.Should().Contain("<strong>twice</strong>").And.Contain("href=\"https://example.org/r7?a=1&amp;b=2\"").And.Contain("<code>cdn</code>").And.Contain("<li>one</li>");
    }

    [Fact]
    public void Html_LinkOfAnotherScheme_KeepsItsWords() => BoardMarkdown.ToHtml("see [the **file**](file:///x) now").Value.Should().Contain("the <strong>file</strong>").And.NotContain("<a");

    [Fact]
    public void Html_NestedPastAllSense_IsText() => Tags().Replace(BoardMarkdown.ToHtml(new string('>', 9_000) + " x").Value, "").Should().Contain("x");

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("HTTP://example.org/x?y", true)]
    [InlineData("mailto:ops@example.org", true)]
    [InlineData("https://", false)]
    [InlineData("https://a b", false)]
    [InlineData("example.org", false)]
    [InlineData("javascript:alert(1)//https://", false)]
    [InlineData("", false)]
    public void Address_OnlyOfTheThreeSchemes_IsSafe(string address, bool isSafe) => BoardMarkdown.IsSafe(address).Should().Be(isSafe);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
