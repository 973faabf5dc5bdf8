using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;

namespace BarberPro.Dashboard.Boards;

public static class BoardsFeature
{
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.AddSingleton(new LiveValue<BoardSnapshot>(BoardSnapshot.Loading));
        services.AddSingleton<BoardStore>();
        services.AddSingleton<BoardKeeper>();
        services.AddSingleton<BoardEditor>();
        services.AddSingleton<ConditionText>();
        services.AddHostedService(provider => provider.GetRequiredService<BoardKeeper>());
        services.AddHostedService<BoardRounds>();
        services.AddSingleton<ConditionWatch>();
        services.AddSingleton<IFrameConsumer>(provider => provider.GetRequiredService<ConditionWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<ConditionWatch>());
        return services;
    }

    public static WebApplication MapBoards(this WebApplication app)
    {
        app.MapBoardApi();
        return app;
    }
}
