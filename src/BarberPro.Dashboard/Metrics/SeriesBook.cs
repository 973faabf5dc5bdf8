using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// Which series the evaluator's values are. New ones get their ids from the registry while frames go on without them;
/// what they counted meanwhile is in the first frame that has them.
/// </summary>
internal sealed partial class SeriesBook(Catalogue catalogue, ISeriesRegistry registry, TimeProvider clock, ILogger<SeriesBook> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(int Metric, Labels Labels), int> _ids = [];
    private readonly List<int> _positions = [];
    private readonly List<double> _carried = [];
    private Task? _asking;
    private List<(int Id, int Metric, Labels Labels)>? _joined;
    private DateTimeOffset _notBefore;
    private bool _loaded;
    private int _unknown;

    /// <summary>What is asked of the registry at present; for tests.</summary>
    public Task Asking => _asking ?? Task.CompletedTask;

    public SeriesSet Set { get; private set; } = SeriesSet.Empty;

    /// <summary>The place of an evaluated value in the frame, or -1 while it has no id.</summary>
    public int PositionOf(int place) => place < _positions.Count ? _positions[place] : -1;

    /// <summary>Takes what the registry has answered, and asks it for what is not known. Never waits.</summary>
    public void Update(ReadOnlySpan<Evaluated> values, CancellationToken cancellationToken)
    {
        var changed = Take();
        while (_positions.Count < values.Length)
        {
            ref readonly var value = ref values[_positions.Count];
            var position = _ids.TryGetValue((value.Metric, value.Labels), out var id) ? Set.PositionOf(id) : -1;
            _unknown += position < 0 ? 1 : 0;
            _positions.Add(position);
            _carried.Add(double.NaN);
        }

        if (changed)
        {
            Place(values);
        }

        if (_asking is null && clock.GetUtcNow() >= _notBefore && (!_loaded || _unknown > 0))
        {
            Ask(values, cancellationToken);
        }
    }

    /// <summary>Writes the values into a frame.</summary>
    public void Fill(ReadOnlySpan<Evaluated> values, double[] frame)
    {
        Array.Fill(frame, double.NaN);
        for (var place = 0; place < values.Length; place++)
        {
            ref readonly var value = ref values[place];
            var position = _positions[place];
            if (position >= 0)
            {
                frame[position] = double.IsNaN(_carried[place]) ? value.Value : Sum(_carried[place], value.Value);
                _carried[place] = double.NaN;
            }
            else if (!double.IsNaN(value.Value) && catalogue.Metrics[value.Metric].Kind is MetricKind.Increase)
            {
                _carried[place] = Sum(_carried[place], value.Value);
            }
        }
    }

    private static double Sum(double a, double b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : a + b;

    private bool Take()
    {
        if (_asking is not { IsCompleted: true })
        {
            return false;
        }

        _asking = null;
        if (_joined is not { } joined)
        {
            _notBefore = clock.GetUtcNow() + RetryAfter;
            return false;
        }

        (_loaded, _joined) = (true, null);
        var known = Set.All.Select(series => series.Id).ToHashSet();
        var all = Set.All.ToBuilder();
        foreach (var (id, metric, labels) in joined)
        {
            _ids[(metric, labels)] = id;
            if (known.Add(id))
            {
                all.Add(new Series(id, catalogue.Metrics[metric].Key, labels, catalogue.Metrics[metric].Unit));
            }
        }

        if (all.Count == Set.All.Length)
        {
            return false;
        }

        all.Sort((a, b) => a.Id.CompareTo(b.Id)); // by id, so that a restart keeps the order
        Set = new SeriesSet(Set.Version + 1, all.ToImmutable());
        return true;
    }

    private void Place(ReadOnlySpan<Evaluated> values)
    {
        _unknown = 0;
        for (var place = 0; place < _positions.Count; place++)
        {
            _positions[place] = _ids.TryGetValue((values[place].Metric, values[place].Labels), out var id) ? Set.PositionOf(id) : -1;
            _unknown += _positions[place] < 0 ? 1 : 0;
        }
    }

    private void Ask(ReadOnlySpan<Evaluated> values, CancellationToken cancellationToken)
    {
        if (!_loaded)
        {
            _asking = Task.Run(() => AskAsync(LoadAsync, cancellationToken), cancellationToken);
            return;
        }

        // Of labels only those that have had a value: the others may never come. A metric without any is one series from its source's first answer on.
        var wanted = new List<(int Metric, Labels Labels)>();
        for (var place = 0; place < values.Length; place++)
        {
            if (_positions[place] < 0 && (values[place].Labels.Pairs.IsEmpty || !double.IsNaN(values[place].Value) || !double.IsNaN(_carried[place])))
            {
                wanted.Add((values[place].Metric, values[place].Labels));
            }
        }

        if (wanted.Count > 0)
        {
            _asking = Task.Run(() => AskAsync(token => RegisterAsync(wanted, token), cancellationToken), cancellationToken);
        }
    }

    private async Task AskAsync(Func<CancellationToken, Task<List<(int Id, int Metric, Labels Labels)>>> ask, CancellationToken cancellationToken)
    {
        try
        {
            _joined = await ask(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.RegistryFailed(logger, exception);
        }
    }

    private async Task<List<(int Id, int Metric, Labels Labels)>> LoadAsync(CancellationToken cancellationToken)
    {
        var all = await registry.ReadAllAsync(cancellationToken);
        // Of other catalogues: metrics that are no more, or that kept other labels then.
        return [.. all.Select(series => (series.Id, Metric: catalogue.Find(series.Key), series.Labels))
            .Where(series => series.Metric is { } metric && series.Labels.Pairs.All(pair => metric.Labels.Contains(pair.Key)))
            .Select(series => (series.Id, series.Metric!.Index, series.Labels))];
    }

    private async Task<List<(int Id, int Metric, Labels Labels)>> RegisterAsync(List<(int Metric, Labels Labels)> wanted, CancellationToken cancellationToken)
    {
        var ids = await registry.RegisterAsync([.. wanted.Select(series => (catalogue.Metrics[series.Metric].Key, series.Labels))], cancellationToken);
        return [.. wanted.Select((series, i) => (ids[i], series.Metric, series.Labels))];
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "New series could not be registered; frames go on without them, and it is tried again")]
        public static partial void RegistryFailed(ILogger logger, Exception exception);
    }
}
