namespace BarberPro.Sandbox;

internal static class Maths
{
    /// <summary>How far a value that follows its aim with the given time constant gets in a step: 0 nothing, 1 all the way.</summary>
    public static double Share(double seconds, double timeConstant) => 1 - Math.Exp(-seconds / timeConstant);

    /// <summary>The normal distribution's cumulative function, right to 0.0002.</summary>
    public static double Phi(double z) => 1 / (1 + Math.Exp(-z * (1.5976 + (0.07056 * z * z))));

    /// <summary>
    /// Time in a queueing system in units of the service time: 1 when idle, growing as 1/(1-load). From 94 % on it goes straight up:
    /// a queue that is overloaded for a minute is long, not endless.
    /// </summary>
    public static double Queueing(double load)
    {
        const double knee = 0.94, weight = 0.7, slope = weight * ((2 * knee * (1 - knee)) + (knee * knee)) / ((1 - knee) * (1 - knee));
        var calm = Math.Clamp(load, 0, knee);
        var factor = 1 + (weight * calm * calm / (1 - calm));
        return Math.Min(factor + (Math.Max(0, load - knee) * slope), 120);
    }

    /// <summary>ln of a lognormal distribution's median, given its mean.</summary>
    public static double LogMedian(double mean, double sigma) => Math.Log(mean) - (sigma * sigma / 2);
}
