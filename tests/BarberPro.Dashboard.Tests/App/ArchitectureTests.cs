using System.Text.RegularExpressions;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.Dashboard.Tests.App;

/// <summary>Rooms know what is below them, and nothing above or beside.</summary>
public sealed partial class ArchitectureTests
{
    /// <summary>From top to bottom; rooms of one line do not know each other.</summary>
    private static readonly string[][] Storeys =
    [
        ["App"], ["Wall", "Reports"], ["Boards", "Targets", "Changes", "Alerts"], ["Days"], ["Metrics"], ["Access"], ["Live"], ["Data"], ["Ui"],
    ];

    [Fact]
    public void Rooms_EachFile_KnowsOnlyWhatIsBelow()
    {
        var wrong = new List<string>();
        foreach (var path in Repository.Files("*.cs").Concat(Repository.Files("*.razor")))
        {
            if (StoreyOf(Path.GetRelativePath(Repository.Source, path).Split(Path.DirectorySeparatorChar)[0]) is not { } here)
            {
                continue;
            }

            var room = Path.GetRelativePath(Repository.Source, path).Split(Path.DirectorySeparatorChar)[0];
            wrong.AddRange(Mention().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).Distinct()
                .Where(other => other != room && StoreyOf(other) is { } there && there <= here)
                .Select(other => $"{Path.GetRelativePath(Repository.Source, path)} uses {other}"));
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Rooms_EachFolder_IsNamedInTheStoreys() =>
        Directory.GetDirectories(Repository.Source).Select(Path.GetFileName)
            .Except(["bin", "obj", "Properties", "Client"]).Except(Storeys.SelectMany(storey => storey)).Should().BeEmpty();

    private static int? StoreyOf(string room)
    {
        var place = Array.FindIndex(Storeys, storey => storey.Contains(room));
        return place < 0 ? null : place;
    }

    [GeneratedRegex(@"BarberPro\.Dashboard\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex Mention();
}
