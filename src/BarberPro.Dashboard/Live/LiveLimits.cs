using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Live;

/// <summary>Calls a connection may make: the HTTP rate limiter does not see what goes through an open WebSocket.</summary>
internal sealed class LiveLimits(IOptions<LiveOptions> options, TimeProvider clock, IStringLocalizer<LiveTexts> texts) : IHubFilter
{
    private static readonly object Key = new();

    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        // One call of a connection at a time (MaximumParallelInvocationsPerClient), so nothing here needs a lock.
        var items = invocationContext.Context.Items;
        var now = clock.GetTimestamp();
        var bucket = items.TryGetValue(Key, out var kept) ? (Bucket)kept! : new Bucket(options.Value.CallsAtOnce, now);
        var tokens = Math.Min(options.Value.CallsAtOnce, bucket.Tokens + clock.GetElapsedTime(bucket.At, now).TotalSeconds * options.Value.CallsPerSecond);
        items[Key] = new Bucket(tokens - 1, now);
        if (tokens >= 1)
        {
            return next(invocationContext);
        }

        if (tokens < -options.Value.CallsAtOnce)
        {
            invocationContext.Context.Abort(); // it was told often enough
        }

        throw new HubException(texts["TooManyCalls"]);
    }

    private readonly record struct Bucket(double Tokens, long At);
}
