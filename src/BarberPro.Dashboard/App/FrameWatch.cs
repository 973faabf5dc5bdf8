using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.App;

/// <summary>Remembers the newest frame, and says when the first ones with numbers are there.</summary>
internal sealed class FrameWatch(SourceBoard board) : IFrameConsumer
{
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Frame? _newest;

    public Frame? Newest => Volatile.Read(ref _newest);

    /// <summary>There was a frame with numbers.</summary>
    public Task Live => _live.Task;

    /// <summary>There was a frame with numbers after each source had answered.</summary>
    public Task Whole => _whole.Task;

    public void Accept(Frame frame)
    {
        Volatile.Write(ref _newest, frame);
        if (_whole.Task.IsCompleted || !frame.Values.Any(double.IsFinite))
        {
            return;
        }

        _live.TrySetResult();
        if (board.Read().All(source => source.LastSuccess is not null))
        {
            _whole.TrySetResult();
        }
    }
}
