namespace BarberPro.Dashboard.Boards;

/// <summary>Names the resources of the board's page.</summary>
public sealed class BoardPageTexts;
