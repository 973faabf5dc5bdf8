using System.Runtime.CompilerServices;

namespace BarberPro.Sandbox;

/// <summary>Bookings, payments, sessions and satisfaction: what all the rest is for. They follow the platform, some of them slowly.</summary>
internal static class Business
{
    private const double PaymentSigma = 0.35;

    /// <summary>Cut, cut and beard, colour, the works; ARS 12,250 in the mean.</summary>
    private static readonly (double UpTo, double Price)[] _prices = [(0.35, 9_000), (0.70, 12_000), (0.90, 15_000), (1.0, 19_000)];

    public static void Advance(ModelState state, in Tick tick)
    {
        var response = Mean(state);
        state.ResponseOfSessions += (response - state.ResponseOfSessions) * Maths.Share(tick.Seconds, 420);
        state.ResponseFelt += (response - state.ResponseFelt) * Maths.Share(tick.Seconds, 900);
        var booked = Book(state, tick, response);
        Visit(state, tick);
        Ask(state, tick, booked);
    }

    private static double Mean(ModelState state)
    {
        var (sum, weight) = (0.0, 0.0);
        for (var region = 0; region < Demand.Regions; region++)
        {
            sum += state.Response[region] * state.Rates[region];
            weight += state.Rates[region];
        }

        return sum / Math.Max(weight, 1e-9);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Book(ModelState state, in Tick tick, double response)
    {
        var dice = tick.Dice(60);
        var people = PlatformModel.Total(state) * (1 - state.Throttled);
        // Who waits gives up before trying; a surge brings lookers, not bookers.
        var patience = 1 - Math.Clamp((response - 0.25) / 2.5, 0, 0.7);
        var attempts = dice.Poisson(people * 0.00185 * (state.Has(Fault.TrafficSurge) ? 0.6 : 1) * patience * tick.Seconds);
        var provider = state.Has(Fault.PaymentProviderSlow) ? 2.1 : 1.0;
        var logMedian = Math.Log((1.20 + (1.5 * response) + (0.16 * people / 400)) * provider * (1 + (0.025 * tick.Drift(61, 600))));

        var fails = 0.026 + (Application.IsOld(state.Settings.Deployment.ActiveVersion) ? 0.013 : 0) + (state.Errors * 1.3) + (state.Throttled * 1.5)
            + Math.Clamp((response - 0.15) * 0.12, 0, 0.4) + (provider > 1 ? 0.05 : 0);
        var booked = 0;
        for (var i = 0; i < attempts; i++)
        {
            var seconds = Math.Exp(logMedian + (PaymentSigma * dice.Normal()));
            PlatformSeries.PaymentBuckets.Observe(state.Values, PlatformSeries.PaymentDuration, Math.Min(seconds, 30));
            var (failed, price) = (seconds > 12 || dice.Next() < fails, dice.Next());
            state.Values[PlatformSeries.Bookings + (failed ? 1 : 0)]++;
            if (!failed)
            {
                booked++;
                state.Values[PlatformSeries.Revenue] += Array.Find(_prices, p => price <= p.UpTo).Price;
            }
        }

        state.BookingsPerMinute += ((booked * 60.0 / tick.Seconds) - state.BookingsPerMinute) * Maths.Share(tick.Seconds, 60);
        state.FailuresFelt += (fails - state.FailuresFelt) * Maths.Share(tick.Seconds, 900);
        return booked;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Visit(ModelState state, in Tick tick)
    {
        var dice = tick.Dice(62);
        // People stay where it is quick; a session asks for something each eight seconds.
        var length = Math.Clamp(522 - (900 * state.ResponseOfSessions), 45, 480) * (1 + (0.015 * tick.Drift(63, 900)));
        var open = PlatformModel.Total(state) * 8;
        state.Sessions = state.Sessions == 0 ? open : state.Sessions + ((open - state.Sessions) * Maths.Share(tick.Seconds, 60));
        state.Values[PlatformSeries.SessionsActive] = Math.Round(state.Sessions);

        var ended = dice.Poisson(state.Sessions / length * tick.Seconds);
        if (ended > 0)
        {
            state.Values[PlatformSeries.SessionDuration] += ended;
            state.Values[PlatformSeries.SessionDuration + 1] += ended * length * Math.Max(1 + (0.25 / Math.Sqrt(ended) * dice.Normal()), 0.2);
        }
    }

    private static void Ask(ModelState state, in Tick tick, int booked)
    {
        var dice = tick.Dice(64);
        var mood = Math.Clamp(4.78 - (0.9 * state.ResponseFelt) - (1.6 * state.FailuresFelt), 1.2, 4.9);
        // Whoever is not wholly happy gives 3.54 in the mean.
        var happy = Math.Clamp((mood - 3.54) / 1.46, 0.02, 0.98);
        var unhappier = Math.Clamp((3.54 - mood) / 2.5, 0, 1);
        for (var answers = dice.Poisson(booked * 0.028); answers > 0; answers--)
        {
            var (draw, grade) = (dice.Next(), dice.Next() * (1 - (0.7 * unhappier)));
            var score = draw < happy ? 5 : grade > 0.30 ? 4 : grade > 0.12 ? 3 : grade > 0.04 ? 2 : 1;
            state.Values[PlatformSeries.Csat]++;
            state.Values[PlatformSeries.Csat + 1] += score;
        }
    }
}
