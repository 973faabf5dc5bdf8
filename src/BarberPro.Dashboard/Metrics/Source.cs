namespace BarberPro.Dashboard.Metrics;

/// <summary>Something that is asked for its newest values at an interval. The pipeline asks; the source only answers.</summary>
public interface ISource
{
    string Name { get; }

    TimeSpan Interval { get; }

    /// <summary>Where it is asked, for people; no secrets in it.</summary>
    string Address => "";

    /// <summary>Asks once. Honours the source's own timeout and size limit.</summary>
    /// <exception cref="SourceException">It did not answer, or not in its format; the message is for people.</exception>
    Task<Exposition> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>Why a source could not be read: a key of <see cref="SourceTexts"/> and what goes into its text, so that each reader gets it in their own language.</summary>
public sealed record SourceFault(string Key, string First = "", string Second = "");

/// <summary>A source that could not be read; the message says why in words, in English. Pages say the same from <see cref="Fault"/>.</summary>
public sealed class SourceException : Exception
{
    public SourceException(SourceFault fault, Exception? innerException = null) : base(SourceTexts.InEnglish(fault), innerException) => Fault = fault;

    public SourceException() { }

    public SourceException(string message) : base(message) { }

    public SourceException(string message, Exception innerException) : base(message, innerException) { }

    public SourceFault? Fault { get; }
}

/// <summary>How a source does. Published as LiveValue&lt;SourcesSnapshot&gt; by the pipeline.</summary>
public sealed record SourceStatus(string Name, string Address, TimeSpan Interval, DateTimeOffset? LastSuccess, TimeSpan? LastDuration, int Samples, string? Error, DateTimeOffset? FailingSince)
{
    /// <summary>It was asked longer ago than its interval and has not answered yet.</summary>
    public bool Waiting { get; init; }

    /// <summary>What <see cref="Error"/> says, for a reader of another language: <c>Localizer[fault.Key, fault.First, fault.Second]</c> of <see cref="SourceTexts"/>.</summary>
    public SourceFault? Fault { get; init; }
}

public sealed record SourcesSnapshot(IReadOnlyList<SourceStatus> Sources)
{
    /// <summary>Keys of the catalogue's metrics for which no source has shown anything yet.</summary>
    public IReadOnlyList<string> MetricsWithoutSource { get; init; } = [];

    public static SourcesSnapshot Empty { get; } = new([]);
}
