namespace BarberPro.Dashboard.Metrics;

/// <summary>How writing goes. Published as LiveValue&lt;StoreHealth&gt; when it changes, not each second.</summary>
/// <param name="Connected">False while the database is away.</param>
/// <param name="Since">Since when it is so.</param>
/// <param name="WaitingFrames">Frames in memory that the database does not have yet.</param>
/// <param name="LostFrames">Frames given up since the program started, because more were waiting than memory may hold.</param>
/// <param name="LastWrite">How long the newest write took; null before the first.</param>
/// <param name="Error">Why it is away, in the words of the database.</param>
public sealed record StoreHealth(bool Connected, DateTimeOffset Since, int WaitingFrames, long LostFrames, TimeSpan? LastWrite, string? Error)
{
    public static StoreHealth Unknown { get; } = new(false, DateTimeOffset.MinValue, 0, 0, null, null);
}
