using BarberPro.Sandbox;

namespace BarberPro.Dashboard.Tests.Sandbox;

/// <summary>The model on its own, at a time of day in Argentina, with what it shows read over spans.</summary>
internal sealed class Platform
{
    private readonly PlatformModel _model;

    private Platform(PlatformModel model, ModelState state) => (_model, State) = (model, state);

    public ModelState State { get; }

    /// <summary>A platform that has run for two hours up to that time. 2026-11-21 was a Saturday.</summary>
    public static Platform At(string local, PlatformSettings? settings = null, int seed = 7)
    {
        var at = Second(local);
        var platform = new Platform(new PlatformModel(seed, SandboxOptions.DefaultZone), new ModelState(at - 7200, settings ?? PlatformSettings.Day7));
        while (platform.State.Second < at)
        {
            platform._model.Advance(platform.State, 5);
        }

        return platform;
    }

    public static long Second(string local) =>
        new DateTimeOffset(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(-3)).ToUnixTimeSeconds();

    public void Break(Fault fault, int seconds)
    {
        State.FaultFrom[(int)fault] = State.Second;
        State.FaultUntil[(int)fault] = State.Second + seconds;
        State.BadColor = State.Settings.Deployment.Active;
    }

    public void Step() => _model.Advance(State, 1);

    public void Run(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Step();
        }
    }

    /// <summary>What a viewer sees over the next span.</summary>
    public Seen Watch(int seconds)
    {
        var (before, gauges) = ((double[])State.Values.Clone(), new double[State.Values.Length]);
        for (var second = 0; second < seconds; second++)
        {
            Step();
            for (var i = 0; i < gauges.Length; i++)
            {
                gauges[i] += State.Values[i] / seconds;
            }
        }

        return new Seen([.. State.Values.Zip(before, (now, then) => now - then)], gauges, seconds);
    }
}

/// <param name="Rise">What each counter rose by.</param>
/// <param name="Mean">Each gauge's mean.</param>
internal sealed record Seen(double[] Rise, double[] Mean, int Seconds)
{
    public double Response => Sum(0, 6, PlatformSeries.HttpBuckets.Bounds.Count + 2) / Sum(0, 6, PlatformSeries.HttpBuckets.Bounds.Count + 1);

    public double ResponseOfArgentina => Sum(0, 2, PlatformSeries.HttpBuckets.Bounds.Count + 2) / Sum(0, 2, PlatformSeries.HttpBuckets.Bounds.Count + 1);

    public double RequestsPerSecond => Sum(0, 6, PlatformSeries.HttpBuckets.Bounds.Count + 1) / Seconds;

    public double Errors => Enumerable.Range(0, 3).Sum(region => Rise[PlatformSeries.HttpRequests + (region * 4) + 3]) / (RequestsPerSecond * Seconds);

    public double Query => Rise[PlatformSeries.QueryDuration + PlatformSeries.QueryBuckets.Bounds.Count + 2] / Rise[PlatformSeries.QueryDuration + PlatformSeries.QueryBuckets.Bounds.Count + 1];

    public double SlowQueries => Rise[PlatformSeries.SlowQueries];

    public double Lag => Mean[PlatformSeries.ReplicaLag];

    public double Connections => Mean[PlatformSeries.Connections] / Mean[PlatformSeries.ConnectionsMax];

    public double Cpu => Mean[PlatformSeries.Cpu];

    public double Memory => Mean[PlatformSeries.Memory];

    public double HitsOfArgentina => Rise[PlatformSeries.CdnRequests] / (Rise[PlatformSeries.CdnRequests] + Rise[PlatformSeries.CdnRequests + 1]);

    public double ShareOfFirstBackend => Rise[PlatformSeries.BackendRequests] / Rise.Skip(PlatformSeries.BackendRequests).Take(3).Sum();

    public double BlockedPerMinute => Rise.Skip(PlatformSeries.WafBlocked).Take(4).Sum() * 60 / Seconds;

    public double LimitedPerMinute => Rise[PlatformSeries.RateLimited] * 60 / Seconds;

    public double BookingsPerMinute => Rise[PlatformSeries.Bookings] * 60 / Seconds;

    public double Success => Rise[PlatformSeries.Bookings] / (Rise[PlatformSeries.Bookings] + Rise[PlatformSeries.Bookings + 1]);

    public double Payment => Rise[PlatformSeries.PaymentDuration + PlatformSeries.PaymentBuckets.Bounds.Count + 2] / Rise[PlatformSeries.PaymentDuration + PlatformSeries.PaymentBuckets.Bounds.Count + 1];

    public double Session => Rise[PlatformSeries.SessionDuration + 1] / Rise[PlatformSeries.SessionDuration];

    public double Satisfaction => Rise[PlatformSeries.Csat + 1] / Rise[PlatformSeries.Csat];

    public double SurveysPerHour => Rise[PlatformSeries.Csat] * 3600 / Seconds;

    public double RevenuePerBooking => Rise[PlatformSeries.Revenue] / Rise[PlatformSeries.Bookings];

    private double Sum(int from, int to, int place) => Enumerable.Range(from, to - from)
        .Sum(metric => Rise[PlatformSeries.HttpDuration + (metric * PlatformSeries.HttpBuckets.Places) + place]);
}
