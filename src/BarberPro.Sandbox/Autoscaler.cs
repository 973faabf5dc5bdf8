namespace BarberPro.Sandbox;

/// <summary>Adds replicas when they are busy and takes them away when they are not, as slowly as a real one.</summary>
internal static class Autoscaler
{
    /// <summary>From asking for an instance until it serves.</summary>
    public const int StartSeconds = 90;

    private const int LookEverySeconds = 5;
    private const int CalmBeforeLessSeconds = 300;

    public static void Advance(ModelState state, in Tick tick)
    {
        var policy = state.Settings.Autoscaling;
        var now = tick.Second;
        state.Ready += state.StartingUntil.RemoveAll(until => until <= now);
        if (now % LookEverySeconds == 0)
        {
            Decide(state, tick, policy);
        }

        state.Values[PlatformSeries.Desired] = state.Desired;
        state.Values[PlatformSeries.Ready] = state.Ready;
    }

    private static void Decide(ModelState state, in Tick tick, AutoscalingSettings policy)
    {
        var now = tick.Second;
        var busy = state.Cpu * 100 >= policy.CpuScaleUpPercent
            || (policy.MemoryScaleUpPercent < 100 && state.Memory * 100 >= policy.MemoryScaleUpPercent)
            || (policy.BookingsPerReplica > 0 && state.BookingsPerMinute > policy.BookingsPerReplica * state.Ready);
        var idle = !busy && state.Cpu * 100 < policy.CpuScaleDownPercent;
        state.AboveSince = !busy ? 0 : state.AboveSince == 0 ? now : state.AboveSince;
        state.BelowSince = !idle ? 0 : state.BelowSince == 0 ? now : state.BelowSince;

        // A changed policy may leave the platform outside its bounds: that is put right without waiting.
        if (state.Desired < policy.MinReplicas || state.Desired > policy.MaxReplicas)
        {
            Scale(state, tick, Math.Clamp(state.Desired, policy.MinReplicas, policy.MaxReplicas));
            return;
        }

        if (now < state.CalmFrom)
        {
            return;
        }

        if (busy && now - state.AboveSince >= policy.EvaluationSeconds && state.Desired < policy.MaxReplicas)
        {
            // As many as bring the processors to 60 %, but at least a step.
            var enough = (int)Math.Ceiling(state.Ready * state.Cpu / 0.6);
            Scale(state, tick, Math.Min(Math.Max(state.Desired + policy.StepReplicas, enough), policy.MaxReplicas));
            state.CalmFrom = now + policy.CooldownSeconds;
        }
        else if (idle && now - state.BelowSince >= CalmBeforeLessSeconds && state.Desired > policy.MinReplicas)
        {
            Scale(state, tick, state.Desired - 1);
            state.CalmFrom = now + policy.CooldownSeconds;
        }
    }

    private static void Scale(ModelState state, in Tick tick, int desired)
    {
        var dice = tick.Dice(50);
        for (; state.Desired < desired; state.Desired++)
        {
            state.StartingUntil.Add(tick.Second + StartSeconds - 10 + (int)(dice.Next() * 25));
        }

        while (state.Desired > desired)
        {
            state.Desired--;
            // What has not started yet goes first.
            if (state.StartingUntil.Count > 0)
            {
                state.StartingUntil.RemoveAt(state.StartingUntil.Count - 1);
            }
            else
            {
                state.Ready--;
            }
        }
    }
}
