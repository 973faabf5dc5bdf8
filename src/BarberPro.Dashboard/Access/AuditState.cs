namespace BarberPro.Dashboard.Access;

/// <summary>How the audit does: what the newest walk found, and how far it is anchored.</summary>
/// <param name="CheckedAt">None before the first walk has ended.</param>
/// <param name="AnchorFault">Why the anchor file could not be written the last time.</param>
/// <param name="WebhookFault">Why the webhook could not be told the last time.</param>
internal sealed record AuditState(DateTimeOffset? CheckedAt, long Entries, AuditFault? Fault, AuditAnchor? Anchor, string? AnchorFault, string? WebhookFault)
{
    public static AuditState Unknown { get; } = new(null, 0, null, null, null, null);
}
