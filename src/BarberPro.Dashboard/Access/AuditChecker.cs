namespace BarberPro.Dashboard.Access;

/// <summary>Walks the stored chain and compares it with the anchors.</summary>
internal sealed class AuditChecker(AuditStore store, AuditAnchors anchors)
{
    public async Task<AuditFinding> CheckAsync(CancellationToken cancellationToken)
    {
        // Anchors first: an entry that one of them knows is then there.
        var (lines, witnesses) = await anchors.ReadAsync(cancellationToken);
        var verifier = new AuditVerifier(lines, witnesses);
        await foreach (var entry in store.ReadChainAsync(cancellationToken))
        {
            if (!verifier.Accept(entry))
            {
                break;
            }
        }

        return verifier.Finish();
    }
}
