using System.Diagnostics;
using System.Text.RegularExpressions;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.Dashboard.Tests.App;

public sealed partial class ClientTests
{
    [Fact(Timeout = 120_000)]
    public async Task TypeScript_TheWholeClient_IsStrictlyTyped()
    {
        using var check = Process.Start(new ProcessStartInfo("npm", ["run", "--silent", "check"]) { WorkingDirectory = Repository.Top, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        check.ExitCode.Should().Be(0, said);
    }

    [Fact]
    public void LockFile_NamesNoDownloadAddress() =>
        File.ReadAllText(Path.Combine(Repository.Top, "package-lock.json")).Should().NotContain("\"resolved\"");

    [Fact]
    public void Stylesheet_ComponentThatItLeavesOut_IsOnNoPage()
    {
        var rules = File.ReadAllText(Path.Combine(Repository.Source, "Client", "mud-css.mjs"));
        var leftOut = LeftOut().Matches(rules).SelectMany(match => match.Groups[1].Value.Split(' ')).ToHashSet(StringComparer.Ordinal);

        var used = Repository.Files("*.razor").SelectMany(path => Component().Matches(File.ReadAllText(path))).Select(match => match.Groups[1].Value);

        leftOut.Should().Contain("Drawer", "the list was read");
        used.Intersect(leftOut).Should().BeEmpty("its style is not in the page; take its line out of mud-css.mjs");
    }

    [Fact]
    public void Pages_ThoseWithMudBlazorsComponents_HaveTheLayoutThatLoadsIt() =>
        Repository.Files("*.razor").Select(File.ReadAllText).Where(page => page.Contains("@page ", StringComparison.Ordinal) && Component().IsMatch(page))
            .Should().AllSatisfy(page => page.Should().Contain("@layout MudLayout"));

    [GeneratedRegex(@"^\s+""([A-Z][A-Za-z ]+)"": \[", RegexOptions.Multiline)]
    private static partial Regex LeftOut();

    [GeneratedRegex(@"<Mud([A-Z][A-Za-z]*)")]
    private static partial Regex Component();
}
