using System.Collections.Immutable;
using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// How the sources do. The snapshot is published when something about one of them is new; <see cref="Read"/> has each one's last success to the second.
/// </summary>
public sealed class SourceBoard
{
    private readonly ImmutableArray<SourceRun> _runs;
    private readonly LiveValue<SourcesSnapshot> _live;
    private ImmutableArray<SourceStatus> _published = [];
    private int _version = -1;

    internal SourceBoard(IEnumerable<ISource> sources, LiveValue<SourcesSnapshot> live) => (_runs, _live) = ([.. sources.Select(source => new SourceRun(source))], live);

    internal ImmutableArray<SourceRun> Runs => _runs;

    public ImmutableArray<SourceStatus> Read() => [.. _runs.Select(run => run.Status)];

    /// <param name="version">Rises when more metrics may have a source.</param>
    internal void Publish(int version, Func<IReadOnlyList<string>> metricsWithoutSource)
    {
        var isNews = _published.Length != _runs.Length || version != _version;
        for (var i = 0; !isNews && i < _runs.Length; i++)
        {
            isNews = SourceRun.IsNews(_published[i], _runs[i].Status);
        }

        if (isNews)
        {
            (_published, _version) = (Read(), version);
            _live.Publish(new SourcesSnapshot(_published) { MetricsWithoutSource = metricsWithoutSource() });
        }
    }
}
