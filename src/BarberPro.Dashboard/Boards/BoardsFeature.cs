using BarberPro.Dashboard.Live;

namespace BarberPro.Dashboard.Boards;

public static class BoardsFeature
{
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.AddSingleton(new LiveValue<BoardSnapshot>(BoardSnapshot.Loading));
        services.AddSingleton<BoardEditor>();
        return services;
    }

    public static WebApplication MapBoards(this WebApplication app) => app;
}
