using AwesomeAssertions;
using BarberPro.Dashboard.Metrics;
using Xunit;

namespace BarberPro.Dashboard.Tests.Metrics;

public sealed class CheckSourceTests : IDisposable
{
    private const int TimeLimit = 30_000;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"exposition {Guid.NewGuid():N}.txt");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(true, "--check-source", "x")]
    [InlineData(true, "--check-source=x")]
    [InlineData(true, "--format", "text", "--check-source", "x")]
    [InlineData(false, "--urls", "http://127.0.0.1:1")]
    [InlineData(false, "--check-sources")]
    public void IsAsked_ByItsOption_OnlyThen(bool asked, params string[] args) => CheckSource.IsAsked(args).Should().Be(asked);

    [Fact(Timeout = TimeLimit)]
    public async Task Run_OpenMetricsFile_PrintsCountsAndSamples()
    {
        await WriteAsync("# TYPE a counter\na_total{x=\"1\",q=\"a\\\"b\"} 5 1520879607.789\na_total{x=\"1\",q=\"a\\\"b\"} 1e300 1520879608\n# TYPE b gauge\nb NaN\nc -Inf\n# EOF\n");

        (await RunAsync(["--check-source", _file], TestContext.Current.CancellationToken)).Should().Be((0,
            "3 families, 3 series, 4 samples\na_total{q=\"a\\\"b\",x=\"1\"} 5 1520879607.789\na_total{q=\"a\\\"b\",x=\"1\"} 1E+300 1520879608\nb NaN\nc -Inf\n", ""));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Run_TextFile_IsReadAsText()
    {
        await WriteAsync("a{x=\"1\",} 0.1 1500\n\n");

        (await RunAsync(["--check-source", _file], TestContext.Current.CancellationToken)).Should().Be((0, "1 families, 1 series, 1 samples\na{x=\"1\"} 0.1 1.5\n", ""));
    }

    [Theory(Timeout = TimeLimit)]
    [InlineData("a 1\n# EOF\nb 2\n", "line 3: nothing may follow # EOF\n")]
    [InlineData("a 1\nb\n", "line 2: 'b' has no value\n")]
    [InlineData("a 1\n", "line 2: # EOF is missing at the end\n", "--format", "openmetrics")]
    [InlineData("a 1 1.5\n# EOF\n", "line 1: '1.5' is no timestamp in whole milliseconds\n", "--format=text")]
    public async Task Run_MalformedFile_PrintsTheFirstFaultWithItsLine(string text, string expected, params string[] options)
    {
        await WriteAsync(text);

        (await RunAsync(["--check-source", _file, .. options], TestContext.Current.CancellationToken)).Should().Be((1, "", expected));
    }

    [Theory(Timeout = TimeLimit)]
    [InlineData("*/no-such-file is neither*", "--check-source", "/no-such-file")]
    [InlineData("--check-source lacks its value*", "--check-source")]
    [InlineData("--format xml is not understood*", "--check-source", "x", "--format", "xml")]
    [InlineData("--verbose is not understood*", "--check-source", "x", "--verbose")]
    [InlineData("y is not understood*", "--check-source", "x", "y")]
    public async Task Run_WhatItCannotDo_IsToldInOneLine(string expected, params string[] args)
    {
        var (code, output, error) = await RunAsync(args, TestContext.Current.CancellationToken);

        (code, output).Should().Be((1, ""));
        error.TrimEnd('\n').Should().Match(expected).And.NotContain("\n");
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Run_Address_IsAskedAsTheScraperWould()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\n# EOF\n", "application/openmetrics-text; version=1.0.0"), TestContext.Current.CancellationToken);

        (await RunAsync(["--check-source", target.Address.ToString()], TestContext.Current.CancellationToken)).Should().Be((0, "1 families, 1 series, 1 samples\na 1\n", ""));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Run_AddressWithAFault_PrintsItsLine()
    {
        await using var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text("a 1\n", "application/openmetrics-text; version=1.0.0"), TestContext.Current.CancellationToken);

        (await RunAsync(["--check-source", target.Address.ToString()], TestContext.Current.CancellationToken)).Should().Be((1, "", "line 2: # EOF is missing at the end\n"));
    }

    [Fact(Timeout = TimeLimit)]
    public async Task Run_AddressWhereNothingListens_IsToldInOneLine()
    {
        Uri gone;
        await using (var target = await ScrapeTarget.StartAsync(ScrapeTarget.Text(""), TestContext.Current.CancellationToken))
        {
            gone = target.Address;
        }

        var (code, _, error) = await RunAsync(["--check-source", gone.ToString()], TestContext.Current.CancellationToken);

        code.Should().Be(1);
        error.Should().StartWith($"Nothing answers at {gone}").And.EndWith("\n").And.Subject.Count(character => character == '\n').Should().Be(1);
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CheckSource.RunAsync(args, output, error, cancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
