using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.App;

/// <summary>Remembers the newest frame, and says when the first one with numbers is there.</summary>
internal sealed class FrameWatch : IFrameConsumer
{
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Frame? _newest;

    public Frame? Newest => Volatile.Read(ref _newest);

    public Task Live => _live.Task;

    public void Accept(Frame frame)
    {
        Volatile.Write(ref _newest, frame);
        if (!_live.Task.IsCompleted && frame.Values.Any(double.IsFinite))
        {
            _live.TrySetResult();
        }
    }
}
