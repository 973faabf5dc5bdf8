namespace BarberPro.Dashboard.Metrics;

/// <summary>Marks this room's texts.</summary>
public sealed class MetricsTexts;
