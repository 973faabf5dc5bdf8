using BarberPro.Dashboard.Access;
using BarberPro.Dashboard.Days;

namespace BarberPro.Dashboard.Targets;

/// <summary>Writes down who looked at a target, for the page and the API alike. Refusals name the field; the verdict never changes.</summary>
internal sealed class TargetReviewer(ITargetStore store, TargetEvaluator evaluator, IAudit audit, TimeProvider clock)
{
    public const int LongestNote = 10_000, LongestName = 200;

    /// <summary>The reviewer is who asks; a key may say on whose behalf.</summary>
    /// <returns>Null where a person names somebody else.</returns>
    public static string? NameOf(Actor actor, string? by) =>
        string.IsNullOrWhiteSpace(by) || by.Trim() == actor.Name ? actor.Name
        : actor.Kind == ActorKind.Key ? by
        : null;

    /// <summary>The field at fault and the resource that says why; null where there is none.</summary>
    public static (string Field, string Text, int Limit)? Fault(string? by, string? note) =>
        string.IsNullOrWhiteSpace(by) ? ("by", "ReviewNeedsName", 0)
        : by.Length > LongestName ? ("by", "ReviewTooLong", LongestName)
        : note?.Length > LongestNote ? ("note", "ReviewTooLong", LongestNote)
        // PostgreSQL's text has no place for it.
        : by.Contains('\0', StringComparison.Ordinal) ? ("by", "ReviewHasZero", 0)
        : note?.Contains('\0', StringComparison.Ordinal) == true ? ("note", "ReviewHasZero", 0)
        : null;

    /// <exception cref="ArgumentException">There is a fault.</exception>
    /// <exception cref="AuditUnavailableException">It could not be recorded, and was not done.</exception>
    public async Task<TargetReview> ReviewAsync(Actor actor, DaySnapshot day, string target, string by, string? note, CancellationToken cancellationToken)
    {
        if (Fault(by, note) is { } fault)
        {
            throw new ArgumentException(fault.Text, fault.Field);
        }

        var review = new TargetReview(target, by.Trim(), note?.Trim() ?? "", clock.GetUtcNow());
        await RecordAsync(actor, "target.reviewed", day, target, new { review.By, review.Note }, cancellationToken);
        await store.AddReviewAsync(day.Number!.Value, day.Date, review, cancellationToken);
        evaluator.ReadReviewsAgain();
        return review;
    }

    /// <returns>False when nobody had reviewed it.</returns>
    /// <exception cref="AuditUnavailableException">As above.</exception>
    public async Task<bool> WithdrawAsync(Actor actor, DaySnapshot day, string target, CancellationToken cancellationToken)
    {
        await RecordAsync(actor, "target.review-withdrawn", day, target, null, cancellationToken);
        var withdrawn = await store.WithdrawReviewsAsync(day.Number!.Value, day.Date, target, clock.GetUtcNow(), cancellationToken);
        evaluator.ReadReviewsAgain();
        return withdrawn;
    }

    private Task RecordAsync(Actor actor, string action, DaySnapshot day, string target, object? after, CancellationToken cancellationToken) =>
        audit.RecordAsync(new AuditEvent { Actor = actor, Action = action, Subject = $"day {day.Number}: {target}", After = after }, cancellationToken);
}
