using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Metrics;

/// <summary><c>Metrics:Sources</c>: what is scraped.</summary>
public sealed class SourcesOptions
{
    public const string Section = "Metrics";

    public List<SourceOptions> Sources { get; set; } = [];
}

/// <summary>One entry of <c>Metrics:Sources</c>.</summary>
public sealed class SourceOptions
{
    public string Name { get; set; } = "";

    /// <summary>
    /// Where the exposition is. A path alone ("/metrics") is the program's own; <c>{Sandbox:Url}</c> stands for the
    /// sandbox's address, and such a source is left out where the sandbox is off.
    /// </summary>
    public string Url { get; set; } = "";

    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>For the whole answer, not only its first byte.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>Of the answer, unpacked.</summary>
    public int MaxBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Left out: what the answer says it is.</summary>
    public ExpositionFormat? Format { get; set; }

    public string? BearerToken { get; set; }

    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Added to each of its samples; a label that a sample has already stays.</summary>
    public Dictionary<string, string> Labels { get; set; } = [];
}

internal sealed class SourcesOptionsValidator : IValidateOptions<SourcesOptions>
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromSeconds(10);

    public ValidateOptionsResult Validate(string? name, SourcesOptions options)
    {
        List<string> faults = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Sources.Count; i++)
        {
            var source = options.Sources[i];
            var key = $"Metrics:Sources:{i}";
            if (string.IsNullOrWhiteSpace(source.Name))
            {
                faults.Add($"{key}:Name is missing.");
            }
            else if (!names.Add(source.Name))
            {
                faults.Add($"{key}:Name '{source.Name}' is taken by a source before it.");
            }

            Check(source, key, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(SourceOptions source, string key, List<string> faults)
    {
        if (!SourceAddress.IsWellFormed(source.Url))
        {
            faults.Add($"{key}:Url '{source.Url}' is neither an http(s) address without a user name in it, nor a path that starts with '/'.");
        }

        if (source.Interval < LeastInterval || source.Interval > MostInterval)
        {
            faults.Add($"{key}:Interval must lie between {LeastInterval} and {MostInterval}.");
        }

        if (source.Timeout < LeastTimeout || source.Timeout > MostTimeout)
        {
            faults.Add($"{key}:Timeout must lie between {LeastTimeout} and {MostTimeout}.");
        }

        if (source.MaxBytes is < 1024 or > 1024 * 1024 * 1024)
        {
            faults.Add($"{key}:MaxBytes must lie between 1024 and 1073741824.");
        }

        foreach (var label in source.Labels.Keys.Where(label => !ExpositionParser.IsLabelName(System.Text.Encoding.UTF8.GetBytes(label))))
        {
            faults.Add($"{key}:Labels '{label}' is no name of a label.");
        }

        using var request = new HttpRequestMessage();
        foreach (var (header, value) in source.Headers)
        {
            try
            {
                request.Headers.Add(header, value);
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
            {
                faults.Add($"{key}:Headers '{header}' is no header that a request can have, or its value is none.");
            }
        }

        if (source.BearerToken is { } token && !System.Net.Http.Headers.AuthenticationHeaderValue.TryParse($"Bearer {token}", out _))
        {
            faults.Add($"{key}:BearerToken has characters that a header cannot carry.");
        }
    }
}
