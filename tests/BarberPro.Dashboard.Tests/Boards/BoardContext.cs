using System.Globalization;
using BarberPro.Dashboard.Boards;
using BarberPro.Dashboard.Days;
using BarberPro.Dashboard.Live;
using BarberPro.Dashboard.Metrics;
using BarberPro.Dashboard.Tests.Access;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static BarberPro.Dashboard.Tests.Boards.FakeBoard;

namespace BarberPro.Dashboard.Tests.Boards;

internal static class BoardContext
{
    /// <summary>The board's page on a board in memory, at 14:32 in Argentina.</summary>
    public static void AddBoard(this BunitContext context, FakeBoard board, params string[] policies)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json")).Build();
        var clock = new FakeTimeProvider(Now);
        context.Services.AddSingleton<IConfiguration>(configuration).AddSingleton<TimeProvider>(clock).AddSingleton(clock).AddLogging().AddLocalization();
        context.Services.AddLive(configuration);
        context.AddEverybody(policies);
        context.Services.AddSingleton(new LiveValue<DaySnapshot>(Day));
        context.Services.AddMetricsRoom();
        context.Services.AddBoardPage();
        context.Services.AddSingleton(board.Live).AddSingleton<IBoardEditor>(board);
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }
}
