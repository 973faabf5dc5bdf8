using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Tests.Data;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>The audit's parts on a database and an anchor file of the test's own: what was written cannot be taken back, so that tests share none.</summary>
internal sealed class AuditStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("barberpro-audit-").FullName;

    private AuditStage(string connectionString)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
        Log = new AuditLog(DataSource, Clock);
        Store = new AuditStore(DataSource);
        File = new AuditAnchorFile(Path.Combine(_folder, "anchors", "audit-anchor.log"));
        File.Prepare();
        Anchors = new AuditAnchors(DataSource, File, Clock);
        Checker = new AuditChecker(Store, Anchors);
    }

    public static Actor Martina { get; } = new(ActorKind.Person, "7", "Martina Gómez", "192.0.2.7");

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2025, 9, 12, 17, 32, 5, 123, TimeSpan.Zero).AddTicks(4_567));

    public AuditLog Log { get; }

    public AuditStore Store { get; }

    public AuditAnchorFile File { get; }

    public AuditAnchors Anchors { get; }

    public AuditChecker Checker { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<AuditStage> SetAsync(DatabaseServer server) => new(await server.CreateDatabaseAsync(Token));

    public static AuditEvent Event(string action, string? subject = null) => new() { Actor = Martina, Action = action, Subject = subject, Before = new { Day = 6 }, After = new { Day = 7, Name = "Día «7»" } };

    public async Task RecordAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Log.RecordAsync(Event("plan.imported", $"{i}"), Token);
        }
    }

    public async Task<IReadOnlyList<AuditEntry>> ReadChainAsync()
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in Store.ReadChainAsync(Token))
        {
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>As a superuser who means harm.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = await DataSource.OpenConnectionAsync(Token);
        await connection.ExecuteAsync($"alter table audit disable trigger all; alter table audit_anchor disable trigger all; {sql}; alter table audit enable always trigger audit_append_only");
    }

    /// <summary>Writes the chain anew from an entry on, every hash right.</summary>
    public async Task RebuildAsync(long from)
    {
        var entries = await ReadChainAsync();
        var previous = from == 1 ? AuditChain.Genesis : entries[(int)from - 2].Hash;
        foreach (var entry in entries.Skip((int)from - 1))
        {
            var forged = AuditChain.Link(entry with { ActorName = "Nobody" }, entry.Seq, previous);
            await using var connection = await DataSource.OpenConnectionAsync(Token);
            await connection.ExecuteAsync("alter table audit disable trigger all; update audit set actor_name = 'Nobody', previous_hash = @PreviousHash, hash = @Hash where seq = @Seq", forged);
            previous = forged.Hash;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
