using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Options;

namespace BarberPro.Dashboard.Boards;

public static class BoardsFeature
{
    public static IServiceCollection AddBoards(this IServiceCollection services)
    {
        services.AddSingleton(new LiveValue<BoardSnapshot>(BoardSnapshot.Loading));
        services.AddSingleton<BoardStore>();
        services.AddSingleton<BoardKeeper>();
        services.AddSingleton<BoardEditor>();
        services.AddSingleton<IBoardEditor>(provider => provider.GetRequiredService<BoardEditor>());
        services.AddSingleton<ConditionText>();
        services.AddHostedService(provider => provider.GetRequiredService<BoardKeeper>());
        services.AddOptions<BoardsOptions>().BindConfiguration(BoardsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BoardsOptions>, BoardsOptionsValidator>();
        services.AddSingleton<CardMeanings>();
        services.AddHostedService<BoardRounds>();
        services.AddSingleton<ConditionWatch>();
        services.AddSingleton<IFrameConsumer>(provider => provider.GetRequiredService<ConditionWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<ConditionWatch>());
        return services.AddBoardPage();
    }

    /// <summary>What belongs to who sits before a board is one a circuit; the board itself is the same for all.</summary>
    internal static IServiceCollection AddBoardPage(this IServiceCollection services)
    {
        services.AddSingleton(new LiveValue<PresenceSnapshot>(PresenceSnapshot.Nobody));
        services.AddSingleton<BoardPresence>();
        services.AddSingleton<BoardWording>();
        services.AddScoped<BoardDesk>();
        services.AddScoped<Drafts>();
        services.AddScoped<PageTools>();
        services.AddScoped<PresenceCircuit>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<PresenceCircuit>());
        return services;
    }

    public static WebApplication MapBoards(this WebApplication app)
    {
        app.MapBoardApi();
        return app;
    }
}
