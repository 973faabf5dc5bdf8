using System.Collections.Immutable;
using BarberPro.Dashboard.Days;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Targets;

/// <summary>Judges the targets of any day from the store alone: days that are over, and the day in view before its first frame.</summary>
internal sealed class TargetJudge(TargetReader reader, ITargetStore store, IOptions<TargetsOptions> options, TimeProvider clock, IIncidentCounter? incidents = null)
{
    public async Task<TargetsSnapshot> JudgeAsync(DaySnapshot day, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var book = new TargetBook(day, TargetBinder.Bind(day.Targets, options.Value.Definitions), options.Value);
        var until = (int)Math.Clamp(Math.Ceiling((now - book.Hours.From).TotalMinutes), 0, book.Hours.Minutes);
        book.Load(await reader.ReadAsync(book.Rules, book.Hours, until, cancellationToken), await reader.ReadChartsAsync(book.Rules, cancellationToken), now);
        if (incidents is not null)
        {
            book.SetIncidents(await incidents.BeganAsync(book.Hours.From, book.Hours.To, cancellationToken));
        }

        ImmutableArray<TargetReview> reviews = day.Number is { } number ? await store.ReadReviewsAsync(number, day.Date, cancellationToken) : [];
        return new TargetsSnapshot(day, now, book.Judge(now, reviews), version: 0);
    }
}
