namespace BarberPro.Dashboard.Access;

/// <summary>Names the resources of refusals by a limit.</summary>
public sealed class LimitTexts;
