namespace BarberPro.Sandbox;

/// <summary>
/// The platform's past and present. The past is not stored but lived again from the nearest checkpoint: the model is deterministic,
/// so what it shows then is what it showed, changes and faults included.
/// </summary>
internal sealed class Timeline
{
    /// <summary>The past before the start is simulated in coarser steps; nobody saw it second by second.</summary>
    public const int PastStepSeconds = 5;

    private const int CheckpointEverySeconds = 3600;

    private readonly Lock _lock = new();
    private readonly List<Checkpoint> _checkpoints = [];
    private readonly int _seed;
    private readonly TimeZoneInfo _zone;
    private readonly PlatformModel _model;
    private readonly ModelState _present;

    /// <summary>Lives through yesterday with Day 6's settings, and through today up to now with Day 7's.</summary>
    public Timeline(int seed, TimeZoneInfo zone, long now)
    {
        (_seed, _zone, _model) = (seed, zone, new PlatformModel(seed, zone));
        var today = _model.Demand.StartOfDay(now);
        Begin = _model.Demand.StartOfDay(today - (12 * 3600));
        // An hour before, so that what lags behind has settled; half of it is told too, for whoever looks back over a window.
        _present = new ModelState(Begin - 3600, PlatformSettings.Day6);
        Run(Begin - 1800, PastStepSeconds);
        Keep(PastStepSeconds);
        Run(today, PastStepSeconds);
        _present.Settings = PlatformSettings.Day7;
        _present.DeployedAt = today;
        Keep(PastStepSeconds);
        Run(now - ((now - today) % PastStepSeconds), PastStepSeconds);
        Keep(1);
        Run(now, 1);
    }

    /// <summary>Yesterday's midnight, as it was when the sandbox started: where its past begins.</summary>
    public long Begin { get; }

    /// <summary>Moves on to the given second, if it is not there yet, and hands over what /metrics shows.</summary>
    public void Read(long now, Span<double> values)
    {
        lock (_lock)
        {
            Run(now, 1);
            _present.Values.CopyTo(values);
        }
    }

    /// <summary>Looks at the present, or changes it.</summary>
    public T Do<T>(long now, Func<ModelState, (T Result, bool Changed)> action)
    {
        lock (_lock)
        {
            Run(now, 1);
            var (result, changed) = action(_present);
            if (changed)
            {
                Keep(1);
            }

            return result;
        }
    }

    /// <summary>Rows of values at from, from + step, … up to the present at most; fewer where the past does not reach back so far.</summary>
    /// <returns>The first row's second, and how many rows were written.</returns>
    public (long First, int Rows) ReadPast(long from, long to, int step, long now, Span<double> rows)
    {
        Checkpoint[] checkpoints;
        lock (_lock)
        {
            Run(now, 1);
            checkpoints = [.. _checkpoints];
            to = Math.Min(to, _present.Second);
        }

        var first = Math.Max(from, checkpoints[0].State.Second);
        first += (step - (first % step)) % step;
        var at = Math.Max(0, Array.FindLastIndex(checkpoints, checkpoint => checkpoint.State.Second <= first));
        var (state, model, count) = (checkpoints[at].State.Copy(), new PlatformModel(_seed, _zone), 0);
        for (var second = first; second <= to && (count + 1) * PlatformSeries.Count <= rows.Length; second += step, count++)
        {
            for (; at + 1 < checkpoints.Length && checkpoints[at + 1].State.Second <= second; at++)
            {
                state = null;
            }

            state ??= checkpoints[at].State.Copy();
            while (state.Second + checkpoints[at].StepSeconds <= second)
            {
                model.Advance(state, checkpoints[at].StepSeconds);
            }

            state.Values.CopyTo(rows[(count * PlatformSeries.Count)..]);
        }

        return (first, count);
    }

    private void Run(long until, int step)
    {
        while (_present.Second + step <= until)
        {
            _model.Advance(_present, step);
            if (_present.Second % CheckpointEverySeconds == 0)
            {
                Keep(step);
            }
        }
    }

    private void Keep(int step)
    {
        _checkpoints.Add(new Checkpoint(_present.Copy(), step));
        // Two whole days and what is left of today's are enough for whoever fills a gap.
        var oldest = _present.Second - (3 * 86_400);
        _checkpoints.RemoveAll(checkpoint => checkpoint.State.Second < oldest);
    }

    /// <param name="State">Never changed once it is kept.</param>
    /// <param name="StepSeconds">The steps that follow it.</param>
    private sealed record Checkpoint(ModelState State, int StepSeconds);
}
