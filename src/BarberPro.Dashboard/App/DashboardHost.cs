namespace BarberPro.Dashboard.App;

/// <summary>Builds the program: a class, so that tests can build it too.</summary>
internal static class DashboardHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        await using var app = Build(args);
        await app.RunAsync();
        return 0;
    }

    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var app = builder.Build();
        return app;
    }
}
