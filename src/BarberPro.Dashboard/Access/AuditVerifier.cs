namespace BarberPro.Dashboard.Access;

internal enum AuditFaultKind
{
    /// <summary>The entry's hash is not that of its content.</summary>
    ContentChanged,

    /// <summary>It does not name the hash of the entry before it.</summary>
    LinkBroken,

    /// <summary>No entry has this number; the next one has the other.</summary>
    Missing,

    /// <summary>It stands where the other was expected.</summary>
    OutOfOrder,

    /// <summary>It, and all up to the other, were anchored and are gone.</summary>
    CutTail,

    /// <summary>It was anchored with another hash: everything from some entry after the other on was written anew.</summary>
    Rebuilt,

    /// <summary>This line of the anchor file does not follow the one before it, or is another than was written.</summary>
    AnchorEdited,

    /// <summary>This line of the anchor file was written and is gone.</summary>
    AnchorCut,
}

/// <summary>The first place where the audit is not what was written.</summary>
/// <param name="Seq">The broken entry; of an anchor's fault the line.</param>
internal sealed record AuditFault(AuditFaultKind Kind, long Seq, long Other)
{
    /// <summary>For the log and the terminal; pages have it in their language.</summary>
    public string Message => Kind switch
    {
        AuditFaultKind.ContentChanged => $"entry {Seq} is broken: its content was changed",
        AuditFaultKind.LinkBroken => $"entry {Seq} is broken: it does not follow entry {Other}",
        AuditFaultKind.Missing => $"entry {Seq} is broken: it is missing, the next one is {Other}",
        AuditFaultKind.OutOfOrder => $"entry {Seq} is broken: it stands where entry {Other} should",
        AuditFaultKind.CutTail => $"entry {Seq} is broken: it was cut off, the anchors know entries up to {Other}",
        AuditFaultKind.Rebuilt => $"entry {Seq} is broken: it was anchored with another hash, the chain was rebuilt after entry {Other}",
        AuditFaultKind.AnchorEdited => $"line {Seq} of the anchor file is broken: it is not what was written",
        _ => $"line {Seq} of the anchor file is broken: it was cut off",
    };
}

/// <summary>What a walk along the chain found.</summary>
internal sealed record AuditFinding(long Entries, AuditFault? Fault, AuditAnchor? Anchor);

/// <summary>
/// Walks the chain from its first entry and stops at the first that is broken. What the chain alone cannot tell, a cut tail or a chain
/// rebuilt from some entry on, the anchors do; an anchor file that is itself not whole is told before it is believed.
/// </summary>
internal sealed class AuditVerifier
{
    private readonly AuditAnchor[] _anchors;
    private readonly AuditFault? _anchorFault;
    private byte[] _previous = AuditChain.Genesis;
    private AuditFault? _fault;
    private AuditAnchor? _reached;
    private long _entries;
    private int _next;

    public AuditVerifier(IReadOnlyList<AuditAnchor> anchors, IReadOnlyList<AuditWitness> witnesses)
    {
        _anchorFault = FaultOf(anchors, witnesses);
        _anchors = _anchorFault is null ? [.. anchors.OrderBy(anchor => anchor.Seq)] : [];
    }

    public static AuditFinding Verify(IEnumerable<AuditEntry> entries, IReadOnlyList<AuditAnchor> anchors, IReadOnlyList<AuditWitness> witnesses)
    {
        var verifier = new AuditVerifier(anchors, witnesses);
        foreach (var entry in entries)
        {
            if (!verifier.Accept(entry))
            {
                break;
            }
        }

        return verifier.Finish();
    }

    /// <returns>False at the first broken entry; there is no need to go on.</returns>
    public bool Accept(AuditEntry entry)
    {
        var expected = _entries + 1;
        _fault = entry.Seq > expected ? new AuditFault(AuditFaultKind.Missing, expected, entry.Seq)
            : entry.Seq < expected ? new AuditFault(AuditFaultKind.OutOfOrder, entry.Seq, expected)
            : !entry.PreviousHash.AsSpan().SequenceEqual(_previous) ? new AuditFault(AuditFaultKind.LinkBroken, entry.Seq, _entries)
            : !entry.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(entry)) ? new AuditFault(AuditFaultKind.ContentChanged, entry.Seq, 0)
            : null;
        for (; _fault is null && _next < _anchors.Length && _anchors[_next].Seq == entry.Seq; _next++)
        {
            if (_anchors[_next].Hash != Convert.ToHexStringLower(entry.Hash))
            {
                _fault = new AuditFault(AuditFaultKind.Rebuilt, entry.Seq, _reached?.Seq ?? 0);
                break;
            }

            _reached = _anchors[_next];
        }

        if (_fault is null)
        {
            _entries++;
            _previous = entry.Hash;
        }

        return _fault is null;
    }

    public AuditFinding Finish() =>
        new(_entries, _fault ?? _anchorFault ?? (_next < _anchors.Length ? new AuditFault(AuditFaultKind.CutTail, _entries + 1, _anchors[^1].Seq) : null), _reached);

    private static AuditFault? FaultOf(IReadOnlyList<AuditAnchor> anchors, IReadOnlyList<AuditWitness> witnesses)
    {
        var written = witnesses.ToDictionary(witness => witness.Line, witness => witness.LineHash);
        var (line, hash) = (0L, AuditAnchor.NoLine);
        foreach (var anchor in anchors)
        {
            if (anchor.Line != line + 1 || anchor.PreviousLine != hash)
            {
                return new AuditFault(AuditFaultKind.AnchorEdited, line + 1, 0);
            }

            (line, hash) = (anchor.Line, anchor.LineHash);
            if (written.TryGetValue(line, out var known) && known != hash)
            {
                return new AuditFault(AuditFaultKind.AnchorEdited, line, 0);
            }
        }

        return witnesses.Any(witness => witness.Line > line) ? new AuditFault(AuditFaultKind.AnchorCut, line + 1, 0) : null;
    }
}
