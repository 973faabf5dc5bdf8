using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace BarberPro.Dashboard.Metrics;

/// <summary>What is asked, and how far.</summary>
internal sealed record ScrapeRequest(Uri Address, TimeSpan Timeout, int MaxBytes)
{
    /// <summary>Whatever the answer says it is, read it as this one.</summary>
    public ExpositionFormat? Format { get; init; }

    public string? BearerToken { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>Asks an address once for its exposition. One client serves all sources.</summary>
internal sealed class ScrapeClient(TimeProvider clock) : IDisposable
{
    private const string OpenMetricsType = "application/openmetrics-text";

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.GZip,
        AllowAutoRedirect = false, // a target must not send the scraper, and its token, elsewhere
        UseCookies = false,
        UseProxy = false, // exporters are near; a proxy of the environment would only keep loopback from us
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseDrainSize = 0,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // each request has its own
        DefaultRequestVersion = HttpVersion.Version11,
    };

    /// <exception cref="SourceException">Whatever came instead of an exposition.</exception>
    public async Task<Exposition> ReadAsync(ScrapeRequest scrape, ExpositionCache? cache, CancellationToken cancellationToken)
    {
        var shown = scrape.Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        using var limit = new CancellationTokenSource(scrape.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(scrape.MaxBytes, 64 * 1024) + 1);
        try
        {
            using var request = RequestFor(scrape);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var format = scrape.Format ?? FormatOf(response.Content.Headers.ContentType, shown);
            CheckStatus(response, shown);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            var length = 0;
            while (await body.ReadAsync(buffer.AsMemory(length), either.Token) is > 0 and var read)
            {
                length += read;
                if (length > scrape.MaxBytes)
                {
                    throw new SourceException(new SourceFault("TooLarge", shown, scrape.MaxBytes.ToString(CultureInfo.InvariantCulture)));
                }

                if (length == buffer.Length)
                {
                    buffer = Grow(buffer, scrape.MaxBytes);
                }
            }

            return ExpositionParser.Parse(buffer.AsSpan(0, length), format, cache);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException(new SourceFault("TimedOut", shown, scrape.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)), exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            throw new SourceException(new SourceFault("NotReachable", shown, exception.Message), exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new SourceException(new SourceFault("BrokenAnswer", shown, exception.Message), exception);
        }
        catch (ExpositionException exception)
        {
            throw new SourceException(new SourceFault("NotItsFormat", shown, exception.Message), exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage RequestFor(ScrapeRequest scrape)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, scrape.Address);
        var accepted = scrape.Format switch
        {
            ExpositionFormat.Text => "text/plain;version=0.0.4,text/plain;q=0.5,*/*;q=0.1",
            ExpositionFormat.OpenMetrics => "application/openmetrics-text;version=1.0.0,application/openmetrics-text;q=0.5,*/*;q=0.1",
            _ => "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        };
        request.Headers.Add("Accept", accepted);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("BarberProDashboard", typeof(ScrapeClient).Assembly.GetName().Version?.ToString(3)));
        foreach (var (name, value) in scrape.Headers)
        {
            request.Headers.Add(name, value);
        }

        if (scrape.BearerToken is { Length: > 0 } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private static void CheckStatus(HttpResponseMessage response, string shown)
    {
        if (response.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        throw new SourceException(response.Headers.Location is { } elsewhere && (int)response.StatusCode is >= 300 and < 400
            ? new SourceFault("Redirected", shown, elsewhere.ToString())
            : new SourceFault("BadStatus", shown, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)));
    }

    // An exporter too simple to say what it sends sends text.
    private static ExpositionFormat FormatOf(MediaTypeHeaderValue? type, string shown) => type?.MediaType switch
    {
        null => ExpositionFormat.Text,
        { } text when text.Equals("text/plain", StringComparison.OrdinalIgnoreCase) => ExpositionFormat.Text,
        { } openMetrics when openMetrics.Equals(OpenMetricsType, StringComparison.OrdinalIgnoreCase) => ExpositionFormat.OpenMetrics,
        { } other => throw new SourceException(new SourceFault("WrongType", shown, other)),
    };

    private static byte[] Grow(byte[] full, int maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)full.Length * 2, maxBytes + 1L));
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}
