using AwesomeAssertions;
using BarberPro.Dashboard.Access;
using CsCheck;
using Xunit;

namespace BarberPro.Dashboard.Tests.Access;

/// <summary>Chains made at random, anchored here and there and at their head: whole ones pass, and whatever is done to them is found.</summary>
public sealed class AuditVerifierTests
{
    private const int Tamperings = 10_000;

    private static readonly string[] Words = ["", "a", "plan.imported", "person.locked", "Martina Gómez", "192.0.2.7", "{\"day\":7}", "null", "día «7»", "😀", "a b", "ab"];

    private static readonly Gen<string> Word = Gen.Int[0, Words.Length - 1].Select(i => Words[i]);

    private static readonly Gen<string?> MaybeWord = Gen.Int[-1, Words.Length - 1].Select(i => i < 0 ? null : Words[i]);

    private static readonly Gen<AuditEntry> Content =
        from texts in Gen.Select(Word, Word, Word, Word, Word)
        from maybe in Gen.Select(MaybeWord, MaybeWord, MaybeWord, MaybeWord)
        from at in Gen.Long[0, 2_000_000_000_000_000]
        select new AuditEntry
        {
            Seq = 0,
            At = DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond),
            ActorKind = texts.Item1, ActorId = texts.Item2, ActorName = texts.Item3, Action = texts.Item4, Result = texts.Item5,
            ActorAddress = maybe.Item1, Subject = maybe.Item2, Before = maybe.Item3, After = maybe.Item4,
        };

    private static readonly Gen<Chain> Chains =
        from contents in Content.Array[2, 20]
        from anchored in Gen.Bool.Array[20]
        select Of(contents, anchored);

    [Fact]
    public void Verify_WholeChains_Pass() =>
        Chains.Sample(chain => AuditVerifier.Verify(chain.Entries, chain.Anchors, chain.Witnesses) is { Fault: null } finding
            && finding.Entries == chain.Entries.Count && finding.Anchor == chain.Anchors[^1], iter: 2_000);

    [Fact]
    public void Verify_NoEntry_IsWhole() => AuditVerifier.Verify([], [], []).Should().Be(new AuditFinding(0, null, null));

    [Fact]
    public void Verify_TenThousandTamperings_AreAllFound()
    {
        var done = new int[Enum.GetValues<Tampering>().Length];
        (from chain in Chains
         from tampering in Gen.Enum<Tampering>()
         from place in Gen.Int[0, 1_000]
         from other in Gen.Int[0, 1_000]
         from content in Content
         select (chain, tampering, place, other, content)).Sample(test =>
         {
             var (chain, tampering, place, other, content) = test;
             Interlocked.Increment(ref done[(int)tampering]);
             var tampered = Tamper([.. chain.Entries], tampering, place, other, content);
             return AuditVerifier.Verify(tampered, chain.Anchors, chain.Witnesses).Fault is { Seq: >= 1 };
         }, iter: Tamperings);

        done.Should().OnlyContain(count => count > Tamperings / done.Length / 2, "each kind was tried often");
    }

    [Fact]
    public void Verify_TamperedAnchorFiles_AreAllFound() =>
        (from chain in Chains
         from kind in Gen.Int[0, 3]
         from place in Gen.Int[0, 1_000]
         select (chain, kind, place)).Sample(test =>
         {
             var (chain, kind, place) = test;
             var lines = chain.Anchors.ToList();
             var at = place % lines.Count;
             if (kind == 0)
             {
                 lines.RemoveAt(at);
             }
             else if (kind == 1)
             {
                 lines.RemoveRange(at, lines.Count - at);
             }
             else if (kind == 2)
             {
                 lines[at] = lines[at] with { At = lines[at].At.AddSeconds(1) };
             }
             else
             {
                 // Edited, and all lines after it made to fit.
                 lines[at] = lines[at] with { Hash = AuditAnchor.NoLine };
                 for (var i = at + 1; i < lines.Count; i++)
                 {
                     lines[i] = lines[i] with { PreviousLine = lines[i - 1].LineHash };
                 }
             }

             return AuditVerifier.Verify(chain.Entries, lines, chain.Witnesses).Fault is { Kind: AuditFaultKind.AnchorEdited or AuditFaultKind.AnchorCut };
         }, iter: 2_000);

    [Theory]
    [InlineData("delete", "entry 4 is broken: it is missing, the next one is 5")]
    [InlineData("edit", "entry 4 is broken: its content was changed")]
    [InlineData("edit and hash", "entry 5 is broken: it does not follow entry 4")]
    [InlineData("swap", "entry 4 is broken: it is missing, the next one is 5")]
    [InlineData("repeat", "entry 4 is broken: it stands where entry 5 should")]
    [InlineData("cut", "entry 4 is broken: it was cut off, the anchors know entries up to 6")]
    [InlineData("rebuild", "entry 6 is broken: it was anchored with another hash, the chain was rebuilt after entry 3")]
    public void Verify_Tampering_NamesTheFirstBrokenEntry(string tampering, string message)
    {
        var contents = Enumerable.Range(0, 6).Select(i => new AuditEntry { Seq = 0, At = DateTimeOffset.UnixEpoch.AddSeconds(i), ActorKind = "person", ActorId = "7", ActorName = "Martina", Action = "note.added", Result = "done" });
        var chain = Of([.. contents], [false, false, true, false, false, true]);
        var entries = chain.Entries.ToList();
        var edited = entries[3] with { Action = "note.removed" };
        switch (tampering)
        {
            case "delete": entries.RemoveAt(3); break;
            case "edit": entries[3] = edited; break;
            case "edit and hash": entries[3] = edited with { Hash = AuditChain.HashOf(edited) }; break;
            case "swap": (entries[3], entries[4]) = (entries[4], entries[3]); break;
            case "repeat": entries.Insert(4, entries[3]); break;
            case "cut": entries.RemoveRange(3, 3); break;
            default: entries[3] = edited; Relink(entries, 3); break;
        }

        var finding = AuditVerifier.Verify(entries, chain.Anchors, chain.Witnesses);

        finding.Fault!.Message.Should().Be(message);
    }

    [Fact]
    public void Hash_TextsThatRunTogether_Differ()
    {
        var entry = new AuditEntry { Seq = 1, At = DateTimeOffset.UnixEpoch, ActorKind = "ab", ActorId = "c", ActorName = "", Action = "", Result = "" };

        var hashes = new[] { entry, entry with { ActorKind = "a", ActorId = "bc" }, entry with { ActorAddress = "" }, entry with { Subject = "" }, entry with { At = entry.At.AddMicroseconds(1) }, entry with { Seq = 2 } };

        hashes.Select(AuditChain.HashOf).Select(Convert.ToHexString).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Hash_OfAKnownEntry_StaysTheSameInEveryVersion() =>
        Convert.ToHexStringLower(AuditChain.Link(new AuditEntry
        {
            Seq = 0, At = new DateTimeOffset(2025, 9, 12, 14, 32, 5, TimeSpan.FromHours(-3)), ActorKind = "person", ActorId = "7", ActorName = "Martina Gómez", ActorAddress = "192.0.2.7",
            Action = "plan.imported", Subject = "7", Before = null, After = "{\"day\":7}", Result = "done",
        }, 1, AuditChain.Genesis).Hash).Should().Be("0570665da2f6a8ecd330d2412a448ee5f25728ec775ad436e9dcac0e67469fd3");

    private static List<AuditEntry> Tamper(List<AuditEntry> entries, Tampering tampering, int place, int other, AuditEntry content)
    {
        var at = place % entries.Count;
        switch (tampering)
        {
            case Tampering.Edit:
                entries[at] = Edit(entries[at], other);
                break;
            case Tampering.EditAndHash:
                var edited = Edit(entries[at], other % 10);
                entries[at] = edited with { Hash = AuditChain.HashOf(edited) };
                break;
            case Tampering.Delete:
                entries.RemoveAt(at);
                break;
            case Tampering.DeleteAndRebuild:
                entries.RemoveAt(at);
                Relink(entries, at);
                break;
            case Tampering.Insert:
                var before = at == 0 ? AuditChain.Genesis : entries[at - 1].Hash;
                entries.Insert(at, other % 2 == 0 ? AuditChain.Link(content, at + 1, before) : entries[other % entries.Count]);
                break;
            case Tampering.InsertAndRebuild:
                entries.Insert(at, content);
                Relink(entries, at);
                break;
            case Tampering.Reorder:
                var second = (at + 1 + (other % (entries.Count - 1))) % entries.Count;
                (entries[at], entries[second]) = (entries[second], entries[at]);
                break;
            case Tampering.CutTail:
                entries.RemoveRange(at, entries.Count - at);
                break;
            default:
                entries[at] = Edit(entries[at], other % 10);
                Relink(entries, at);
                break;
        }

        return entries;
    }

    /// <summary>Any one field, to something else.</summary>
    private static AuditEntry Edit(AuditEntry entry, int field) => (field % 13) switch
    {
        0 => entry with { At = entry.At.AddMicroseconds(1) },
        1 => entry with { ActorKind = entry.ActorKind + "x" },
        2 => entry with { ActorId = entry.ActorId + "x" },
        3 => entry with { ActorName = entry.ActorName + "x" },
        4 => entry with { ActorAddress = entry.ActorAddress is null ? "" : null },
        5 => entry with { Action = "x" + entry.Action },
        6 => entry with { Subject = entry.Subject is null ? "" : entry.Subject + " " },
        7 => entry with { Before = entry.Before is null ? "{}" : null },
        8 => entry with { After = entry.After + "0" },
        9 => entry with { Result = entry.Result.Length == 0 ? "done" : entry.Result[1..] },
        10 => entry with { Hash = [.. entry.Hash[..31], (byte)(entry.Hash[31] ^ 1)] },
        11 => entry with { PreviousHash = [(byte)(entry.PreviousHash[0] ^ 128), .. entry.PreviousHash[1..]] },
        _ => entry with { Seq = entry.Seq + 1 },
    };

    private static void Relink(List<AuditEntry> entries, int from)
    {
        for (var i = from; i < entries.Count; i++)
        {
            entries[i] = AuditChain.Link(entries[i], i + 1, i == 0 ? AuditChain.Genesis : entries[i - 1].Hash);
        }
    }

    private static Chain Of(AuditEntry[] contents, bool[] anchored)
    {
        var entries = contents.ToList();
        Relink(entries, 0);
        var anchors = new List<AuditAnchor>();
        foreach (var entry in entries.Where((_, i) => anchored[i] || i == entries.Count - 1))
        {
            anchors.Add(new AuditAnchor(anchors.Count + 1, entry.At, entry.Seq, Convert.ToHexStringLower(entry.Hash), anchors.Count == 0 ? AuditAnchor.NoLine : anchors[^1].LineHash));
        }

        return new Chain(entries, anchors, [.. anchors.Select(anchor => new AuditWitness(anchor.Line, anchor.LineHash))]);
    }

    private enum Tampering { Edit, EditAndHash, Delete, DeleteAndRebuild, Insert, InsertAndRebuild, Reorder, CutTail, Rebuild }

    private sealed record Chain(IReadOnlyList<AuditEntry> Entries, IReadOnlyList<AuditAnchor> Anchors, IReadOnlyList<AuditWitness> Witnesses);
}
