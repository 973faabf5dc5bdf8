using System.Diagnostics;
using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.App;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class VerifyAuditTests(DatabaseServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Program_VerifyAudit_TellsTheChainsStateAndExits()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(4);
        (await RunAsync(stage)).Should().Be((0, "4 entries, chain whole, not anchored yet\n", ""));
        await stage.Anchors.AnchorAsync(Token);
        (await RunAsync(stage)).Should().Be((0, "4 entries, chain whole, head anchored at 2025-09-12T14:32:05-03:00\n", ""));

        await stage.TamperAsync("update audit set subject = '9' where seq = 3");
        (await RunAsync(stage)).Should().Be((1, "entry 3 is broken: its content was changed (2 entries before it are whole)\n", ""));
    }

    [Theory]
    [InlineData(true, "--verify-audit", "--Database:Directory=x")]
    [InlineData(false, "--verify-audits")]
    public void IsAsked_ByItsOption_OnlyThen(bool asked, params string[] args) => VerifyAudit.IsAsked(args).Should().Be(asked);

    private static async Task<(int Code, string Output, string Error)> RunAsync(AuditStage stage)
    {
        using var program = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "BarberPro.Dashboard.dll"), "--verify-audit", $"--ConnectionStrings:Operations={stage.ConnectionString}", $"--Access:Audit:AnchorFile={stage.File.Path}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Top,
        })!;
        var output = program.StandardOutput.ReadToEndAsync(Token);
        var error = program.StandardError.ReadToEndAsync(Token);
        await program.WaitForExitAsync(Token);
        return (program.ExitCode, await output, await error);
    }
}
