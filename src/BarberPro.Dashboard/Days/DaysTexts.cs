namespace BarberPro.Dashboard.Days;

/// <summary>The room's texts are in the .resx files beside this.</summary>
public sealed class DaysTexts;
