using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;

namespace BarberPro.Dashboard.Access;

/// <summary>Ends circuits and hub connections of those who were signed out, locked, disabled or revoked meanwhile, wherever that was done.</summary>
internal sealed class SessionWatch(AccessBook book, LastSeen seen, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<HttpContext, byte> _open = new();

    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        var lasts = context.Request.Path.StartsWithSegments("/_blazor") || context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null;
        if (!lasts)
        {
            Note(context);
            await next(context);
            return;
        }

        _open[context] = 0;
        try
        {
            await next(context);
        }
        finally
        {
            _open.TryRemove(context, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var context in _open.Keys)
                {
                    Look(context);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private void Look(HttpContext context)
    {
        if (book.Check(context.User) is null)
        {
            context.Abort();
        }
        else
        {
            Note(context);
        }
    }

    private void Note(HttpContext context)
    {
        switch (Caller.KindOf(context.User))
        {
            case ActorKind.Person when Caller.IdOf(context.User) is { } id: seen.Person(id); break;
            case ActorKind.Wall when Caller.IdOf(context.User) is { } id: seen.Wall(id); break;
            default: break;
        }
    }
}
