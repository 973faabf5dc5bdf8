namespace BarberPro.Dashboard.Live;
public sealed class LiveTexts;
