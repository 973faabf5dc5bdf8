using AwesomeAssertions;
using Xunit;

namespace BarberPro.EndToEnd.Tests.Elements;

/// <summary>Runs when nothing else does: the browser counts nodes and listeners a process, and pages of other tests may share it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What a page holds on to over many frames.</summary>
[Collection(nameof(Alone))]
public sealed class ElementMemoryTests(Browser browser)
{
    [Fact(Timeout = 120_000)]
    public async Task Page_TwoThousandFrames_NodesAndListenersStayAsTheyAre()
    {
        var server = new StandIn();
        ChartPage.Fill(server);
        await using var page = await ElementPage.OpenAsync(browser, server, cancellationToken: TestContext.Current.CancellationToken);
        for (var second = 0; second < 120; second++)
        {
            await server.SendFrameAsync(ChartPage.Frame(server, server.At + 1));
        }

        await ElementTests.ShownAsync(page);
        var before = await page.MeasureAsync();

        for (var second = 0; second < 2000; second++)
        {
            await server.SendFrameAsync(ChartPage.Frame(server, server.At + 1));
        }

        await ElementTests.ShownAsync(page);
        var after = await page.MeasureAsync();
        after.Nodes.Should().BeLessThanOrEqualTo(before.Nodes);
        after.Listeners.Should().Be(before.Listeners);
        (after.Heap - before.Heap).Should().BeLessThan(500_000);
        page.Faults.Should().BeEmpty();
    }
}
