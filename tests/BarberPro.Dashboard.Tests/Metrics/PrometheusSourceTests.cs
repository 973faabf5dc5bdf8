using System.Globalization;
using System.IO.Compression;
using System.Text;
using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class PrometheusSourceTests : IDisposable
{
    private const int TimeLimit = 30_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly ScrapeClient _client;

    public PrometheusSourceTests() => _client = new ScrapeClient(_clock);

    public void Dispose() => _client.Dispose();

    [Fact(Timeout = TimeLimit)]
    public async Task Read_PlainAnswer_IsText()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("# TYPE a gauge\na{x=\"1\"} 1\n"), TestContext.Current.CancellationToken);

        var exposition = await SourceOf(target.Address).ReadAsync(TestContext.Current.CancellationToken);

        ExpositionText.Describe(exposition).Should().Be("a Gauge  | \na{x=\"1\"} 1");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_OpenMetricsAnswer_IsReadByItsOwnRules()
    {
        // Timestamps are seconds there, and milliseconds in text.
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1 1500\n# EOF\n", "application/openmetrics-text; version=1.0.0; charset=utf-8"), TestContext.Current.CancellationToken);

        var exposition = await SourceOf(target.Address).ReadAsync(TestContext.Current.CancellationToken);

        exposition.Families[0].Samples[0].At.Should().Be(DateTimeOffset.FromUnixTimeSeconds(1500));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_AnswerWithoutType_IsText()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\n", null), TestContext.Current.CancellationToken);

        (await SourceOf(target.Address).ReadAsync(TestContext.Current.CancellationToken)).Families.Should().ContainSingle();
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_Request_SaysWhatItAcceptsAndWhoAsks()
    {
        IHeaderDictionary? headers = null;
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value));
            await ScrapeTarget.Text("a 1\n")(context);
        }, TestContext.Current.CancellationToken);
        var options = OptionsOf(target.Address);
        options.BearerToken = "secret-token";
        options.Headers["X-Shop"] = "palermo";

        await new PrometheusSource(options, () => target.Address, _client).ReadAsync(TestContext.Current.CancellationToken);

        headers!.Accept.ToString().Should().StartWith("application/openmetrics-text; version=1.0.0").And.Contain("text/plain; version=0.0.4");
        headers.AcceptEncoding.ToString().Should().Contain("gzip");
        headers.Authorization.ToString().Should().Be("Bearer secret-token");
        headers["X-Shop"].ToString().Should().Be("palermo");
        headers.UserAgent.ToString().Should().StartWith("BarberProDashboard/");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_GzipAnswer_IsUnpacked()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"a{{x=\"{i}\"}} {i}\n"));
        await using var target = await ScrapeTarget.StartAsync(context => WriteGzipAsync(context, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask()), TestContext.Current.CancellationToken);

        (await SourceOf(target.Address).ReadAsync(TestContext.Current.CancellationToken)).Families[0].Samples.Should().HaveCount(5000);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_GzipBomb_EndsAtTheLimit()
    {
        var sent = 0L;
        await using var target = await ScrapeTarget.StartAsync(context => WriteGzipAsync(context, async stream =>
        {
            var zeros = new byte[1024 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await stream.WriteAsync(zeros, context.RequestAborted);
                sent += zeros.Length;
            }
        }), TestContext.Current.CancellationToken);
        var options = OptionsOf(target.Address);
        options.MaxBytes = 2_000_000;

        (await FaultOf(new PrometheusSource(options, () => target.Address, _client), TestContext.Current.CancellationToken)).Should().Be(new SourceFault("TooLarge", target.Address.ToString(), "2000000"));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_AnswerOfExactlyTheLimit_IsRead()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\n" + new string('#', 1020)), TestContext.Current.CancellationToken);
        var options = OptionsOf(target.Address);
        options.MaxBytes = 1024;

        (await new PrometheusSource(options, () => target.Address, _client).ReadAsync(TestContext.Current.CancellationToken)).Families.Should().ContainSingle();
        options.MaxBytes = 1023;
        (await FaultOf(new PrometheusSource(options, () => target.Address, _client), TestContext.Current.CancellationToken)).Key.Should().Be("TooLarge");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_NoAnswer_EndsAfterTheTimeout()
    {
        var asked = new TaskCompletionSource();
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            asked.SetResult();
            await UntilAborted(context);
        }, TestContext.Current.CancellationToken);

        var reading = FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromMilliseconds(800));

        (await reading).Should().Be(new SourceFault("TimedOut", target.Address.ToString(), "0.8"));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_AnswerThatDrips_EndsAfterTheTimeout()
    {
        var dripped = new TaskCompletionSource();
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync("a 1\nb", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            dripped.SetResult();
            await UntilAborted(context);
        }, TestContext.Current.CancellationToken);

        var reading = FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken);
        await dripped.Task.WaitAsync(TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await reading).Key.Should().Be("TimedOut");
    }

    [Theory(Timeout = TimeLimit)]
    [InlineData(500, "BadStatus")]
    [InlineData(404, "BadStatus")]
    [InlineData(204, "BadStatus")]
    [InlineData(302, "Redirected")]
    public async Task Read_OtherStatus_IsToldInWords(int status, string key)
    {
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain";
            if (status == 302)
            {
                context.Response.Headers.Location = "http://elsewhere.example/metrics";
            }

            if (status != 204)
            {
                await context.Response.WriteAsync("a 1\n", context.RequestAborted);
            }
        }, TestContext.Current.CancellationToken);

        var fault = await FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken);

        fault.Key.Should().Be(key);
        fault.Second.Should().Be(status == 302 ? "http://elsewhere.example/metrics" : status.ToString(CultureInfo.InvariantCulture));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_PageInsteadOfMetrics_IsToldInWords()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("<html></html>", "text/html; charset=utf-8"), TestContext.Current.CancellationToken);

        (await FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken)).Should().Be(new SourceFault("WrongType", target.Address.ToString(), "text/html"));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_MalformedAnswer_IsToldWithItsLine()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\nb x\n"), TestContext.Current.CancellationToken);

        (await FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken)).Should().Be(new SourceFault("NotItsFormat", target.Address.ToString(), "line 2: 'x' is no number"));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_AnswerThatBreaksOff_IsNotTakenForWhole()
    {
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("a 1\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Features.Get<IHttpRequestLifetimeFeature>()!.Abort();
        }, TestContext.Current.CancellationToken);

        (await FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken)).Key.Should().Be("BrokenAnswer");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_BrokenGzip_IsToldInWords()
    {
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.WriteAsync("this is not packed", context.RequestAborted);
        }, TestContext.Current.CancellationToken);

        (await FaultOf(SourceOf(target.Address), TestContext.Current.CancellationToken)).Key.Should().Be("BrokenAnswer");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_TargetThatVanishesAndComesBack_IsReadAgain()
    {
        PrometheusSource source;
        int port;
        await using (var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\n"), TestContext.Current.CancellationToken))
        {
            port = target.Address.Port;
            source = SourceOf(target.Address);
            (await source.ReadAsync(TestContext.Current.CancellationToken)).Families[0].Samples[0].Value.Should().Be(1);
        }

        (await FaultOf(source, TestContext.Current.CancellationToken)).Key.Should().Be("NotReachable");

        await using var back = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 2\n"), TestContext.Current.CancellationToken, port);
        (await source.ReadAsync(TestContext.Current.CancellationToken)).Families[0].Samples[0].Value.Should().Be(2);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_CallerWhoStops_GetsACancellationAndNoFault()
    {
        var asked = new TaskCompletionSource();
        await using var target = await ScrapeTarget.StartAsync(async context =>
        {
            asked.SetResult();
            await UntilAborted(context);
        }, TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var reading = SourceOf(target.Address).ReadAsync(stop.Token);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        var awaiting = () => reading;
        await awaiting.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_LabelsOfTheSource_AreAddedWhereASampleLacksThem()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\na{shop=\"own\"} 2\n"), TestContext.Current.CancellationToken);
        var options = OptionsOf(target.Address);
        options.Labels = new() { ["shop"] = "palermo", ["env"] = "live" };

        var exposition = await new PrometheusSource(options, () => target.Address, _client).ReadAsync(TestContext.Current.CancellationToken);

        exposition.Families[0].Samples.Select(sample => sample.Labels.ToString()).Should().Equal("{env=\"live\",shop=\"palermo\"}", "{env=\"live\",shop=\"own\"}");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Read_OwnAddressBeforeItIsKnown_IsToldInWords()
    {
        var source = new PrometheusSource(new SourceOptions { Name = "dashboard", Url = "/metrics" }, () => null, _client);

        (await FaultOf(source, TestContext.Current.CancellationToken)).Key.Should().Be("NotListening");
        source.Address.Should().Be("/metrics");
    }

    private static SourceOptions OptionsOf(Uri address) => new() { Name = "target", Url = address.ToString() };

    private PrometheusSource SourceOf(Uri address) => new(OptionsOf(address), () => address, _client);

    private static async Task<SourceFault> FaultOf(PrometheusSource source, CancellationToken cancellationToken)
    {
        var reading = () => source.ReadAsync(cancellationToken);
        return (await reading.Should().ThrowAsync<SourceException>()).Which.Fault!;
    }

    private static async Task WriteGzipAsync(HttpContext context, Func<Stream, Task> write)
    {
        context.Response.ContentType = "text/plain; version=0.0.4";
        context.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await write(packed);
    }

    private static Task UntilAborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        context.RequestAborted.Register(aborted.SetResult);
        return aborted.Task;
    }
}
