using System.Text.Json;

namespace BarberPro.Dashboard.Access;

/// <summary>Entries as scripts see them, the newest first.</summary>
/// <param name="Next">For <c>before</c> of the next request; none where there are no older ones.</param>
internal sealed record AuditAnswer(IReadOnlyList<AuditAnswer.Entry> Entries, long? Next)
{
    public static AuditAnswer Of(IReadOnlyList<AuditEntry> entries, int limit, TimeZoneInfo zone) =>
        new([.. entries.Select(entry => Of(entry, zone))], entries.Count == limit && entries[^1].Seq > 1 ? entries[^1].Seq : null);

    private static Entry Of(AuditEntry entry, TimeZoneInfo zone) => new(entry.Seq, TimeZoneInfo.ConvertTime(entry.At, zone),
        new Who(entry.ActorKind, entry.ActorId, entry.ActorName, entry.ActorAddress), entry.Action, entry.Subject, Json(entry.Before), Json(entry.After), entry.Result,
        Convert.ToHexStringLower(entry.Hash), Convert.ToHexStringLower(entry.PreviousHash));

    private static JsonElement? Json(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text); // somebody else's hand: shown as it is
        }
    }

    internal sealed record Entry(long Seq, DateTimeOffset At, Who Actor, string Action, string? Subject, JsonElement? Before, JsonElement? After, string Result, string Hash, string PreviousHash);

    internal sealed record Who(string Kind, string Id, string Name, string? Address);
}
