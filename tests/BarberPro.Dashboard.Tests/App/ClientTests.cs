using System.Diagnostics;
using AwesomeAssertions;
using Xunit;

namespace BarberPro.Dashboard.Tests.App;

public sealed class ClientTests
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
}
