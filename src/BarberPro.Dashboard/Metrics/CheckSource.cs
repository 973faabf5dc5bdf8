using System.Globalization;
using System.Text;

namespace BarberPro.Dashboard.Metrics;

/// <summary>
/// <c>--check-source &lt;url or file&gt; [--format text|openmetrics]</c>: for whoever connects an exporter. Prints
/// <c>n families, n series, n samples</c> and then one line a sample, <c>name{labels} value [unix seconds]</c>; or the
/// first fault with its line on standard error. Exits 0 or 1.
/// </summary>
internal static class CheckSource
{
    private const string Option = "--check-source";
    private const string FormatOption = "--format";
    private const int MostBytes = 1024 * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static bool IsAsked(IEnumerable<string> args) =>
        args.Any(arg => arg == Option || arg.StartsWith(Option + "=", StringComparison.Ordinal));

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var (target, format) = ReadArguments(args);
            await PrintAsync(await ReadAsync(target, format, cancellationToken), output);
            return 0;
        }
        catch (SourceException exception) when (exception.InnerException is ExpositionException fault)
        {
            await error.WriteLineAsync(fault.Message);
        }
        catch (Exception exception) when (exception is SourceException or ExpositionException or ArgumentException)
        {
            await error.WriteLineAsync(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(exception.Message.ReplaceLineEndings(" "));
        }

        return 1;
    }

    private static (string Target, ExpositionFormat? Format) ReadArguments(string[] args)
    {
        string? target = null;
        ExpositionFormat? format = null;
        for (var i = 0; i < args.Length; i++)
        {
            var cut = args[i].IndexOf('=', StringComparison.Ordinal);
            var isOption = args[i].StartsWith("--", StringComparison.Ordinal);
            var name = isOption && cut > 0 ? args[i][..cut] : args[i];
            if (name is not (Option or FormatOption))
            {
                throw new ArgumentException($"{args[i]} is not understood. Use {Option} <url or file> [{FormatOption} text|openmetrics].");
            }

            var value = isOption && cut > 0 ? args[i][(cut + 1)..] : ++i < args.Length ? args[i] : "";
            if (value.Length == 0)
            {
                throw new ArgumentException($"{name} lacks its value. Use {Option} <url or file> [{FormatOption} text|openmetrics].");
            }

            if (name == Option)
            {
                target = value;
                continue;
            }

            format = value switch
            {
                "text" => ExpositionFormat.Text,
                "openmetrics" => ExpositionFormat.OpenMetrics,
                _ => throw new ArgumentException($"{FormatOption} {value} is not understood: it is text or openmetrics."),
            };
        }

        return (target!, format);
    }

    private static async Task<Exposition> ReadAsync(string target, ExpositionFormat? format, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            using var client = new ScrapeClient(TimeProvider.System);
            return await client.ReadAsync(new ScrapeRequest(address, Timeout, MostBytes) { Format = format }, cache: null, cancellationToken);
        }

        if (!File.Exists(target))
        {
            throw new ArgumentException($"{target} is neither an http(s) address nor a file that is there.");
        }

        var text = await File.ReadAllBytesAsync(target, cancellationToken);
        return ExpositionParser.Parse(text, format ?? ExpositionParser.Guess(text));
    }

    private static async Task PrintAsync(Exposition exposition, TextWriter output)
    {
        const int piece = 32 * 1024;
        var samples = exposition.Families.Sum(family => family.Samples.Count);
        var series = exposition.Families.SelectMany(family => family.Samples).Select(sample => (sample.Name, sample.Labels)).Distinct().Count();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{exposition.Families.Count} families, {series} series, {samples} samples\n");
        foreach (var sample in exposition.Families.SelectMany(family => family.Samples))
        {
            text.Append(sample.Name).Append(sample.Labels).Append(' ').Append(Numbers.Write(sample.Value));
            if (sample.At is { } at)
            {
                var seconds = (at - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond;
                text.Append(' ').Append(seconds.ToString("0.#######", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
            if (text.Length > piece)
            {
                await output.WriteAsync(text);
                text.Clear();
            }
        }

        await output.WriteAsync(text);
        await output.FlushAsync();
    }
}
