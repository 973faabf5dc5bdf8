namespace BarberPro.Dashboard.Access;

/// <summary>Names the resources of the audit.</summary>
public sealed class AuditTexts;
