using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using System.Diagnostics.Metrics;
using System.Threading.Channels;

namespace BarberPro.Dashboard.Tests.Metrics;

/// <summary>The pipeline on a clock that the test moves: from timer to timer, so that nothing depends on how fast the machine is.</summary>
internal sealed class PipelineBench : IAsyncDisposable
{
    private readonly Channel<Frame> _frames = Channel.CreateUnbounded<Frame>();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Pipeline _pipeline;
    private readonly SeriesBook _book;
    private readonly FakeRegistry _registry;

    public PipelineBench(string expression, string[] labels, IFrameConsumer[] consumers, FakeRegistry registry, params FakeSource[] sources)
    {
        var options = new MetricsOptions { Catalogue = [EvaluatorBench.Entry("metric", expression, labels)] };
        var catalogue = Catalogue.Of(options);
        var meters = new PipelineMeters(_services.GetRequiredService<IMeterFactory>());
        _registry = registry;
        _book = new SeriesBook(catalogue, registry, Clock, NullLogger<SeriesBook>.Instance);
        Latest = new LatestValues(new CatalogueEvaluator(catalogue, options), _book, meters, Clock);
        Board = new SourceBoard(sources, Sources);
        _pipeline = new Pipeline(Board, Latest, [.. consumers, new FrameChannel(_frames.Writer)], new LateSamples(Store, meters, NullLogger<LateSamples>.Instance), Series, meters,
            Options.Create(options), Clock, NullLogger<Pipeline>.Instance);
    }

    public TimerClock Clock { get; } = new(EvaluatorBench.Start);

    public LiveValue<SourcesSnapshot> Sources { get; } = new(SourcesSnapshot.Empty);

    public LiveValue<SeriesSet> Series { get; } = new(SeriesSet.Empty);

    public FakeMinuteStore Store { get; } = new();

    public LatestValues Latest { get; }

    public SourceBoard Board { get; }

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _pipeline.StartAsync(cancellationToken);
        await NextSecondAwaitedAsync();
    }

    /// <summary>Moves the clock to the next whole second, or further, and returns its frame; a source that does not answer is given its wait.</summary>
    public async Task<Frame> NextAsync(double seconds = 1)
    {
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        return await FrameAsync();
    }

    /// <summary>The same where a source lets the frame wait: the others' answer is there, and the wait is let pass.</summary>
    public async Task<Frame> NextWithoutAnswerAsync(int answering)
    {
        Clock.Advance(TimeSpan.FromSeconds(1) - Clock.SinceSecond);
        await Clock.TimerAsync(due => due == TimeSpan.FromMilliseconds(100), Token);
        await (Board.Runs[answering].Asking ?? Task.CompletedTask);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        return await FrameAsync();
    }

    /// <summary>Frames until one fulfils a condition: for what happens beside the tick.</summary>
    public async Task<Frame> NextWhereAsync(Func<Frame, bool> condition)
    {
        while (true)
        {
            var frame = await NextAsync();
            if (condition(frame))
            {
                return frame;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.StopAsync(CancellationToken.None);
        _pipeline.Dispose();
        await _services.DisposeAsync();
    }

    /// <summary>The loop has done all of its second and set the timer for the next one; only then is it of use to move the clock.</summary>
    private Task NextSecondAwaitedAsync() => Clock.TimerAsync(due => due > TimeSpan.FromMilliseconds(100), Token);

    /// <summary>The frame, and what the registry was asked for is there for the next one.</summary>
    private async Task<Frame> FrameAsync()
    {
        var frame = await _frames.Reader.ReadAsync(Token);
        await NextSecondAwaitedAsync();
        if (_registry.Gate.IsCompleted)
        {
            await _book.Asking;
        }

        return frame;
    }

    private sealed class FrameChannel(ChannelWriter<Frame> writer) : IFrameConsumer
    {
        public void Accept(Frame frame) => writer.TryWrite(frame);
    }
}

/// <summary>A clock that says when a timer was set on it: only then is it of use to advance it.</summary>
internal sealed class TimerClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public TimeSpan SinceSecond => TimeSpan.FromTicks(GetUtcNow().UtcTicks % TimeSpan.TicksPerSecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    public async Task TimerAsync(Func<TimeSpan, bool> isIt, CancellationToken cancellationToken)
    {
        while (!isIt(await _timers.Reader.ReadAsync(cancellationToken))) { }
    }
}

internal sealed class FakeSource(string name, double intervalSeconds, Func<int, Task<Exposition>> read) : ISource
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public string Name => name;

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(intervalSeconds);

    public static FakeSource Of(string name, Func<int, double> value, double intervalSeconds = 1) =>
        new(name, intervalSeconds, asked => Task.FromResult(EvaluatorBench.Answer(EvaluatorBench.Sample("x", value(asked), ("source", name)))));

    public Task<Exposition> ReadAsync(CancellationToken cancellationToken) => read(Interlocked.Increment(ref _asked)).WaitAsync(cancellationToken);
}

internal sealed class FakeRegistry : ISeriesRegistry
{
    private readonly Lock _lock = new();
    private readonly List<(int Id, string Key, Labels Labels)> _all = [];

    /// <summary>What a registration waits for; it may fail.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Add(int id, string key, Labels labels) => _all.Add((id, key, labels));

    public async Task<IReadOnlyList<int>> RegisterAsync(IReadOnlyList<(string Key, Labels Labels)> series, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        lock (_lock)
        {
            return [.. series.Select(wanted =>
            {
                if (_all.FindIndex(known => known.Key == wanted.Key && known.Labels.Equals(wanted.Labels)) is >= 0 and var i)
                {
                    return _all[i].Id;
                }

                _all.Add((_all.Count == 0 ? 1 : _all.Max(known => known.Id) + 1, wanted.Key, wanted.Labels));
                return _all[^1].Id;
            })];
        }
    }

    public Task<IReadOnlyList<(int Id, string Key, Labels Labels)>> ReadAllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(int, string, Labels)>>([.. _all]);
}

internal sealed class FakeMinuteStore : IMinuteStore
{
    private readonly TaskCompletionSource<IReadOnlyCollection<LateSample>> _amended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyCollection<LateSample>> Amended => _amended.Task;

    public Task AmendAsync(IReadOnlyCollection<LateSample> samples, CancellationToken cancellationToken)
    {
        _amended.TrySetResult(samples);
        return Task.CompletedTask;
    }

    public Task WriteAsync(IReadOnlyCollection<Minute> minutes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<MinuteColumn>> ReadAsync(IReadOnlyList<int> seriesIds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<double[]> ReadSecondsAsync(int seriesId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => throw new NotSupportedException();
}
