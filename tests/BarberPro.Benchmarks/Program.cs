using BarberPro.Benchmarks;

// Part of a bench that needs a process of its own: a server under test, or the load on it.
if (args is ["--child", var role, .. var rest])
{
    return await Child.PlayAsync(role, rest);
}

// One line a bench; each is a file here. They run one after the other, in this order.
return await Suite.RunAsync(args,
[
    new FanOutBench(),
    new StuckViewersBench(),
    new StoreBench(),
    new HistoryBench(),
    new StartBench(),
    new IdleBench(),
    new LatencyBench(),
    new CircuitBench(),
    new BoardBench(),
    new VisitBench(),
    new AuthBench(),
    new BrowserBench(),
]);
