using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

public sealed class AuditLogTests(DatabaseServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Record_AnEvent_ReadsBackAsItHappened()
    {
        await using var stage = await AuditStage.SetAsync(server);

        await stage.Log.RecordAsync(AuditStage.Event("plan.imported", "7"), Token);
        await stage.Log.RecordAsync(new AuditEvent { Actor = Actor.Stranger(null), Action = "signin.refused", Subject = "a\0b\ud800c", Result = AuditResult.Refused }, Token);

        var entries = await stage.ReadChainAsync();
        var first = entries[0];
        first.Seq.Should().Be(1);
        first.At.Should().Be(new DateTimeOffset(2025, 9, 12, 17, 32, 5, 123, TimeSpan.Zero).AddMicroseconds(456));
        (first.ActorKind, first.ActorId, first.ActorName, first.ActorAddress).Should().Be(("person", "7", "Martina Gómez", "192.0.2.7"));
        (first.Action, first.Subject, first.Before, first.After, first.Result).Should().Be(("plan.imported", "7", """{"day":6}""", """{"day":7,"name":"Día «7»"}""", "done"));
        first.PreviousHash.Should().Equal(AuditChain.Genesis);
        var second = entries[1];
        (second.Seq, second.ActorKind, second.Subject, second.Before, second.Result).Should().Be((2, "stranger", "a\ufffdb\ufffdc", null, "refused"));
        second.PreviousHash.Should().Equal(first.Hash);
        AuditVerifier.Verify(entries, [], []).Fault.Should().BeNull();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("update audit set actor_name = 'Nobody'")]
    [InlineData("update audit set actor_name = 'Nobody' where false")]
    [InlineData("delete from audit")]
    [InlineData("truncate audit")]
    [InlineData("set session_replication_role = replica; delete from audit")]
    [InlineData("insert into audit select * from audit on conflict (seq) do update set action = 'x'")]
    [InlineData("delete from audit_anchor")]
    public async Task Table_ChangedEvenByASuperuser_Refuses(string sql)
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(2);
        await using var connection = await stage.DataSource.OpenConnectionAsync(Token);

        var change = () => connection.ExecuteAsync(sql);

        (await change.Should().ThrowAsync<PostgresException>()).Which.MessageText.Should().StartWith("The audit is append-only");
        (await stage.ReadChainAsync()).Should().HaveCount(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_TwoHundredAtOnceFromTwoPrograms_MakeOneChainWithoutGaps()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await using var otherSource = NpgsqlDataSource.Create(stage.ConnectionString);
        var other = new AuditLog(otherSource, stage.Clock);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? stage.Log : other).RecordAsync(AuditStage.Event("note.added", $"{i}"), Token)));

        var entries = await stage.ReadChainAsync();
        entries.Select(entry => entry.Seq).Should().Equal(Enumerable.Range(1, 200).Select(i => (long)i));
        entries.Select(entry => entry.Subject).Should().BeEquivalentTo(Enumerable.Range(0, 200).Select(i => $"{i}"));
        AuditVerifier.Verify(entries, [], []).Fault.Should().BeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_InATransactionRolledBack_LeavesNoEntryAndTheChainGoesOn()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await stage.RecordAsync(1);
        await using (var connection = await stage.DataSource.OpenConnectionAsync(Token))
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await stage.Log.RecordAsync(AuditStage.Event("card.moved", "1"), transaction, Token);
            await transaction.RollbackAsync(Token);
            await using var kept = await connection.BeginTransactionAsync(Token);
            await stage.Log.RecordAsync(AuditStage.Event("card.moved", "2"), kept, Token);
            await stage.Log.RecordAsync(AuditStage.Event("card.moved", "3"), kept, Token);
            await kept.CommitAsync(Token);
        }

        var entries = await stage.ReadChainAsync();
        entries.Select(entry => (entry.Seq, entry.Subject)).Should().Equal((1, "0"), (2, "2"), (3, "3"));
        AuditVerifier.Verify(entries, [], []).Fault.Should().BeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_DatabaseAway_IsUnavailable()
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        var log = new AuditLog(source, TimeProvider.System);

        var record = () => log.RecordAsync(AuditStage.Event("change.applied"), Token);

        (await record.Should().ThrowAsync<AuditUnavailableException>()).Which.Message.Should().StartWith("The audit cannot be written, so that change.applied is refused");
    }

    [Fact(Timeout = 60_000)]
    public async Task Record_TableGone_IsUnavailableAndTheTransactionCannotCommit()
    {
        await using var stage = await AuditStage.SetAsync(server);
        await using var connection = await stage.DataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("create table deed (id integer); alter table audit rename to gone");
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("insert into deed values (1)", transaction: transaction);

        var record = () => stage.Log.RecordAsync(AuditStage.Event("change.applied"), transaction, Token);

        await record.Should().ThrowAsync<AuditUnavailableException>();
        await transaction.DisposeAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from deed")).Should().Be(0);
    }
}
