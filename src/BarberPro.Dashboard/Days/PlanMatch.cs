namespace BarberPro.Dashboard.Days;

/// <summary>Which of a parent's texts an imported text is. Pure.</summary>
internal static class PlanMatch
{
    /// <summary>Less alike than this is another thing.</summary>
    private const double Alike = 0.65;

    /// <summary>Where both sides have too many left over, comparing each with each would take longer than it helps.</summary>
    private const int MostPairs = 40_000;

    /// <summary>Pairs by the same text, then by key, then by the most alike text. What the plan lost earlier comes back only by its text or key.</summary>
    public static Dictionary<int, TOld> Match<TOld, TNew>(IReadOnlyList<TOld> olds, IReadOnlyList<TNew> news,
        Func<TOld, (string Key, string Text, bool Removed)> old, Func<TNew, (string Key, string Text)> @new)
        where TOld : class
    {
        var found = new Dictionary<int, TOld>();
        var free = olds.Select(candidate => (Row: candidate, Is: old(candidate))).Select(o => (o.Row, o.Is, TextKey: PlanWords.Key(o.Is.Text))).ToList();
        var open = news.Select((candidate, index) => (Index: index, Is: @new(candidate))).Select(n => (n.Index, n.Is, TextKey: PlanWords.Key(n.Is.Text))).ToList();
        Take((o, n) => o.TextKey == n.TextKey && !o.Is.Removed);
        Take((o, n) => o.TextKey == n.TextKey);
        Take((o, n) => o.Is.Key == n.Is.Key);
        if ((long)free.Count * open.Count <= MostPairs)
        {
            TakeAlike();
        }

        return found;

        void Take(Func<(TOld Row, (string Key, string Text, bool Removed) Is, string TextKey), (int Index, (string Key, string Text) Is, string TextKey), bool> same)
        {
            foreach (var candidate in open.ToList())
            {
                if (free.FindIndex(o => same(o, candidate)) is >= 0 and var place)
                {
                    found[candidate.Index] = free[place].Row;
                    free.RemoveAt(place);
                    open.Remove(candidate);
                }
            }
        }

        void TakeAlike()
        {
            var olds = free.Where(o => !o.Is.Removed).Select(o => (o.Row, Pairs: PlanWords.Pairs.Of(o.Is.Text))).ToList();
            var news = open.Select(n => (n.Index, Pairs: PlanWords.Pairs.Of(n.Is.Text))).ToList();
            var pairs = from o in olds from n in news let score = PlanWords.Similarity(o.Pairs, n.Pairs) where score >= Alike orderby score descending select (o.Row, n.Index);
            var taken = new HashSet<TOld>(ReferenceEqualityComparer.Instance);
            foreach (var (row, index) in pairs.ToList())
            {
                if (!taken.Contains(row) && found.TryAdd(index, row))
                {
                    taken.Add(row);
                }
            }
        }
    }
}
