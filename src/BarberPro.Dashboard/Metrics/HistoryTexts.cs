namespace BarberPro.Dashboard.Metrics;
public sealed class HistoryTexts;
