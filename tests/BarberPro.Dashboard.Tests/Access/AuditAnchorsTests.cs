using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Data;
using BarberPro.Dashboard.Tests.Data;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class AuditAnchorsTests(DatabaseServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Anchor_HeadThatMoved_IsAppendedOnce()
    {
        await using var stage = await AuditStage.SetAsync(server);

        (await stage.Anchors.AnchorAsync(Token)).Should().BeNull("there is no entry");
        await stage.RecordAsync(3);
        var first = await stage.Anchors.AnchorAsync(Token);
        (await stage.Anchors.AnchorAsync(Token)).Should().BeNull("it has not moved");
        await stage.RecordAsync(2);
        var second = await new AuditAnchors(stage.DataSource, new AuditAnchorFile(stage.File.Path), stage.Clock).AnchorAsync(Token);

        first!.Seq.Should().Be(3);
        (second!.Line, second.Seq, second.PreviousLine).Should().Be((2, 5, first.LineHash));
        (await File.ReadAllLinesAsync(stage.File.Path, Token)).Should().Equal(first.Text, second.Text);
        (await stage.Checker.CheckAsync(Token)).Should().Be(new AuditFinding(5, null, second));
    }

    [Fact(Timeout = 60_000)]
    public async Task Check_LineTornByAPowerCut_GoesOn()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(1);
        await stage.Anchors.AnchorAsync(Token);
        await File.AppendAllTextAsync(stage.File.Path, "2 2025-09-12T17:32", Token);
        await stage.RecordAsync(1);

        await stage.Anchors.AnchorAsync(Token);

        (await stage.Checker.CheckAsync(Token)).Should().Match<AuditFinding>(finding => finding.Fault == null && finding.Anchor!.Line == 2);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("update audit set after = '{\"day\":8}' where seq = 3", AuditFaultKind.ContentChanged, 3)]
    [InlineData("update audit set at = at + interval '1 microsecond' where seq = 2", AuditFaultKind.ContentChanged, 2)]
    [InlineData("update audit set at = 'infinity' where seq = 2", AuditFaultKind.ContentChanged, 2)]
    [InlineData("update audit set at = '4000-01-01 BC' where seq = 2", AuditFaultKind.ContentChanged, 2)]
    [InlineData("update audit set previous_hash = '' where seq = 4", AuditFaultKind.LinkBroken, 4)]
    [InlineData("delete from audit where seq = 2", AuditFaultKind.Missing, 2)]
    [InlineData("delete from audit where seq >= 4", AuditFaultKind.CutTail, 4)]
    [InlineData("truncate audit", AuditFaultKind.CutTail, 1)]
    public async Task Check_RowsTamperedWithByASuperuser_AreNamed(string sql, object kind, long seq)
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(5);
        await stage.Anchors.AnchorAsync(Token);
        (await stage.Checker.CheckAsync(Token)).Fault.Should().BeNull();

        await stage.TamperAsync(sql);

        var fault = (await stage.Checker.CheckAsync(Token)).Fault;
        (fault?.Kind, fault?.Seq).Should().Be(((AuditFaultKind)kind, seq));
    }

    [Fact(Timeout = 60_000)]
    public async Task Check_ChainRebuilt_IsFoundByTheAnchor()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(2);
        await stage.Anchors.AnchorAsync(Token);
        await stage.RecordAsync(3);
        await stage.Anchors.AnchorAsync(Token);

        await stage.RebuildAsync(from: 4);

        (await stage.Checker.CheckAsync(Token)).Fault.Should().Be(new AuditFault(AuditFaultKind.Rebuilt, 5, 2));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("edit", AuditFaultKind.AnchorEdited, 2)]
    [InlineData("first", AuditFaultKind.AnchorEdited, 1)]
    [InlineData("cut", AuditFaultKind.AnchorCut, 3)]
    [InlineData("empty", AuditFaultKind.AnchorCut, 1)]
    [InlineData("delete", AuditFaultKind.AnchorCut, 1)]
    public async Task Check_AnchorFileTamperedWith_NamesTheLine(string tampering, object kind, long line)
    {
        await using var stage = await AuditStage.SetAsync(server);
        for (var i = 0; i < 3; i++)
        {
            await stage.RecordAsync(1);
            await stage.Anchors.AnchorAsync(Token);
        }

        var lines = await File.ReadAllLinesAsync(stage.File.Path, Token);
        if (tampering == "delete")
        {
            File.Delete(stage.File.Path);
        }
        else
        {
            await File.WriteAllLinesAsync(stage.File.Path, tampering switch
            {
                "edit" => [lines[0], lines[1].Replace(" 2 ", " 1 ", StringComparison.Ordinal), lines[2]],
                "first" => lines[1..],
                "cut" => lines[..2],
                _ => [],
            }, Token);
        }

        var fault = (await stage.Checker.CheckAsync(Token)).Fault;
        (fault?.Kind, fault?.Seq).Should().Be(((AuditFaultKind)kind, line));
    }

    [Fact]
    public void Prepare_WhereNothingCanBeWritten_SaysSoInOneLine()
    {
        var prepare = () => new AuditAnchorFile("/proc/no-such-folder/audit-anchor.log").Prepare();

        prepare.Should().Throw<StartupException>().Which.Message.Should().StartWith("The anchor file '/proc/no-such-folder/audit-anchor.log' of the audit (Access:Audit:AnchorFile) cannot be written: ").And.NotContain("\n");
    }

    [Theory]
    [InlineData("Access:Audit:AnchorFile", "/tmp/", "", "UTC")]
    [InlineData("Access:Audit:AnchorWebhook", "", "ftp://example.test/", "UTC")]
    [InlineData("Access:Audit:AnchorWebhook", "", "http://example.test/", "UTC")]
    [InlineData("Access:Audit:AnchorWebhook", "", "anchors", "UTC")]
    [InlineData("Access:Audit:Zone", "", "https://example.test/", "Mars/Olympus")]
    public void Options_Faulty_NameTheKey(string key, string file, string webhook, string zone) =>
        new AuditOptions { AnchorFile = file, AnchorWebhook = webhook, Zone = zone }.Faults().Should().ContainSingle().Which.Should().StartWith(key);

    [Fact]
    public void Place_OfEachDatabase_IsItsOwn()
    {
        var places = new[]
        {
            AuditPlace.Of(new AuditOptions(), new DatabaseOptions(), null),
            AuditPlace.Of(new AuditOptions(), new DatabaseOptions { Directory = "/srv/one" }, null),
            AuditPlace.Of(new AuditOptions(), new DatabaseOptions { Directory = "/srv/two/" }, null),
            AuditPlace.Of(new AuditOptions(), new DatabaseOptions(), "Host=db;Database=operations;Username=u"),
            AuditPlace.Of(new AuditOptions(), new DatabaseOptions(), "Host=db;Database=operations2;Username=u"),
            AuditPlace.Of(new AuditOptions { AnchorFile = "/srv/anchors" }, new DatabaseOptions(), null),
        };

        places.Should().OnlyHaveUniqueItems();
        places[0].Should().EndWith("/.data/audit-anchor.log");
        places[2].Should().Be("/srv/two.audit-anchor.log");
        places[5].Should().Be("/srv/anchors");
    }
}
