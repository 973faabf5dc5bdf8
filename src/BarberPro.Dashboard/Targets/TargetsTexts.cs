namespace BarberPro.Dashboard.Targets;

/// <summary>Names the resources of this room.</summary>
public sealed class TargetsTexts;
