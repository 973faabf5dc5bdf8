using AwesomeAssertions;
using BarberPro.Dashboard.Live;
using Xunit;

namespace BarberPro.Dashboard.Tests.Live;

public sealed class LiveValueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 10_000)]
    public async Task Watch_WithoutAnyPublish_YieldsTheCurrentSnapshot()
    {
        var live = new LiveValue<Snapshot>(new(0));

        await using var watcher = live.WatchAsync(Stop).GetAsyncEnumerator(Stop);

        (await watcher.MoveNextAsync()).Should().BeTrue();
        watcher.Current.Should().Be(new Snapshot(0));
    }

    [Fact(Timeout = 10_000)]
    public async Task Publish_OfAnEqualSnapshot_IsDropped()
    {
        var live = new LiveValue<Snapshot>(new(0));
        await using var watcher = live.WatchAsync(Stop).GetAsyncEnumerator(Stop);
        await watcher.MoveNextAsync();

        live.Publish(new(0));
        var next = watcher.MoveNextAsync().AsTask();
        next.IsCompleted.Should().BeFalse();
        live.Publish(new(1));

        (await next).Should().BeTrue();
        watcher.Current.Should().Be(new Snapshot(1));
    }

    [Fact(Timeout = 10_000)]
    public async Task Publish_OverAnUnreadSnapshot_ReplacesIt()
    {
        var live = new LiveValue<Snapshot>(new(0));
        await using var watcher = live.WatchAsync(Stop).GetAsyncEnumerator(Stop);
        await watcher.MoveNextAsync();

        live.Publish(new(1));
        live.Publish(new(2));
        live.Publish(new(3));

        await watcher.MoveNextAsync();
        watcher.Current.Should().Be(new Snapshot(3));
        live.Current.Should().Be(new Snapshot(3));
    }

    [Fact(Timeout = 30_000)]
    public async Task Watch_WhilePublishing_AlwaysSeesTheLastSnapshot()
    {
        for (var round = 0; round < 500; round++)
        {
            var live = new LiveValue<Snapshot>(new(0));
            var publishing = Task.Run(() => live.Publish(new(1)), Stop);

            await foreach (var snapshot in live.WatchAsync(Stop))
            {
                if (snapshot.Number == 1)
                {
                    break;
                }
            }

            await publishing;
            live.Watchers.Should().Be(0);
        }
    }

    [Fact(Timeout = 10_000)]
    public async Task Watch_Cancelled_LeavesNoWatcher()
    {
        var live = new LiveValue<Snapshot>(new(0));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watching = WatchAsync(live, leaving.Token);
        live.Watchers.Should().Be(1);

        await leaving.CancelAsync();

        await ((Func<Task>)(() => watching)).Should().ThrowAsync<OperationCanceledException>();
        live.Watchers.Should().Be(0);
    }

    private static async Task WatchAsync(LiveValue<Snapshot> live, CancellationToken cancellationToken)
    {
        await foreach (var _ in live.WatchAsync(cancellationToken))
        {
        }
    }

    private sealed record Snapshot(int Number);
}
