using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace BarberPro.Benchmarks;

/// <summary>What the viewers saw.</summary>
internal sealed record FanOutSeen(int Healthy, long Frames, long Missed, int Gone, double P50Milliseconds, double P99Milliseconds, double LongestGapMilliseconds);

/// <summary>The viewers of one server, in a process of their own. Says <c>ready</c> when all are connected; <c>forget</c> begins the measuring, <c>tell</c> answers what was seen since.</summary>
internal static class FanOutLoad
{
    public const string Role = "fan-out-load";

    /// <summary>args: address, healthy viewers, those that never read, those at 20 KB/s.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var server = new Uri(args[0]);
        var counts = args[1..].Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
        using var stop = new CancellationTokenSource();
        var viewers = Enumerable.Range(0, counts.Sum())
            .Select(i => new FanOutViewer(i < counts[0] ? Reading.AtOnce : i < counts[0] + counts[1] ? Reading.Never : Reading.TwentyKilobytesASecond)).ToArray();
        await Parallel.ForEachAsync(viewers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (viewer, token) => await viewer.ConnectAsync(server, token));

        var watches = viewers.Where(v => v.Reading == Reading.AtOnce).Select(v => new Watching(v)).ToArray();
        var tasks = watches.Select(w => w.RunAsync(stop.Token))
            .Concat(viewers.Where(v => v.Reading == Reading.TwentyKilobytesASecond).Select(v => QuietlyAsync(v.ReadSlowlyAsync(stop.Token))))
            .Append(PingAsync(viewers, stop.Token)).ToArray();
        Console.WriteLine("ready");

        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "forget")
            {
                Array.ForEach(watches, w => w.Forget());
                Console.WriteLine("ok");
            }
            else
            {
                Console.WriteLine(JsonSerializer.Serialize(Seen(watches)));
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(tasks);
        Array.ForEach(viewers, v => v.Dispose());
        return 0;
    }

    private static FanOutSeen Seen(Watching[] watches)
    {
        var ages = watches.SelectMany(w => w.Ages).Order().ToArray();
        return new FanOutSeen(watches.Length, ages.Length, watches.Sum(w => w.Missed), watches.Count(w => w.Gone), At(ages, 0.5), At(ages, 0.99), watches.Max(w => w.LongestGap));
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)] / 1_000;

    /// <summary>Who says nothing for half a minute is cut off; those that never read must not be saved by that.</summary>
    private static async Task PingAsync(FanOutViewer[] viewers, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        while (await timer.WaitForNextTickAsync(cancellationToken).AsTask().ContinueWith(t => t.IsCompletedSuccessfully && t.Result, TaskScheduler.Default))
        {
            foreach (var viewer in viewers)
            {
                await QuietlyAsync(viewer.PingAsync(cancellationToken));
            }
        }
    }

    private static async Task QuietlyAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // cut off, or the bench is over
        }
    }

    private sealed class Watching(FanOutViewer viewer)
    {
        private readonly ConcurrentQueue<double> _ages = new();
        private double _lastAt = double.NaN;
        private long _lastSeq;

        public IEnumerable<double> Ages => _ages;

        public long Missed { get; private set; }

        public double LongestGap { get; private set; }

        public bool Gone { get; private set; }

        public void Forget()
        {
            _ages.Clear();
            (_lastAt, Missed, LongestGap, _lastSeq) = (double.NaN, 0, 0, 0);
        }

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                await viewer.ReadAsync(OnFrame, cancellationToken);
            }
            catch (OperationCanceledException)
            {
            }
            catch (Exception exception) when (exception is EndOfStreamException or System.Net.Sockets.SocketException)
            {
                Gone = true;
            }
        }

        private void OnFrame(long seq, double sentAt)
        {
            var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 10.0;
            _ages.Enqueue(now - sentAt);
            if (!double.IsNaN(_lastAt))
            {
                LongestGap = Math.Max(LongestGap, (now - _lastAt) / 1_000);
                Missed += seq - _lastSeq - 1;
            }

            (_lastAt, _lastSeq) = (now, seq);
        }
    }
}
