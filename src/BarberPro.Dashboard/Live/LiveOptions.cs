using System.ComponentModel.DataAnnotations;

namespace BarberPro.Dashboard.Live;

internal sealed class LiveOptions
{
    public const string Section = "Live";

    /// <summary>A connection whose write has been stuck for so long is cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Live:StuckAfter must be between 00:00:01 and 00:10:00.")]
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many calls a connection may make at once.</summary>
    [Range(1, 1_000, ErrorMessage = "Live:CallsAtOnce must be between 1 and 1000.")]
    public int CallsAtOnce { get; set; } = 20;

    /// <summary>How many calls a second it may make in the long run.</summary>
    [Range(0.1, 1_000, ErrorMessage = "Live:CallsPerSecond must be between 0.1 and 1000.")]
    public double CallsPerSecond { get; set; } = 2;
}
