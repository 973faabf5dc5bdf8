using System.Collections.Immutable;

namespace BarberPro.Dashboard.Metrics;

/// <summary>An expression bound to source series: evaluated each second without a look-up and without garbage.</summary>
internal abstract class ExpressionPlan
{
    /// <param name="group">The place of a set of labels among those of the metric.</param>
    public abstract double At(int group, long at);

    public static ExpressionPlan Of(Expression expression, ImmutableArray<string> labels, List<ReadingPlan> readings, bool required = true)
    {
        switch (expression)
        {
            case NumberExpression number:
                return new NumberPlan(number.Value);

            case ReadingExpression reading:
                var plan = new ReadingPlan(reading, reading.By ?? labels, required);
                readings.Add(plan);
                return plan;

            case ArithmeticExpression arithmetic:
                return new ArithmeticPlan(arithmetic.Operator, Of(arithmetic.Left, labels, readings, required), Of(arithmetic.Right, labels, readings, required));

            case OrExpression or:
                return new OrPlan(Of(or.Left, labels, readings, required: false), Of(or.Right, labels, readings, required));

            case ReactionExpression reaction:
                return new ReactionPlan(Of(reaction.Load, labels, readings), reaction.Threshold, Of(reaction.Ready, labels, readings), Of(reaction.Desired, labels, readings));

            default:
                throw new InvalidOperationException($"No plan for {expression.GetType().Name}.");
        }
    }
}

internal sealed class NumberPlan(double value) : ExpressionPlan
{
    public override double At(int group, long at) => value;
}

internal sealed class ArithmeticPlan(char @operator, ExpressionPlan left, ExpressionPlan right) : ExpressionPlan
{
    public override double At(int group, long at)
    {
        var (a, b) = (left.At(group, at), right.At(group, at));
        return @operator switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            _ => b == 0 ? double.NaN : a / b,
        };
    }
}

internal sealed class OrPlan(ExpressionPlan left, ExpressionPlan right) : ExpressionPlan
{
    public override double At(int group, long at)
    {
        var value = left.At(group, at);
        return double.IsNaN(value) ? right.At(group, at) : value;
    }
}

/// <summary>
/// From the moment load is seen to cross its threshold until what is ready has risen to what is desired. A peak that passes before more was asked for is no reaction;
/// where load was above from the first sight on, or over a gap, the moment of crossing is not known and nothing is said.
/// </summary>
internal sealed class ReactionPlan(ExpressionPlan load, double threshold, ExpressionPlan ready, ExpressionPlan desired) : ExpressionPlan
{
    private static readonly long LongestGap = TimeSpan.FromMinutes(1).Ticks;

    private State _state = State.Unknown;
    private long _seenAt = long.MinValue;
    private long _since;
    private double _base;

    private enum State { Unknown, Below, Reacting, Served }

    public override double At(int group, long at)
    {
        var (loadNow, readyNow, desiredNow) = (load.At(group, at), ready.At(group, at), desired.At(group, at));
        if (double.IsNaN(loadNow + readyNow + desiredNow))
        {
            return double.NaN;
        }

        if (_seenAt > at || at - _seenAt > LongestGap)
        {
            _state = State.Unknown;
        }

        _seenAt = at;
        var above = loadNow > threshold;
        switch (_state)
        {
            case State.Below when above:
                Start(at, readyNow);
                break;

            case State.Served when above && desiredNow > readyNow:
                Start(at, readyNow);
                break;

            case State.Reacting:
                return React(at, above, readyNow, desiredNow);

            case State.Unknown or State.Served when !above:
                _state = State.Below;
                break;
        }

        return double.NaN;
    }

    private void Start(long at, double readyNow) => (_state, _since, _base) = (State.Reacting, at, readyNow);

    private double React(long at, bool above, double readyNow, double desiredNow)
    {
        _base = Math.Min(_base, readyNow);
        var asked = desiredNow > _base;
        if (asked && readyNow >= desiredNow)
        {
            _state = above ? State.Served : State.Below;
            return TimeSpan.FromTicks(at - _since).TotalSeconds;
        }

        if (!asked && !above)
        {
            _state = State.Below;
        }

        return double.NaN;
    }
}
