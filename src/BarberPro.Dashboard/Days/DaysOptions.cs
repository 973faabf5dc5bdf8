using System.Globalization;

namespace BarberPro.Dashboard.Days;

/// <summary>Which day is in view. Texts, so that a fault can be told with its key before anything is converted.</summary>
public sealed class DaysOptions
{
    public const string Section = "Operations";

    /// <summary>The number of the day in view whatever its date; empty: the day whose date is today.</summary>
    public string? Day { get; set; }

    /// <summary>The date to take for today, as 2025-09-12; empty: today.</summary>
    public string? Date { get; set; }

    /// <summary>The zone of a day that has no plan, and of plans that name none.</summary>
    public string Zone { get; set; } = "America/Argentina/Buenos_Aires";

    /// <summary>Where the plans that come with the program lie; imported when no day is stored yet.</summary>
    public string Plans { get; set; } = Path.Combine(AppContext.BaseDirectory, "plans");

    /// <summary>An open day whose date is over moves along to today (with the sandbox).</summary>
    internal bool MovesAlong { get; set; }

    internal int? DayNumber => int.TryParse(Day, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal DateOnly? DateInView => DateOnly.TryParseExact(Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    internal TimeZoneInfo DefaultZone => PlanZones.Find(Zone) ?? TimeZoneInfo.Utc;

    internal bool HasValidDay => string.IsNullOrEmpty(Day) || DayNumber is > 0 and < 100_000;

    internal bool HasValidDate => string.IsNullOrEmpty(Date) || DateInView is not null;

    internal bool HasValidZone => PlanZones.Find(Zone) is not null;
}
