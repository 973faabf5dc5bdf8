using BarberPro.Dashboard.App;

return await DashboardHost.RunAsync(args);
