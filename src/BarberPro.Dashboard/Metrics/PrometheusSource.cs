namespace BarberPro.Dashboard.Metrics;

/// <summary>One entry of <c>Metrics:Sources</c>, scraped.</summary>
/// <param name="options">The entry.</param>
/// <param name="address">Asked each time: the program's own address is known only once it listens.</param>
/// <param name="client">Shared by all sources.</param>
/// <param name="ownKey">Shown to the program itself, where the entry has no token.</param>
internal sealed class PrometheusSource(SourceOptions options, Func<Uri?> address, ScrapeClient client, string? ownKey = null) : ISource
{
    private const int MostLabelSets = 50_000;

    private readonly Dictionary<Labels, Labels> _labelled = [];
    private ExpositionCache? _cache = new();

    public string Name => options.Name;

    public TimeSpan Interval => options.Interval;

    public string Address => address()?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) ?? options.Url;

    public async Task<Exposition> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new ScrapeRequest(address() ?? throw new SourceException(new SourceFault("NotListening")), options.Timeout, options.MaxBytes)
        {
            Format = options.Format,
            BearerToken = options.BearerToken ?? ownKey,
            Headers = options.Headers,
        };
        var cache = Interlocked.Exchange(ref _cache, null); // a second reading at the same time does without
        try
        {
            return WithLabels(await client.ReadAsync(request, cache, cancellationToken));
        }
        finally
        {
            _cache ??= cache;
        }
    }

    private Exposition WithLabels(Exposition exposition)
    {
        if (options.Labels.Count == 0)
        {
            return exposition;
        }

        lock (_labelled)
        {
            if (_labelled.Count > MostLabelSets)
            {
                _labelled.Clear();
            }

            return new Exposition([.. exposition.Families.Select(family => family with
            {
                Samples = [.. family.Samples.Select(sample => sample with { Labels = WithLabels(sample.Labels) })],
            })]);
        }
    }

    private Labels WithLabels(Labels own)
    {
        if (!_labelled.TryGetValue(own, out var labelled))
        {
            labelled = Labels.Of(own.Pairs.Concat(options.Labels.Where(label => own[label.Key] is null)));
            _labelled.Add(own, labelled);
        }

        return labelled;
    }
}
