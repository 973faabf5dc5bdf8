using System.Collections.Immutable;

namespace BarberPro.Dashboard.Days;

/// <summary>What belongs to a task by meaning: the plan lists areas, risks and people apart from its tasks. Pure.</summary>
internal static class PlanRelations
{
    // More than half of the shorter text's telling words: "Load testing" is not "CDN and load balancer".
    private const double Enough = 0.5;

    public static FocusArea? AreaOf(CardDraft card, ImmutableArray<FocusArea> areas) => Best(areas, area => PlanWords.SharedMeaning(card.Title, area.Title));

    public static PlannedRisk? RiskOf(CardDraft card, IEnumerable<PlannedRisk> risks) => Best(risks, risk => PlanWords.SharedMeaning(card.Title, risk.Subject));

    /// <summary>Whose note speaks of the task, else of what is in it, else the one with the most hours.</summary>
    public static PlannedPerson? RoleOf(CardDraft card, IReadOnlyCollection<PlannedPerson> people) =>
        Best(people, person => PlanWords.SharedMeaning(card.Title, person.Note))
        ?? Best(people, person => card.Items.Select(item => PlanWords.SharedMeaning(item.Text, person.Note)).DefaultIfEmpty(0).Max())
        ?? people.MaxBy(person => person.Hours);

    private static T? Best<T>(IEnumerable<T> candidates, Func<T, double> score) where T : class =>
        candidates.Select(candidate => (candidate, score: score(candidate))).Where(pair => pair.score > Enough).OrderByDescending(pair => pair.score).FirstOrDefault().candidate;
}
