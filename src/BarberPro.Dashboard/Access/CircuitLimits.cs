using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Access;

/// <summary>How many circuits a person may have open, and how much each may call. The live hub has limits of its own, by connection.</summary>
internal sealed partial class CircuitLimits(IOptions<LimitOptions> options, TimeProvider clock, IStringLocalizer<LimitTexts> texts, ILogger<CircuitLimits> logger) : IHubFilter
{
    private static readonly object HolderKey = new();
    private static readonly object BucketKey = new();

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        if (!IsCircuit(context.Context))
        {
            await next(context);
            return;
        }

        var holder = RateLimits.Partition(context.Context.User, context.Context.GetHttpContext()?.Connection.RemoteIpAddress);
        if (!TryEnter(holder))
        {
            Log.TooMany(logger, options.Value.Circuits);
            throw new HubException(texts["TooManyPages"]); // the connection is closed, and not tried again
        }

        context.Context.Items[HolderKey] = holder;
        try
        {
            await next(context);
        }
        catch
        {
            Leave(context.Context); // nobody tells of the end of a connection that never began
            throw;
        }
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        Leave(context.Context);
        await next(context, exception);
    }

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (!IsCircuit(invocationContext.Context) || MayCall(invocationContext.Context.Items))
        {
            return next(invocationContext);
        }

        Log.TooMuch(logger, options.Value.CircuitCallsPerSecond);
        invocationContext.Context.Abort(); // a person's hand never does that
        throw new HubException(texts["TooManyRequests"]);
    }

    private static bool IsCircuit(HubCallerContext context) => context.GetHttpContext()?.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>One call of a connection at a time, so nothing here needs a lock.</summary>
    private bool MayCall(IDictionary<object, object?> items)
    {
        var limits = options.Value;
        var now = clock.GetTimestamp();
        var bucket = items.TryGetValue(BucketKey, out var kept) ? (Bucket)kept! : new Bucket(limits.CircuitCallsAtOnce, now);
        var calls = Math.Min(limits.CircuitCallsAtOnce, bucket.Calls + clock.GetElapsedTime(bucket.At, now).TotalSeconds * limits.CircuitCallsPerSecond) - 1;
        items[BucketKey] = new Bucket(calls, now);
        return calls >= 0;
    }

    private bool TryEnter(string holder)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(holder);
            if (open >= options.Value.Circuits)
            {
                return false;
            }

            _open[holder] = open + 1;
            return true;
        }
    }

    private void Leave(HubCallerContext context)
    {
        if (!context.Items.Remove(HolderKey, out var kept) || kept is not string holder)
        {
            return;
        }

        lock (_gate)
        {
            if (--_open[holder] == 0)
            {
                _open.Remove(holder);
            }
        }
    }

    private readonly record struct Bucket(double Calls, long At);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A page was refused: its person or address has {Limit} open (Access:Limits:Circuits)")]
        public static partial void TooMany(ILogger logger, int limit);

        [LoggerMessage(LogLevel.Warning, "A circuit was closed: it called more than {Limit} times a second (Access:Limits:CircuitCallsPerSecond)")]
        public static partial void TooMuch(ILogger logger, int limit);
    }
}
