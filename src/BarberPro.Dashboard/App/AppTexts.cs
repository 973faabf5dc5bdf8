namespace BarberPro.Dashboard.App;

/// <summary>Names the resources of the frame and of the live day.</summary>
public sealed class AppTexts;
