using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.Dashboard.Tests.App;

/// <summary>Every text of a screen comes from a resource that both languages have.</summary>
public sealed partial class TextsTests
{
    public static TheoryData<string> Resources => [.. Repository.Files("*.resx").Where(path => !path.EndsWith(".es-AR.resx", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Repository.Source, path))];

    public static TheoryData<string> Components => [.. Repository.Files("*.razor").Select(path => Path.GetRelativePath(Repository.Source, path))];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Resource_BothLanguages_HaveTheSameKeysAndPlaceholders(string file)
    {
        var english = Read(file);
        var spanish = Read(file.Replace(".resx", ".es-AR.resx", StringComparison.Ordinal));

        spanish.Keys.Should().BeEquivalentTo(english.Keys);
        english.Concat(spanish).Where(text => text.Value.Length == 0).Should().BeEmpty("no text is empty");
        english.Where(text => !Placeholders(text.Value).SetEquals(Placeholders(spanish[text.Key]))).Select(text => text.Key).Should().BeEmpty("both fill in the same values");
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void Component_ItsMarkup_HasNoLiteralText(string file)
    {
        var markup = Markup(File.ReadAllText(Path.Combine(Repository.Source, file)));

        var literal = TextNode().Matches(markup).Select(match => match.Groups[1].Value)
            .Concat(SpokenAttribute().Matches(markup).Select(match => match.Groups[1].Value))
            .Select(text => text.Trim()).Where(text => Word().IsMatch(text) && !IsName(text));

        literal.Should().BeEmpty();
    }

    [Fact]
    public void Code_EachKeyItAsksFor_IsInTheResources()
    {
        var known = Repository.Files("*.resx").SelectMany(path => Read(Path.GetRelativePath(Repository.Source, path)).Keys).ToHashSet(StringComparer.Ordinal);

        var missing = Repository.Files("*.razor").Concat(Repository.Files("*.cs"))
            .SelectMany(path => AskedKey().Matches(File.ReadAllText(path)).Select(match => (File: Path.GetFileName(path), Key: match.Groups[1].Value)))
            .Where(asked => !known.Contains(asked.Key));

        missing.Should().BeEmpty();
    }

    [Fact]
    public void Scripts_EachKeyTheyAskFor_IsInTheResources()
    {
        var known = Read(Path.Combine("Live", "LiveTexts.resx")).Keys.ToHashSet(StringComparer.Ordinal);

        var missing = Repository.Files("*.ts").SelectMany(path => ScriptKey().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Where(key => !known.Contains(key) && !known.Contains("Client" + key));

        missing.Should().BeEmpty();
    }

    [Theory]
    [InlineData("<p>Hello there</p>", true)]
    [InlineData("<p>@Texts[\"Hello\"]</p>", false)]
    [InlineData("<button title=\"Close it\"></button>", true)]
    [InlineData("<p>@if (a > b) { <b>@c</b> }</p>", false)]
    public void Scan_OfALiteral_FindsIt(string razor, bool found)
    {
        var markup = Markup(razor);

        TextNode().Matches(markup).Concat(SpokenAttribute().Matches(markup)).Any(match => Word().IsMatch(match.Groups[1].Value)).Should().Be(found);
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument.Load(Path.Combine(Repository.Source, file)).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static HashSet<string> Placeholders(string text) => [.. Placeholder().Matches(text).Select(match => match.Groups[1].Value)];

    /// <summary>What is left of a component without its code, comments and expressions.</summary>
    private static string Markup(string razor)
    {
        var code = CodeBlock().Match(razor);
        var text = DirectiveLine().Replace(Comment().Replace(code.Success ? razor[..code.Index] : razor, ""), "");
        var markup = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '@')
            {
                markup.Append(text[i]);
                continue;
            }

            i = Statement().Match(text, i) is { Success: true } statement && statement.Index == i
                ? Skip(text, i + statement.Length) - 1 // @if (…), @foreach (…), @{ …
                : AfterExpression(text, i + 1) - 1;
        }

        return CodeLine().Replace(markup.ToString(), "");
    }

    /// <summary>The place behind an implicit or explicit expression: names, calls, indexes.</summary>
    private static int AfterExpression(string text, int i)
    {
        while (i < text.Length)
        {
            if (text[i] is '(' or '[')
            {
                i = Skip(text, i);
            }
            else if (char.IsLetterOrDigit(text[i]) || text[i] == '_' || (text[i] is '.' or '?' or '!' && i + 1 < text.Length && (char.IsLetter(text[i + 1]) || text[i + 1] is '.' or '[' or '_')))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        return i;
    }

    /// <summary>The place behind the bracket that opens here, strings inside it respected; the same place where none opens.</summary>
    private static int Skip(string text, int i)
    {
        while (i < text.Length && text[i] == ' ')
        {
            i++;
        }

        if (i >= text.Length || text[i] is not ('(' or '['))
        {
            return i;
        }

        for (var depth = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                i = text.IndexOf('"', i + 1) is var end and >= 0 ? end : text.Length;
            }
            else if (text[i] is '(' or '[')
            {
                depth++;
            }
            else if (text[i] is ')' or ']' && --depth == 0)
            {
                return i + 1;
            }
        }

        return i;
    }

    private static bool IsName(string text) => text is "Barber" or "Pro" or "· BarberPro" or "EN" or "ES" or "CSV";

    [GeneratedRegex(@"\{(\d)[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^@code\s*\{", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->|<(script|style)[^>]*>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^@(page|using|inject|inherits|implements|layout|attribute|typeparam|namespace|rendermode)\b.*$", RegexOptions.Multiline)]
    private static partial Regex DirectiveLine();

    [GeneratedRegex(@"@(if|foreach|for|while|switch|lock|using|do|try|code)\b|@(?=\{)")]
    private static partial Regex Statement();

    /// <summary>C# between the tags of a block: what stands on a line of its own and is no text.</summary>
    [GeneratedRegex(@"^\s*(else( if.*)?|if \(.*|foreach \(.*|for \(.*|switch \(.*|case .*|default:|break;|continue;|return;|var .*|\(?[\w., ]+\)? [-+*/?]?= .*;|[{}]+)\s*$", RegexOptions.Multiline)]
    private static partial Regex CodeLine();

    [GeneratedRegex(@">([^<>{}@]+)<")]
    private static partial Regex TextNode();

    [GeneratedRegex(@"\b(?:title|alt|placeholder|aria-label|aria-description|Label|Placeholder|HelperText|Title)=""([^""@]*)""")]
    private static partial Regex SpokenAttribute();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(?:Texts|texts|_texts)\[""([^""$]+)""[\],]")]
    private static partial Regex AskedKey();

    [GeneratedRegex(@"\btext\(""([A-Za-z]+)""")]
    private static partial Regex ScriptKey();
}
