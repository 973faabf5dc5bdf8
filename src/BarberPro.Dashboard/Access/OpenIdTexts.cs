namespace BarberPro.Dashboard.Access;

/// <summary>Names the resources of the sign-in by another provider.</summary>
public sealed class OpenIdTexts;
