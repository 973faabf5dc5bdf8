using System.ComponentModel.DataAnnotations;

namespace BarberPro.Dashboard.Metrics;

/// <summary>How long measurements are kept, and how many wait while the database is away.</summary>
public sealed class StoreOptions
{
    public const string Section = "Metrics";

    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Frames that wait in memory while the database is away: 1,800 are half an hour, and 15 MB where there are 1,000 series.</summary>
    [Range(600, 86_400, ErrorMessage = "Metrics:WaitingFrames must be from 600 to 86400.")]
    public int WaitingFrames { get; set; } = 1_800;
}

public sealed class RetentionOptions
{
    /// <summary>Of the log of seconds. A minute is made of it at once; it is kept for looking back.</summary>
    public TimeSpan Frames { get; set; } = TimeSpan.FromDays(2);

    public TimeSpan Minutes { get; set; } = TimeSpan.FromDays(400);
}
