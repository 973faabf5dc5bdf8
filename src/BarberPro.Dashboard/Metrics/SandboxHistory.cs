using System.Globalization;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What a source showed in the past, as if it had been asked at each of these instants.</summary>
/// <param name="Rows">One exposition for each instant from <see cref="First"/> on; null where nothing was shown.</param>
internal sealed record PastExpositions(DateTimeOffset First, TimeSpan Step, Exposition?[] Rows);

/// <summary>Reads the sandbox's past. One reading at a time.</summary>
internal sealed class SandboxHistory(HttpClient client)
{
    private const int MostBytes = 256 * 1024 * 1024;

    private readonly ExpositionCache _cache = new();
    private byte[] _buffer = new byte[1 << 20];
    private int _series = 64;

    /// <param name="from">A multiple of the step, as the answer's instants are.</param>
    /// <param name="to">The last instant.</param>
    /// <exception cref="HttpRequestException">It did not answer, or with an error.</exception>
    /// <exception cref="ExpositionException">It answered, but not in OpenMetrics.</exception>
    public async Task<PastExpositions> ReadAsync(Uri server, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        var address = new Uri(server, string.Create(CultureInfo.InvariantCulture,
            $"/history?from={from.ToUnixTimeSeconds()}&to={to.ToUnixTimeSeconds()}&step={(int)step.TotalSeconds}"));
        using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await FillAsync(body, cancellationToken);
        return ByInstant(ExpositionParser.Parse(_buffer.AsSpan(0, length), ExpositionFormat.OpenMetrics, _cache), from, to, step);
    }

    private async Task<int> FillAsync(Stream body, CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            if (length == _buffer.Length)
            {
                if (length >= MostBytes)
                {
                    throw new HttpRequestException("The answer is too large.");
                }

                Array.Resize(ref _buffer, length * 2);
            }

            var read = await body.ReadAsync(_buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return length;
            }

            length += read;
        }
    }

    /// <summary>The format goes series by series, the catalogue is evaluated instant by instant.</summary>
    private PastExpositions ByInstant(Exposition past, DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        var rows = new List<SourceSample>?[((to - from).Ticks / step.Ticks) + 1];
        foreach (var family in past.Families)
        {
            for (var i = 0; i < family.Samples.Count; i++)
            {
                var sample = family.Samples[i];
                if (sample.At is { } at && at >= from && at <= to)
                {
                    (rows[(at - from).Ticks / step.Ticks] ??= new List<SourceSample>(_series)).Add(sample);
                }
            }
        }

        _series = Math.Max(_series, rows.Max(row => row?.Count ?? 0));
        return new PastExpositions(from, step,
            [.. rows.Select(row => row is null ? null : new Exposition([new MetricFamily("", MetricType.Unknown, "", "", row)]))]);
    }
}
